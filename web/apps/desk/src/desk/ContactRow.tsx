import type { ContactSummary } from "@sori/api";
import { ChannelIcon, Since, useSeconds } from "@sori/ui";
import { IconMessageReply, IconPencil, IconPlugConnectedX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Keys } from "../commands/Keys";
import { useText } from "../i18n/useText";
import { useTyping } from "../live/typing";
import classes from "./ContactList.module.css";

interface ContactRowProps {
  contact: ContactSummary;
  position: number;
  selected: boolean;
  onOpen: () => void;
}

/** One of my contacts: who, about what, what was said last, and how long somebody has been waiting for me. */
export const ContactRow = memo(function ContactRow({ contact, position, selected, onOpen }: ContactRowProps) {
  const { t } = useTranslation();
  const text = useText();
  const typing = useTyping(contact.id);
  const preview = contact.last_message?.body || (contact.last_message ? t("desk.attachment") : t("desk.noMessage"));
  return (
    <Link
      to="/desk"
      search={{ contact: contact.id }}
      className={classes.row}
      data-selected={selected || undefined}
      aria-current={selected ? "true" : undefined}
      onClick={onOpen}
    >
      <span className={classes.head}>
        <ChannelIcon channel={contact.channel} />
        <strong>{t("citizen.name", { id: contact.citizen_id })}</strong>
        {!contact.citizen_connected && contact.state === "talking" && (
          <span role="img" aria-label={t("citizen.away")} title={t("citizen.away")} className={classes.away}>
            <IconPlugConnectedX size={14} aria-hidden />
          </span>
        )}
        <RowTimer contact={contact} />
      </span>
      <span className={classes.preview}>
        {contact.last_message?.sender === "counsellor" && <IconMessageReply size={13} aria-hidden />}
        <span>{typing ? t("desk.typing") : preview}</span>
        {contact.unread > 0 && (
          <span className={classes.unread}>
            <span aria-hidden>{contact.unread}</span>
            <span className="sr-only">{t("desk.unread", { count: contact.unread })}</span>
          </span>
        )}
      </span>
      <span className={classes.foot}>
        <span>{text(contact.queue.name)}</span>
        {contact.state === "wrap_up" && <span className={classes.wrapUp}>{t("wrapUp.title")}</span>}
        {position <= 9 && <Keys label={`Alt+${position}`} />}
      </span>
    </Link>
  );
});

function RowTimer({ contact }: { contact: ContactSummary }) {
  const { t } = useTranslation();
  if (contact.state === "wrap_up") {
    return (
      <span className={classes.timer} data-urgency="wrap-up" title={t("wrapUp.since")}>
        <IconPencil size={13} aria-hidden />
        <Since since={contact.ended_at ?? contact.started_at} />
      </span>
    );
  }
  const last = contact.last_message;
  if (last?.sender === "citizen") return <WaitingTimer since={last.sent_at} />;
  return (
    <span className={classes.timer} title={t("desk.lastSince")}>
      <Since since={last?.sent_at ?? contact.started_at} />
    </span>
  );
}

/** After one minute without an answer a citizen wonders, after three they give up. */
function WaitingTimer({ since }: { since: string }) {
  const { t } = useTranslation();
  const seconds = useSeconds(since);
  const urgency = seconds >= 180 ? "late" : seconds >= 60 ? "soon" : "fresh";
  return (
    <span className={classes.timer} data-urgency={urgency} title={t("desk.waitsSince")}>
      <span className="sr-only">{t("desk.waitsSince")}</span>
      <Since since={since} />
    </span>
  );
}
