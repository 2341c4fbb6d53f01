import { Button, Menu } from "@mantine/core";
import type { Choices, Dimension, StatisticsTable } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconDownload, IconListSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { type Counted, tableFile, tableQuery } from "../data/statistics";
import figures from "../figures/Figures.module.css";
import { FigureTable } from "./FigureTable";
import { RecordsDrawer } from "./RecordsDrawer";
import classes from "./Statistics.module.css";
import { StatisticsChart } from "./StatisticsChart";
import { useCounted } from "./useCounted";

/** A table with its chart, its files, and what must be known to read it. */
export function CountedSection({ choices }: { choices: Choices }) {
  const { t } = useTranslation("statistics");
  const { by, counted } = useCounted(choices);
  const backwards = counted.from > counted.to;
  const table = useQuery({ ...tableQuery(by, counted), enabled: !backwards });
  if (backwards) {
    return (
      <p role="alert" className={classes.wrong}>
        {t("wrongPeriod")}
      </p>
    );
  }
  if (table.isError) return <Failure detail={problemDetail(table.error)} onRetry={() => void table.refetch()} />;
  if (!table.data) return <Loading lines={10} height={34} />;
  return (
    <>
      <div className={figures.section} aria-busy={table.isPlaceholderData}>
        <div className={classes.tableHead}>
          <h2 id="table-title">{t("table", { by: t(`by.${table.data.by}`) })}</h2>
          <Files by={by} counted={counted} />
        </div>
        {table.data.rows.length === 0 ? (
          <Empty icon={<IconListSearch size={32} />} title={t("noRows")}>
            {t("noRowsAbout")}
          </Empty>
        ) : (
          <>
            <StatisticsChart table={table.data} choices={choices} />
            <FigureTable table={table.data} choices={choices} />
          </>
        )}
        <About table={table.data} />
      </div>
      <RecordsDrawer table={table.data} choices={choices} />
    </>
  );
}

function Files({ by, counted }: { by: Dimension; counted: Counted }) {
  const { t, i18n } = useTranslation("statistics");
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t("saveAs")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(["xlsx", "csv"] as const).map((format) => (
          <Menu.Item key={format} component="a" href={tableFile(by, counted, format, i18n.language)} download>
            {t(format)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function About({ table }: { table: StatisticsTable }) {
  const { t, i18n } = useTranslation("statistics");
  const number = (value: number) => value.toLocaleString(i18n.language);
  const { rows, inbound, answered } = table.left_out;
  return (
    <div className={classes.about}>
      <p>
        {t("about", {
          unit: t(`unit.${table.unit}`),
          error: number(table.percentile_error_pct),
          asOf: dateTimeText(table.as_of, i18n.language),
        })}
      </p>
      {rows > 0 && <p>{t("leftOut", { rows: number(rows), inbound: number(inbound), answered: number(answered) })}</p>}
      {table.simulated && <p>{t("simulated")}</p>}
    </div>
  );
}
