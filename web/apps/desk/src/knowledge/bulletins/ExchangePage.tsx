import { Button, CopyButton, TextInput } from "@mantine/core";
import type { Partner } from "@sori/api";
import { Dialog, dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconPlus, IconWorldShare } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keepsExchange } from "../../app/access";
import { say, sayProblem } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import classes from "../Knowledge.module.css";
import { exchangeQuery, useLetRead, useLook, useRemovePartner } from "./data";
import { PartnerForm } from "./PartnerForm";

/** The centres with which bulletins are exchanged, how that goes, and what they need of us. */
export function ExchangePage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const exchange = useQuery(exchangeQuery);
  const [edited, setEdited] = useState<Partner | "new" | null>(null);
  const [token, setToken] = useState("");
  const keeps = me !== null && keepsExchange(me.roles);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/bulletins" className={classes.link}>
          {t("section.bulletins")}
        </Link>
        <h2>{t("bulletins.exchange")}</h2>
        <span className={classes.grow} />
        {keeps && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
            {t("exchange.add")}
          </Button>
        )}
      </header>
      {exchange.data ? (
        <>
          <section className={classes.card} aria-labelledby="exchange-own">
            <h3 id="exchange-own">{t("exchange.own")}</h3>
            <p className={classes.soft}>{t("exchange.ownAbout")}</p>
            <Copied label={t("exchange.address")} value={`${window.location.origin}/api/bulletins/feed`} />
            <Copied label={t("exchange.public_key")} value={exchange.data.public_key} />
          </section>
          {exchange.data.partners.length === 0 ? (
            <Empty icon={<IconWorldShare size={28} />} title={t("exchange.none")} />
          ) : (
            exchange.data.partners.map((partner) => (
              <PartnerCard
                key={partner.id}
                partner={partner}
                keeps={keeps}
                onEdit={() => setEdited(partner)}
                onToken={setToken}
              />
            ))
          )}
        </>
      ) : exchange.isError ? (
        <Failure detail={problemDetail(exchange.error)} onRetry={() => void exchange.refetch()} />
      ) : (
        <Loading lines={4} height={80} />
      )}
      <Dialog
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited && edited !== "new" ? edited.name : t("exchange.add")}
        size={560}
      >
        {edited && <PartnerForm partner={edited === "new" ? null : edited} onDone={() => setEdited(null)} />}
      </Dialog>
      <Dialog opened={token !== ""} onClose={() => setToken("")} title={t("exchange.token")} size={560}>
        <div className={classes.stack}>
          <p className={classes.soft}>{t("exchange.tokenAbout")}</p>
          <Copied label={t("exchange.token")} value={token} />
        </div>
      </Dialog>
    </div>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation("knowledge");
  return (
    <div className={classes.actions}>
      <TextInput
        className={classes.grow}
        label={label}
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button variant="default" style={{ alignSelf: "end" }} onClick={copy}>
            {copied ? t("reading.copied") : t("exchange.copy")}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

interface PartnerCardProps {
  partner: Partner;
  keeps: boolean;
  onEdit: () => void;
  onToken: (token: string) => void;
}

function PartnerCard({ partner, keeps, onEdit, onToken }: PartnerCardProps) {
  const { t, i18n } = useTranslation("knowledge");
  const look = useLook();
  const letRead = useLetRead();
  const remove = useRemovePartner();
  const [asked, setAsked] = useState(false);
  const at = (iso: string | null) => (iso ? dateTimeText(iso, i18n.language) : t("exchange.never"));
  return (
    <section className={classes.card} aria-label={partner.name}>
      <div className={classes.head}>
        <h3>{partner.name}</h3>
        <span className={classes.state} data-state={!partner.is_on ? "" : partner.fault ? "wrong" : "published"}>
          {t(!partner.is_on ? "exchange.off" : partner.fault ? "exchange.refused" : "exchange.on")}
        </span>
        {partner.trusted && <span className={classes.state}>{t("exchange.trustedMark")}</span>}
      </div>
      <p className={classes.soft}>{partner.address}</p>
      {partner.fault && (
        <p className={classes.warning} data-bad>
          {t(`exchange.fault.${partner.fault}`)} {partner.fault_detail && `(${partner.fault_detail})`}
        </p>
      )}
      <p className={classes.soft}>
        {t("exchange.acceptedAt", { at: at(partner.accepted_at) })} ·{" "}
        {t("exchange.checkedAt", { at: at(partner.checked_at) })} ·{" "}
        {partner.may_read ? t("exchange.readAt", { at: at(partner.read_at) }) : t("exchange.mayNotRead")}
      </p>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          loading={look.isPending}
          disabled={!partner.is_on}
          onClick={() => look.mutate(partner, { onSuccess: () => say(t("exchange.looking")), onError: sayProblem })}
        >
          {t("exchange.look")}
        </Button>
        {keeps && (
          <>
            <Button size="xs" variant="default" onClick={onEdit}>
              {t("exchange.change")}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={letRead.isPending}
              onClick={() => letRead.mutate(partner, { onSuccess: (made) => onToken(made.token), onError: sayProblem })}
            >
              {t(partner.may_read ? "exchange.newToken" : "exchange.makeToken")}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={remove.isPending}
              onClick={() => (asked ? remove.mutate(partner, { onError: sayProblem }) : setAsked(true))}
            >
              {t(asked ? "exchange.removeSure" : "exchange.remove")}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
