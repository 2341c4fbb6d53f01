import type { CaseFigureTable } from "@sori/api";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { bars, type Drawing, percentLine, useChart } from "../../figures/useChart";
import classes from "../../statistics/Statistics.module.css";
import { useRowName } from "./names";

const route = getRouteApi("/staff/cases/figures");
/** As many as can be told apart; the table has them all. */
const MOST_NAMED = 24;

/** Done and open of each row, with the share done on time. Pressing a row opens its cases. */
export function CaseChart({ table }: { table: CaseFigureTable }) {
  const { t } = useTranslation("cases");
  const navigate = route.useNavigate();
  const name = useRowName();
  const inTime = table.by !== "type" && table.by !== "department";
  const rows = useMemo(() => (inTime ? table.rows : table.rows.slice(0, MOST_NAMED)), [table, inTime]);
  const drawing = useMemo(
    (): Drawing => ({
      categories: rows.map(name),
      series: (colour) => [
        bars(
          t("figures.figure.done"),
          colour("blue"),
          rows.map((row) => row.figures.done),
        ),
        bars(
          t("figures.figure.open"),
          colour("red"),
          rows.map((row) => row.figures.open),
        ),
        {
          ...percentLine(
            t("figures.column.on_time_pct"),
            colour("green"),
            rows.map((row) => row.figures.on_time_pct),
          ),
          // Between things that do not follow one another there is no line.
          ...(inTime ? {} : { lineStyle: { width: 0 }, symbolSize: 9 }),
        },
      ],
    }),
    [rows, inTime, name, t],
  );
  const open = (index: number) => {
    const row = rows[index];
    if (row) {
      void navigate({ search: (before) => ({ ...before, figure: "received", row: row.key }), resetScroll: false });
    }
  };
  const ref = useChart(drawing, open);
  const label = t("figures.chartOf", { by: t(`figures.by.${table.by}`) });
  return <div ref={ref} className={classes.chart} role="img" aria-label={label} />;
}
