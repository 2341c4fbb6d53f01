import type { CaseEntry, CaseShown } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { useText } from "../i18n/useText";
import knowledge from "../knowledge/Knowledge.module.css";
import { DueDate } from "./DueDate";
import { resultPhotoUrl } from "./data";
import { loadTexts } from "./i18n/load";
import classes from "./Office.module.css";

loadTexts();

/** When a case is due, and all that happened to it, the newest first. */
export function CaseHistory({ one }: { one: CaseShown }) {
  const { t } = useTranslation("office");
  const { life } = one;
  const unit = t(`unit.${life.period.unit}`);
  return (
    <section className={knowledge.card} aria-labelledby="case-history">
      <h3 id="case-history">{t("history")}</h3>
      <p>
        <DueDate due={life.due_at} urgency={life.urgency} />{" "}
        <span className={knowledge.soft}>
          {t("period", { amount: life.period.amount, unit })}
          {life.extensions > 0 && ` · ${t("extendedBy", { count: life.extensions, amount: life.extended_by, unit })}`}
        </span>
      </p>
      <p className={knowledge.soft}>{t(`toldBy.${life.told_by ?? "nothing"}`)}</p>
      {life.rating !== null && (
        <p>
          {t("rated", { score: life.rating })} {life.rating_text}
        </p>
      )}
      <ol className={classes.timeline}>
        {[...life.history].reverse().map((entry) => (
          <Entry key={entry.id} caseId={one.id} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ caseId, entry }: { caseId: number; entry: CaseEntry }) {
  const { t, i18n } = useTranslation("office");
  const text = useText();
  const who = entry.by_citizen ? t("citizen") : (entry.staff ?? t("itself"));
  return (
    <li>
      <p>
        <strong>{t(`happened.${entry.move}`, { department: text(entry.department) })}</strong>{" "}
        <span className={knowledge.soft}>
          {who} · {dateTimeText(entry.at, i18n.language)}
        </span>
      </p>
      {entry.because !== null && <p className={knowledge.soft}>{text(entry.because)}</p>}
      {entry.text !== null && <blockquote>{entry.text}</blockquote>}
      {entry.move === "extended" && entry.due_at !== null && (
        <p>{t("newDue", { due: dateTimeText(entry.due_at, i18n.language) })}</p>
      )}
      {entry.photos.length > 0 && (
        <ul className={classes.thumbs}>
          {entry.photos.map((id, index) => (
            <li key={id}>
              <a href={resultPhotoUrl(caseId, id)} target="_blank" rel="noreferrer">
                <img src={resultPhotoUrl(caseId, id)} alt={t("photo", { number: index + 1 })} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
