import type { Choices, StatisticsTable } from "@sori/api";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { bars, type Drawing, percentLine, useChart } from "../figures/useChart";
import { useNames } from "./names";
import classes from "./Statistics.module.css";

const route = getRouteApi("/staff/stats");
/** As many as can be told apart; the table has them all. */
const MOST_NAMED = 24;
const inTime = new Set(["day", "month", "hour", "day_hour"]);

/** Answered and abandoned of each row, with the answer rate. Pressing a row opens its contacts. */
export function StatisticsChart({ table, choices }: { table: StatisticsTable; choices: Choices }) {
  const { t } = useTranslation("statistics");
  const navigate = route.useNavigate();
  const names = useNames(choices);
  const rows = useMemo(() => {
    const top = table.rows.filter((row) => row.level === 1);
    return inTime.has(table.by) ? top : top.slice(0, MOST_NAMED);
  }, [table]);
  const drawing = useMemo(
    (): Drawing => ({
      categories: rows.map((row) => names.row(table.by, row)),
      series: (colour) => [
        bars(
          t("figure.answered"),
          colour("blue"),
          rows.map((row) => row.figures.answered),
        ),
        bars(
          t("figure.abandoned"),
          colour("red"),
          rows.map((row) => row.figures.abandoned),
        ),
        {
          ...percentLine(
            t("column.answer_rate"),
            colour("green"),
            rows.map((row) => row.figures.answer_rate_pct),
          ),
          // Between things that do not follow one another there is no line.
          ...(inTime.has(table.by) ? {} : { lineStyle: { width: 0 }, symbolSize: 9 }),
        },
      ],
    }),
    [rows, table.by, names, t],
  );
  const open = (index: number) => {
    const row = rows[index];
    if (row) {
      void navigate({ search: (before) => ({ ...before, figure: "inbound", row: row.key }), resetScroll: false });
    }
  };
  const ref = useChart(drawing, open);
  return <div ref={ref} className={classes.chart} role="img" aria-label={t("chartOf", { by: t(`by.${table.by}`) })} />;
}
