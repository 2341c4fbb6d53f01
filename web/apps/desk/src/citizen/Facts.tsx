import type { ContactDetail } from "@sori/api";
import { ChannelIcon, clockText, dateTimeText, MaskedText } from "@sori/ui";
import { IconStarFilled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { unmaskIn } from "../data/contact";
import { useText } from "../i18n/useText";
import classes from "./CitizenPanel.module.css";

export function Facts({ detail }: { detail: ContactDetail }) {
  const contact = detail.summary;
  const { t, i18n } = useTranslation();
  const text = useText();
  const waited =
    contact.waiting_since && contact.answered_at
      ? (Date.parse(contact.answered_at) - Date.parse(contact.waiting_since)) / 1000
      : null;
  return (
    <section className={classes.section}>
      <h2>{t("facts.title")}</h2>
      <dl className={classes.facts}>
        <Fact name={t("facts.citizen")}>
          {t("citizen.name", { id: contact.citizen_id })}
          {contact.simulated && <span className={classes.tag}>{t("facts.simulated")}</span>}
        </Fact>
        <Fact name={t("facts.channel")}>
          <ChannelIcon channel={contact.channel} decorative /> {t(`channel.${contact.channel}`, { ns: "ui" })}
        </Fact>
        <Fact name={t("facts.queue")}>{text(contact.queue.name)}</Fact>
        <Fact name={t("facts.language")}>{t(`facts.languages.${detail.language}`)}</Fact>
        <Fact name={t("facts.started")}>{dateTimeText(contact.started_at, i18n.language)}</Fact>
        {waited !== null && <Fact name={t("facts.waited")}>{clockText(waited)}</Fact>}
        {contact.counsellor && <Fact name={t("facts.counsellor")}>{contact.counsellor.display_name}</Fact>}
        {contact.ended_at && <Fact name={t("facts.ended")}>{dateTimeText(contact.ended_at, i18n.language)}</Fact>}
        {detail.rating && (
          <Fact name={t("facts.rating")}>
            <IconStarFilled size={14} aria-hidden /> {t("facts.score", { score: detail.rating.score })}
            {detail.rating.comment && (
              <q>
                <MaskedText
                  text={detail.rating.comment}
                  masked={detail.rating.masked ?? false}
                  onUnmask={() => unmaskIn(contact.id)("comment")}
                />
              </q>
            )}
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
