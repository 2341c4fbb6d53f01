import type { BulletinNow } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useTranslation } from "react-i18next";
import classes from "../Knowledge.module.css";
import { Markdown } from "../reading/Markdown";
import { UrgencyMark } from "./marks";

/** A bulletin in full: what it says, from whom, and until when. */
export function BulletinText({ bulletin }: { bulletin: BulletinNow }) {
  const { t, i18n } = useTranslation("knowledge");
  return (
    <article className={classes.stack}>
      <h3>
        <UrgencyMark urgency={bulletin.urgency} /> {bulletin.title}
      </h3>
      <Markdown text={bulletin.body} />
      <span className={classes.soft}>
        {bulletin.from_centre ? t("bulletins.from", { centre: bulletin.from_centre }) : bulletin.by} ·{" "}
        {t("bulletins.span", {
          from: dateTimeText(bulletin.valid_from, i18n.language),
          to: dateTimeText(bulletin.valid_to, i18n.language),
        })}
      </span>
    </article>
  );
}
