import type { EstimateFigure, ExpectedWaitReport } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type Period, periods, reportQuery } from "../data/expectedWait";
import { problemDetail } from "../data/queries";
import figures from "../figures/Figures.module.css";
import classes from "./ExpectedWait.module.css";
import { NoticeTable } from "./NoticeTable";
import { RecordsDrawer } from "./RecordsDrawer";
import { RecordsLink } from "./RecordsLink";
import { ScoreTable } from "./ScoreTable";

const route = getRouteApi("/staff/floor/expected-wait");

/** How good the waits were that people were told, and what those did who were told of congestion. */
export function ExpectedWaitPage() {
  const { t } = useTranslation();
  const { days = 1 } = route.useSearch();
  const report = useQuery(reportQuery(days));
  useEffect(() => {
    document.title = `${t("expectedWait.title")} — Sori`;
  }, [t]);
  return (
    <div className={figures.page}>
      <header className={classes.head}>
        <h1>{t("expectedWait.title")}</h1>
        <Periods chosen={days} />
        <Link to="/floor" className={classes.back}>
          {t("expectedWait.back")}
        </Link>
      </header>
      {report.data ? (
        <>
          <Headline report={report.data} />
          <ScoreTable report={report.data} />
          <NoticeTable report={report.data} />
          <RecordsDrawer report={report.data} days={days} />
        </>
      ) : report.isError ? (
        <Failure detail={problemDetail(report.error)} onRetry={() => void report.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
    </div>
  );
}

function Periods({ chosen }: { chosen: Period }) {
  const { t } = useTranslation();
  return (
    <nav className={figures.chips} aria-label={t("expectedWait.period")}>
      {periods.map((days) => (
        <Link
          key={days}
          to="/floor/expected-wait"
          search={{ days }}
          className={classes.period}
          aria-current={days === chosen ? "page" : undefined}
        >
          {t(`expectedWait.days.${days}`)}
        </Link>
      ))}
    </nav>
  );
}

function Headline({ report }: { report: ExpectedWaitReport }) {
  const { t, i18n } = useTranslation();
  const { coverage_pct, error_s, average_error_s, place_error_s } = report.total;
  const number = (value: number, digits = 1) =>
    value.toLocaleString(i18n.language, { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const link = (figure: EstimateFigure, value: string) => (
    <RecordsLink name={t("expectedWait.total")} figure={figure} value={value} />
  );
  const seconds = (value: number | null) =>
    value === null ? t("expectedWait.none") : link("answered", t("expectedWait.seconds", { value: number(value) }));
  const ratio = error_s !== null && average_error_s ? number(error_s / average_error_s, 2) : null;
  return (
    <dl className={classes.headline}>
      <div>
        <dt>{t("expectedWait.coverage")}</dt>
        <dd>{coverage_pct === null ? t("expectedWait.none") : link("inside", `${number(coverage_pct)}%`)}</dd>
        <dd>{t("expectedWait.coverageAbout")}</dd>
      </div>
      <div>
        <dt>{t("expectedWait.error")}</dt>
        <dd>{seconds(error_s)}</dd>
        <dd>{ratio ? t("expectedWait.ratio", { ratio }) : t("expectedWait.errorAbout")}</dd>
      </div>
      <div>
        <dt>{t("expectedWait.average")}</dt>
        <dd>{seconds(average_error_s)}</dd>
        <dd>{t("expectedWait.averageAbout")}</dd>
      </div>
      <div>
        <dt>{t("expectedWait.place")}</dt>
        <dd>{seconds(place_error_s)}</dd>
        <dd>{t("expectedWait.placeAbout")}</dd>
      </div>
    </dl>
  );
}
