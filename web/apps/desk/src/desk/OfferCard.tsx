import { Button } from "@mantine/core";
import type { Offer } from "@sori/api";
import { ChannelIcon, Since, useSeconds } from "@sori/ui";
import { IconArrowsRight, IconBellRinging } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { keysText } from "../commands/Keys";
import { useText } from "../i18n/useText";
import classes from "./OfferCard.module.css";

interface OfferCardProps {
  offer: Offer;
  /** The keys mean the first offer only. */
  withKeys: boolean;
  /** Only for somebody with empty hands: nobody's typing is interrupted. */
  takesFocus: boolean;
  accepting: boolean;
  refusing: boolean;
  onAccept: () => void;
  onRefuse: () => void;
}

export function OfferCard({ offer, withKeys, takesFocus, accepting, refusing, onAccept, onRefuse }: OfferCardProps) {
  const { t } = useTranslation();
  const text = useText();
  const acceptButton = useRef<HTMLButtonElement>(null);
  const { contact } = offer;
  useEffect(() => {
    if (takesFocus && document.activeElement === document.body) acceptButton.current?.focus();
  }, [takesFocus]);

  return (
    <article
      className={classes.card}
      aria-label={t("offer.label", { citizen: t("citizen.name", { id: contact.citizen_id }) })}
    >
      <header className={classes.head}>
        <IconBellRinging size={16} aria-hidden />
        <strong>
          {contact.called_back
            ? t("offer.callback")
            : offer.transferred_by
              ? t("offer.transferred", { name: offer.transferred_by })
              : t("offer.new")}
        </strong>
        <Remaining offer={offer} />
      </header>
      <p className={classes.who}>
        <ChannelIcon channel={contact.channel} />
        <strong>{t("citizen.name", { id: contact.citizen_id })}</strong>
        <span>{text(contact.queue.name)}</span>
      </p>
      {contact.waiting_since && (
        <p className={classes.waited}>
          {t("offer.waited")} <Since since={contact.waiting_since} />
        </p>
      )}
      {contact.last_message?.body && <p className={classes.quote}>{contact.last_message.body}</p>}
      {offer.transfer_note && (
        <p className={classes.note}>
          <IconArrowsRight size={14} aria-hidden />
          {offer.transfer_note}
        </p>
      )}
      <div className={classes.actions}>
        <Button ref={acceptButton} onClick={onAccept} loading={accepting} disabled={refusing} fullWidth>
          {t("offer.accept")} {withKeys && <kbd className={classes.key}>{keysText("Alt+A")}</kbd>}
        </Button>
        <Button variant="default" className={classes.refuse} onClick={onRefuse} loading={refusing} disabled={accepting}>
          {t("offer.refuse")} {withKeys && <kbd className={classes.key}>{keysText("Alt+X")}</kbd>}
        </Button>
      </div>
    </article>
  );
}

function Remaining({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const total = (Date.parse(offer.expires_at) - Date.parse(offer.offered_at)) / 1000;
  const left = Math.max(0, Math.ceil(total - useSeconds(offer.offered_at)));
  return (
    <>
      <span className={classes.left}>{t("offer.left", { count: left })}</span>
      <span className={classes.bar} aria-hidden>
        <span style={{ transform: `scaleX(${left / total})` }} data-short={left <= 5 || undefined} />
      </span>
    </>
  );
}
