import { Button } from "@mantine/core";
import { Empty } from "@sori/ui";
import { IconArrowBackUp, IconListDetails } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { byCode, type Parts } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { Mark } from "./Mark";

/** Kinds whose section is a table of parts. */
export type Listed = "skills" | "queues" | "announcements" | "phrases" | "alerts";

export interface Column<P> {
  title: string;
  cell: (part: P, code: string) => ReactNode;
  number?: boolean;
}

interface PartTableProps<K extends Listed> {
  kind: K;
  label: string;
  first: string;
  name: (part: Parts[K], code: string) => ReactNode;
  columns: readonly Column<Parts[K]>[];
  onOpen: (code: string) => void;
}

/** The parts of a kind, one a row; those that the draft takes out stay until it is applied. */
export function PartTable<K extends Listed>({ kind, label, first, name, columns, onOpen }: PartTableProps<K>) {
  const { t } = useTranslation("admin");
  const { setup, present, revert } = useAdministration();
  const parts = { ...byCode(present, kind), ...byCode(setup, kind) };
  const rows = Object.entries(parts) as [string, Parts[K]][];
  if (rows.length === 0) return <Empty icon={<IconListDetails size={32} />} title={t("nothingYet")} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {columns.map((column) => (
              <th key={column.title} scope="col" data-number={column.number || undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([code, part]) => {
            const gone = !(code in byCode(setup, kind));
            return (
              <tr key={code} data-gone={gone || undefined}>
                <th scope="row">
                  {gone ? (
                    <s>{name(part, code)}</s>
                  ) : (
                    <button type="button" className={classes.open} onClick={() => onOpen(code)}>
                      {name(part, code)}
                    </button>
                  )}
                  <Mark kind={kind} code={code} />
                  {gone && (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      leftSection={<IconArrowBackUp size={14} aria-hidden />}
                      onClick={() => revert(kind, code)}
                    >
                      {t("keep")}
                    </Button>
                  )}
                </th>
                {columns.map((column) => (
                  <td key={column.title} data-number={column.number || undefined}>
                    {column.cell(part, code)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
