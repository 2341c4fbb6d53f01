import type { CaseFigure, CaseFigureRow, CaseFigures, CaseFigureTable } from "@sori/api";
import { IconChevronDown, IconSelector } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import figures from "../../figures/Figures.module.css";
import { useRowName } from "./names";

const columns = [
  "received",
  "done",
  "open",
  "withdrawn",
  "on_time",
  "late",
  "overdue",
  "on_time_pct",
  "median_days",
  "p90_days",
] as const;
type Column = (typeof columns)[number];

/** The figure whose cases a column opens: shares and days open those they are made of. */
const opens: Record<Column, CaseFigure> = {
  received: "received",
  done: "done",
  open: "open",
  withdrawn: "withdrawn",
  on_time: "on_time",
  late: "late",
  overdue: "overdue",
  on_time_pct: "on_time",
  median_days: "done",
  p90_days: "done",
};

/** A row each, and all together; each figure opens what is behind it. */
export function CaseTable({ table }: { table: CaseFigureTable }) {
  const { t } = useTranslation("cases");
  const name = useRowName();
  const [sorted, setSorted] = useState<Column>();
  // Days, weeks and months are left in their order.
  const sortable = table.by === "type" || table.by === "department";
  const order = sortable ? sorted : undefined;
  const rows = useMemo(
    () =>
      order
        ? table.rows.toSorted((one, other) => (other.figures[order] ?? -1) - (one.figures[order] ?? -1))
        : table.rows,
    [table.rows, order],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={figures.scroll} aria-labelledby="case-figures-title" tabIndex={0}>
      <table className={figures.table} data-figures>
        <thead>
          <tr>
            <th scope="col">{t(`figures.by.${table.by}`)}</th>
            {columns.map((column) => (
              <th key={column} scope="col" aria-sort={order === column ? "descending" : "none"}>
                {sortable ? (
                  <button
                    type="button"
                    className={figures.sort}
                    aria-label={t("figures.sortBy", { column: t(`figures.column.${column}`) })}
                    onClick={() => setSorted(sorted === column ? undefined : column)}
                  >
                    {t(`figures.column.${column}`)}
                    {order === column ? (
                      <IconChevronDown size={14} aria-hidden />
                    ) : (
                      <IconSelector size={14} aria-hidden />
                    )}
                  </button>
                ) : (
                  t(`figures.column.${column}`)
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{name(row)}</th>
              <Cells row={row.key} of={row.figures} name={name(row)} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("figures.total")}</th>
            <Cells row={undefined} of={table.total} name={t("figures.total")} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

interface CellsProps {
  row: CaseFigureRow["key"] | undefined;
  of: CaseFigures;
  name: string;
}

function Cells({ row, of, name }: CellsProps) {
  const { t, i18n } = useTranslation("cases");
  const shown = (column: Column): string | null => {
    const value = of[column];
    if (value === null) return null;
    const digits = column === "on_time_pct" || column === "median_days" || column === "p90_days" ? 1 : 0;
    const text = value.toLocaleString(i18n.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return column === "on_time_pct" ? `${text}%` : text;
  };
  return columns.map((column) => {
    const value = shown(column);
    return (
      <td key={column}>
        {value === null ? (
          "–"
        ) : (
          // The address says which figure is open, so the back button closes it again.
          <Link
            from="/cases/figures"
            to="."
            search={({ row: _row, ...before }) => ({
              ...before,
              figure: opens[column],
              ...(row === undefined ? {} : { row }),
            })}
            className={figures.figure}
            aria-label={t("figures.look", { name, label: t(`figures.column.${column}`), value })}
            preload={false}
            resetScroll={false}
          >
            {value}
          </Link>
        )}
      </td>
    );
  });
}
