import type { AnswerSource } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";

/** An article that is answered from: as a link, with whose it is and of which day. */
export function Source({ source }: { source: AnswerSource }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <a href={`/help/${encodeURIComponent(source.code)}`} target="_blank" rel="noreferrer">
        {source.question}
        <span className="sr-only"> {t("bot.newWindow")}</span>
      </a>{" "}
      {t("bot.sourceOf", {
        department: format.text(source.department),
        date: source.published_on ? format.date(source.published_on) : "–",
      })}
    </>
  );
}
