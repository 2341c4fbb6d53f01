import "./styles";
import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { choicesQuery, dimensions } from "../data/statistics";
import figures from "../figures/Figures.module.css";
import { CountedSection } from "./CountedSection";
import { Filters } from "./Filters";
import { loadTexts } from "./i18n/load";
import { PeriodTables } from "./PeriodTables";

loadTexts();

const route = getRouteApi("/staff/stats");

/** Statistics: what was counted, by whatever it is asked for, down to the contacts. */
export function StatisticsPage() {
  const { t } = useTranslation("statistics");
  const { periods } = route.useSearch();
  const choices = useQuery(choicesQuery);
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  return (
    <div className={figures.page}>
      <Views />
      {periods ? (
        <PeriodTables />
      ) : choices.data ? (
        <>
          <Filters choices={choices.data} />
          <CountedSection choices={choices.data} />
        </>
      ) : choices.isError ? (
        <Failure detail={problemDetail(choices.error)} onRetry={() => void choices.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
    </div>
  );
}

/** The tables to choose from. Days and filters stay as they are. */
function Views() {
  const { t } = useTranslation("statistics");
  const { by = "channel", periods } = route.useSearch();
  return (
    <nav className={figures.chips} aria-label={t("view")}>
      {dimensions.map((one) => (
        <Link
          key={one}
          from="/stats"
          to="."
          search={({ figure: _figure, row: _row, periods: _periods, ...counted }) => ({ ...counted, by: one })}
          className={figures.choice}
          aria-current={!periods && one === by ? "page" : undefined}
        >
          {t(`by.${one}`)}
        </Link>
      ))}
      <Link
        from="/stats"
        to="."
        search={({ figure: _figure, row: _row, by: _by, ...counted }) => ({ ...counted, periods: true as const })}
        className={figures.choice}
        aria-current={periods ? "page" : undefined}
      >
        {t("periods")}
      </Link>
      <Link to="/cases/figures" className={figures.choice}>
        {t("cases")}
      </Link>
    </nav>
  );
}
