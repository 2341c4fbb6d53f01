import type {
  Choices,
  Dimension,
  Durations,
  Figures,
  StatisticsFigure,
  StatisticsRow,
  StatisticsTable,
} from "@sori/api";
import { clockText } from "@sori/ui";
import { IconChevronDown, IconSelector } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import figures from "../figures/Figures.module.css";
import { useNames } from "./names";
import classes from "./Statistics.module.css";

const counts = ["inbound", "answered", "abandoned", "unfinished"] as const;
const percentiles = ["mean", "p50", "p90", "p95", "p99"] as const;
/** Rows that have an order of their own are left in it. */
const sortable: readonly Dimension[] = ["channel", "queue", "counsellor"];

interface FigureTableProps {
  table: StatisticsTable;
  choices: Choices;
}

/** A row each, and all together; each figure opens what is behind it. */
export function FigureTable({ table, choices }: FigureTableProps) {
  const { t } = useTranslation("statistics");
  const names = useNames(choices);
  const [sorted, setSorted] = useState<(typeof counts)[number]>();
  const order = sorted && sortable.includes(table.by) ? sorted : undefined;
  const rows = useMemo(
    () => (order ? table.rows.toSorted((one, other) => other.figures[order] - one.figures[order]) : table.rows),
    [table.rows, order],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={figures.scroll} aria-labelledby="table-title" tabIndex={0}>
      <table className={`${figures.table} ${classes.table}`} data-figures>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {t(`by.${table.by}`)}
            </th>
            {counts.map((count) => (
              <th key={count} scope="col" rowSpan={2} aria-sort={order === count ? "descending" : "none"}>
                {sortable.includes(table.by) ? (
                  <button
                    type="button"
                    className={figures.sort}
                    aria-label={t("sortBy", { column: t(`column.${count}`) })}
                    onClick={() => setSorted(sorted === count ? undefined : count)}
                  >
                    {t(`column.${count}`)}
                    {order === count ? (
                      <IconChevronDown size={14} aria-hidden />
                    ) : (
                      <IconSelector size={14} aria-hidden />
                    )}
                  </button>
                ) : (
                  t(`column.${count}`)
                )}
              </th>
            ))}
            {(["answer_rate", "service_level", "daily_mean"] as const).map((one) => (
              <th key={one} scope="col" rowSpan={2}>
                {t(`column.${one}`)}
              </th>
            ))}
            <th scope="colgroup" colSpan={5} className={classes.group}>
              {t("waits")}
            </th>
            <th scope="colgroup" colSpan={5} className={classes.group}>
              {t("handlings")}
            </th>
          </tr>
          <tr>
            {["wait", "handling"].flatMap((of) =>
              percentiles.map((one) => (
                <th key={`${of} ${one}`} scope="col">
                  {t(`column.${one}`)}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" data-level={row.level}>
                {names.row(table.by, row)}
              </th>
              <Cells row={row} name={names.row(table.by, row)} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("total")}</th>
            <Cells row={{ key: undefined, figures: table.total }} name={t("total")} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

interface CellsProps {
  row: { key: StatisticsRow["key"] | undefined; figures: Figures };
  name: string;
}

function Cells({ row, name }: CellsProps) {
  const { t, i18n } = useTranslation("statistics");
  const { figures: of } = row;
  const number = (value: number, digits = 0) =>
    value.toLocaleString(i18n.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const cell = (figure: StatisticsFigure, label: string, value: string | null) => (
    <td key={label}>
      {value === null ? (
        t("none")
      ) : (
        <FigureLink row={row.key} figure={figure} value={value} about={t("look", { name, label, value })} />
      )}
    </td>
  );
  const percent = (value: number | null) => (value === null ? null : `${number(value, 1)}%`);
  const durations = (group: "waits" | "handlings", figure: StatisticsFigure, all: Durations | null) =>
    percentiles.map((one) =>
      cell(figure, `${t(group)} ${t(`column.${one}`)}`, all && clockText(Math.round(all[`${one}_s`]))),
    );
  return (
    <>
      {counts.map((count) => cell(count, t(`column.${count}`), number(of[count])))}
      {cell("answered", t("column.answer_rate"), percent(of.answer_rate_pct))}
      {cell("within_target", t("column.service_level"), percent(of.service_level_pct))}
      {cell("inbound", t("column.daily_mean"), number(of.inbound_daily_mean, 1))}
      {durations("waits", "answered", of.wait)}
      {durations("handlings", "handled", of.handling)}
    </>
  );
}

interface FigureLinkProps {
  row: string | undefined;
  figure: StatisticsFigure;
  value: string;
  about: string;
}

/** A figure that opens the records behind it. The address says which, so the back button closes them again. */
function FigureLink({ row, figure, value, about }: FigureLinkProps) {
  return (
    <Link
      from="/stats"
      to="."
      search={({ row: _row, ...before }) => ({ ...before, figure, ...(row === undefined ? {} : { row }) })}
      className={figures.figure}
      aria-label={about}
      preload={false}
      resetScroll={false}
    >
      {value}
    </Link>
  );
}
