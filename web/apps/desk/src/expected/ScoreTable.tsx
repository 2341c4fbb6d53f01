import type { EstimateFigure, ExpectedWaitReport, Score } from "@sori/api";
import { useTranslation } from "react-i18next";
import type { Phase } from "../data/expectedWait";
import figures from "../figures/Figures.module.css";
import { useText } from "../i18n/useText";
import classes from "./ExpectedWait.module.css";
import { RecordsLink } from "./RecordsLink";

const columns = ["given", "coverage", "inside", "outside", "gave_up", "no_end", "error", "average", "place"] as const;

interface Row {
  key: string;
  name: string;
  score: Score;
  queue?: number;
  phase?: Phase;
}

/** Estimates counted, in all, by phase and by queue; each count opens its estimates. */
export function ScoreTable({ report }: { report: ExpectedWaitReport }) {
  const { t } = useTranslation();
  const text = useText();
  const rows: Row[] = [
    { key: "total", name: t("expectedWait.total"), score: report.total },
    { key: "before", name: t("expectedWait.before"), score: report.before, phase: "before" },
    { key: "during", name: t("expectedWait.during"), score: report.during, phase: "during" },
    ...report.queues.map(({ id, name, score }) => ({ key: `${id}`, name: text(name), score, queue: id })),
  ];
  return (
    <div className={figures.section}>
      <h2 id="scores-title">{t("expectedWait.table")}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <section className={figures.scroll} aria-labelledby="scores-title" tabIndex={0}>
        <table className={figures.table}>
          <thead>
            <tr>
              <th scope="col">{t("expectedWait.who")}</th>
              {columns.map((column) => (
                <th key={column} scope="col" className={figures.number}>
                  {t(`expectedWait.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ScoreRow key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      <p className={classes.note}>{t("expectedWait.censored")}</p>
    </div>
  );
}

function ScoreRow({ row }: { row: Row }) {
  const { i18n } = useTranslation();
  const { score, name, queue, phase } = row;
  const decimal = (value: number | null) =>
    value === null ? "–" : value.toLocaleString(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const link = (figure: EstimateFigure, value: string | number) => (
    <RecordsLink name={name} figure={figure} queue={queue} phase={phase} value={value} />
  );
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={figures.number}>{link("given", score.given)}</td>
      <td className={figures.number}>
        {score.coverage_pct === null ? "–" : link("inside", `${decimal(score.coverage_pct)}%`)}
      </td>
      <td className={figures.number}>{link("inside", score.inside)}</td>
      <td className={figures.number}>{link("outside", score.outside)}</td>
      <td className={figures.number}>{link("gave_up", score.gave_up)}</td>
      <td className={figures.number}>{link("no_end", score.no_end)}</td>
      {[score.error_s, score.average_error_s, score.place_error_s].map((value, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: three columns that never change
        <td key={place} className={figures.number}>
          {value === null ? "–" : link("answered", decimal(value))}
        </td>
      ))}
    </tr>
  );
}
