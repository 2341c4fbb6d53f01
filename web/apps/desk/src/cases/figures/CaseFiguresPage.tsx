import "./styles";
import { Button, Menu } from "@mantine/core";
import type { CaseFigureChoices, CaseFigureTable } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconDownload, IconListSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import figures from "../../figures/Figures.module.css";
import classes from "../../statistics/Statistics.module.css";
import { loadTexts } from "../i18n/load";
import { CaseChart } from "./CaseChart";
import { CaseFilters } from "./CaseFilters";
import { CasesDrawer } from "./CasesDrawer";
import { CaseTable } from "./CaseTable";
import { caseFigureChoicesQuery, caseFiguresFile, caseFiguresQuery, dimensions } from "./data";
import { useCounted } from "./useCounted";

/** Large as what draws a map is, it comes when it is looked at. */
const CaseHeatMap = lazy(() => import("./CaseHeatMap"));

loadTexts();

const route = getRouteApi("/staff/cases/figures");

/** Figures of cases, the centre's own and imported ones, down to the cases. */
export function CaseFiguresPage() {
  const { t } = useTranslation("cases");
  const choices = useQuery(caseFigureChoicesQuery);
  useEffect(() => {
    document.title = `${t("figures.title")} — Sori`;
  }, [t]);
  return (
    <div className={figures.page}>
      <Views />
      {choices.data ? (
        <>
          <CaseFilters choices={choices.data} />
          <Counted choices={choices.data} />
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
  const { t } = useTranslation("cases");
  const { by = "type", map } = route.useSearch();
  return (
    <nav className={figures.chips} aria-label={t("figures.view")}>
      {dimensions.map((one) => (
        <Link
          key={one}
          from="/cases/figures"
          to="."
          search={({ figure: _figure, row: _row, map: _map, ...counted }) => ({ ...counted, by: one })}
          className={figures.choice}
          aria-current={!map && one === by ? "page" : undefined}
        >
          {t(`figures.by.${one}`)}
        </Link>
      ))}
      <Link
        from="/cases/figures"
        to="."
        search={({ figure: _figure, row: _row, ...counted }) => ({ ...counted, map: true as const })}
        className={figures.choice}
        aria-current={map ? "page" : undefined}
      >
        {t("figures.map.view")}
      </Link>
    </nav>
  );
}

function Counted({ choices }: { choices: CaseFigureChoices }) {
  const { t } = useTranslation("cases");
  const { map } = route.useSearch();
  const { by, counted } = useCounted(choices);
  const backwards = counted.from > counted.to;
  const table = useQuery({ ...caseFiguresQuery(by, counted), enabled: !backwards && !map });
  if (backwards) {
    return (
      <p role="alert" className={classes.wrong}>
        {t("figures.wrongPeriod")}
      </p>
    );
  }
  if (map) {
    return (
      <Suspense fallback={<Loading lines={10} height={34} />}>
        <CaseHeatMap choices={choices} />
      </Suspense>
    );
  }
  if (table.isError) return <Failure detail={problemDetail(table.error)} onRetry={() => void table.refetch()} />;
  if (!table.data) return <Loading lines={10} height={34} />;
  return (
    <>
      <div className={figures.section} aria-busy={table.isPlaceholderData}>
        <div className={classes.tableHead}>
          <h2 id="case-figures-title">{t("figures.table", { by: t(`figures.by.${table.data.by}`) })}</h2>
          <Files choices={choices} />
        </div>
        {table.data.rows.length === 0 ? (
          <Empty icon={<IconListSearch size={32} />} title={t("figures.noRows")}>
            {t("figures.noRowsAbout")}
          </Empty>
        ) : (
          <>
            <CaseChart table={table.data} />
            <CaseTable table={table.data} />
          </>
        )}
        <About table={table.data} />
      </div>
      <CasesDrawer table={table.data} counted={counted} />
    </>
  );
}

function Files({ choices }: { choices: CaseFigureChoices }) {
  const { t, i18n } = useTranslation("cases");
  const { by, counted } = useCounted(choices);
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t("figures.saveAs")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(["xlsx", "csv"] as const).map((format) => (
          <Menu.Item key={format} component="a" href={caseFiguresFile(by, counted, format, i18n.language)} download>
            {t(`figures.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function About({ table }: { table: CaseFigureTable }) {
  const { t, i18n } = useTranslation("cases");
  return (
    <div className={classes.about}>
      <p>
        {t("figures.about", {
          moment: t(`figures.momentAbout.${table.moment}`),
          asOf: dateTimeText(table.as_of, i18n.language),
        })}
      </p>
      {table.simulated && <p>{t("figures.simulated")}</p>}
    </div>
  );
}
