import type { ExpectedWaitReport } from "@sori/api";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NoticeFigure } from "../data/expectedWait";
import figures from "../figures/Figures.module.css";
import classes from "./ExpectedWait.module.css";

/** How often people were told of congestion, and which way they took. */
export function NoticeTable({ report }: { report: ExpectedWaitReport }) {
  const { t } = useTranslation();
  const rows: { figure: NoticeFigure; name: string; count: number }[] = [
    { figure: "shown", name: t("expectedWait.shown"), count: report.notices },
    ...report.taken.map(({ taken, count }) => ({
      figure: taken ?? ("open" as const),
      name: t(`expectedWait.taken.${taken ?? "open"}`),
      count,
    })),
  ];
  return (
    <div className={figures.section}>
      <h2 id="notices-title">{t("expectedWait.notices")}</h2>
      {report.notices === 0 ? (
        <p className={classes.note}>{t("expectedWait.noNotices")}</p>
      ) : (
        <table className={figures.table} aria-labelledby="notices-title">
          <tbody>
            {rows.map(({ figure, name, count }) => (
              <tr key={figure}>
                <th scope="row">{name}</th>
                <td className={figures.number}>
                  <NoticeLink figure={figure} name={name} count={count} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function NoticeLink({ figure, name, count }: { figure: NoticeFigure; name: string; count: number }) {
  const { t, i18n } = useTranslation();
  const value = count.toLocaleString(i18n.language);
  return (
    <Link
      to="/floor/expected-wait"
      search={({ days }) => ({ ...(days ? { days } : {}), notices: figure })}
      className={figures.figure}
      aria-label={t("expectedWait.look", { name: t("expectedWait.notices"), label: name, value })}
      resetScroll={false}
    >
      {value}
    </Link>
  );
}
