import { Button } from "@mantine/core";
import type { Channel, Origin, Periods, PeriodTable } from "@sori/api";
import { Dialog, Empty, Failure, Loading } from "@sori/ui";
import { IconDownload, IconFileSpreadsheet } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { channels, periodFile, periodsQuery } from "../data/statistics";
import figures from "../figures/Figures.module.css";
import records from "../records/Records.module.css";
import classes from "./Statistics.module.css";

/** What imported counts say of whole periods, exactly as they say it. */
export function PeriodTables() {
  const { t } = useTranslation("statistics");
  const periods = useQuery(periodsQuery);
  const [origins, setOrigins] = useState<Origin[]>([]);
  if (periods.isError) return <Failure detail={problemDetail(periods.error)} onRetry={() => void periods.refetch()} />;
  if (!periods.data) return <Loading lines={8} height={40} />;
  if (Object.values(periods.data).every((table) => table.length === 0)) {
    return (
      <Empty icon={<IconFileSpreadsheet size={32} />} title={t("noPeriods")}>
        {t("noPeriodsAbout")}
      </Empty>
    );
  }
  return (
    <div className={classes.periods}>
      <p className={classes.about}>{t("periodsAbout")}</p>
      <ByChannel periods={periods.data} onOpen={setOrigins} />
      <Answers periods={periods.data} onOpen={setOrigins} />
      <Shares periods={periods.data} onOpen={setOrigins} />
      <Suggestions periods={periods.data} onOpen={setOrigins} />
      <Dialog side opened={origins.length > 0} onClose={() => setOrigins([])} size={420} title={t("sources")}>
        <ul className={records.records}>
          {origins.map(({ import_id, file, line }) => (
            <li key={`${import_id} ${line}`} className={records.record}>
              {t("imported", { file, line })}
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}

interface TableProps {
  periods: Periods;
  onOpen: (origins: Origin[]) => void;
}

interface Cell {
  shown: string;
  origins: Origin[];
}

interface PeriodTableProps {
  table: PeriodTable;
  headings: string[];
  rows: { key: string; name: string; cells: (Cell | string)[] }[];
  onOpen: (origins: Origin[]) => void;
}

function OnePeriodTable({ table, headings, rows, onOpen }: PeriodTableProps): ReactNode {
  const { t, i18n } = useTranslation("statistics");
  const [first, ...others] = headings;
  if (rows.length === 0) return null;
  return (
    <div className={figures.section}>
      <div className={classes.tableHead}>
        <h2 id={`${table}-title`}>{t(`period.${table}`)}</h2>
        <span className={figures.chips}>
          {(["xlsx", "csv"] as const).map((format) => (
            <Button
              key={format}
              component="a"
              href={periodFile(table, format, i18n.language)}
              download
              size="xs"
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              aria-label={`${t(`period.${table}`)} ${t(format)}`}
            >
              {t(format)}
            </Button>
          ))}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <section className={figures.scroll} aria-labelledby={`${table}-title`} tabIndex={0}>
        <table className={figures.table} data-figures>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {others.map((heading, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a heading may stand twice, and columns stay
                <th key={place} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, cells }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {cells.map((cell, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the cells stand in their columns
                  <td key={place}>
                    {typeof cell === "string" ? (
                      cell
                    ) : (
                      <button
                        type="button"
                        className={figures.figure}
                        aria-label={t("look", { name, label: others[place] ?? "", value: cell.shown })}
                        onClick={() => onOpen(cell.origins)}
                      >
                        {cell.shown}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function useShown() {
  const { t, i18n } = useTranslation("statistics");
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? t("none") : value.toLocaleString(i18n.language);
  const percent = (value: number | null) => (value === null ? t("none") : `${value.toFixed(1)}%`);
  const period = ({ first_day, last_day }: { first_day: string; last_day: string }) =>
    first_day.endsWith("-01-01") && last_day === `${first_day.slice(0, 4)}-12-31`
      ? first_day.slice(0, 4)
      : `${first_day} ~ ${last_day}`;
  const column = (
    name:
      | "period"
      | "days"
      | "total"
      | "dailyMean"
      | "inbound"
      | "answered"
      | "rate"
      | "printedRate"
      | "part"
      | "count"
      | "share"
      | "printedShare"
      | "field"
      | "all"
      | "allDailyMean",
  ) => t(`periodColumn.${name}`);
  return { number, percent, period, column };
}

function ByChannel({ periods, onOpen }: TableProps) {
  const { t: ui } = useTranslation("ui");
  const { number, period, column } = useShown();
  const used = channels.filter((channel) => periods.channels.some((one) => channel in one.by_channel));
  const name = (channel: Channel) => ui(`channel.${channel}`);
  return (
    <OnePeriodTable
      table="channels"
      headings={[column("period"), column("days"), column("total"), column("dailyMean"), ...used.map(name)]}
      rows={periods.channels.map((one) => ({
        key: `${one.first_day} ${one.last_day}`,
        name: period(one),
        cells: [
          number(one.days),
          { shown: number(one.total), origins: one.origins },
          { shown: number(one.daily_mean), origins: one.origins },
          ...used.map((channel) => ({ shown: number(one.by_channel[channel]), origins: one.origins })),
        ],
      }))}
      onOpen={onOpen}
    />
  );
}

function Answers({ periods, onOpen }: TableProps) {
  const { t: ui } = useTranslation("ui");
  const { number, percent, period, column } = useShown();
  return (
    <OnePeriodTable
      table="answers"
      headings={[
        column("period"),
        column("days"),
        column("inbound"),
        column("dailyMean"),
        column("answered"),
        column("dailyMean"),
        column("rate"),
        column("printedRate"),
      ]}
      rows={periods.answers.map((one) => ({
        key: `${one.first_day} ${one.last_day} ${one.channel}`,
        name: `${period(one)} ${ui(`channel.${one.channel}`)}`,
        cells: [
          number(one.days),
          ...[
            number(one.inbound),
            number(one.inbound_daily_mean),
            number(one.answered),
            number(one.answered_daily_mean),
            percent(one.answer_rate_pct),
            percent(one.printed_rate_pct),
          ].map((shown) => ({ shown, origins: one.origins })),
        ],
      }))}
      onOpen={onOpen}
    />
  );
}

function Shares({ periods, onOpen }: TableProps) {
  const { number, percent, period, column } = useShown();
  return (
    <OnePeriodTable
      table="shares"
      headings={[
        column("period"),
        column("part"),
        column("all"),
        column("allDailyMean"),
        column("count"),
        column("dailyMean"),
        column("share"),
        column("printedShare"),
      ]}
      rows={periods.shares.flatMap((one) => [
        {
          key: `${one.first_day} ${one.last_day} ${one.part}`,
          name: period(one),
          cells: [
            one.part,
            ...[
              number(one.total),
              number(one.total_daily_mean),
              number(one.count),
              number(one.daily_mean),
              percent(one.share_pct),
              percent(one.printed_share_pct),
            ].map((shown) => ({ shown, origins: one.origins })),
          ],
        },
        ...one.fields.map((field) => ({
          key: `${one.first_day} ${one.last_day} ${one.part} ${field.field}`,
          name: period(one),
          cells: [
            `${one.part} · ${field.field}`,
            "",
            "",
            { shown: number(field.count), origins: [field.origin] },
            "",
            { shown: percent(field.share_pct), origins: [field.origin] },
            percent(field.printed_share_pct),
          ],
        })),
      ])}
      onOpen={onOpen}
    />
  );
}

function Suggestions({ periods, onOpen }: TableProps) {
  const { number, percent, period, column } = useShown();
  return (
    <OnePeriodTable
      table="suggestions"
      headings={[column("period"), column("field"), column("count"), column("share"), column("printedShare")]}
      rows={periods.suggestions.flatMap((one) => [
        ...one.fields.map((field) => ({
          key: `${one.first_day} ${one.last_day} ${field.field}`,
          name: period(one),
          cells: [
            field.field,
            { shown: number(field.count), origins: [field.origin] },
            { shown: percent(field.share_pct), origins: [field.origin] },
            { shown: percent(field.printed_share_pct), origins: [field.origin] },
          ],
        })),
        {
          key: `${one.first_day} ${one.last_day}`,
          name: period(one),
          cells: [
            column("total"),
            { shown: number(one.total), origins: one.fields.map(({ origin }) => origin) },
            "",
            "",
          ],
        },
      ])}
      onOpen={onOpen}
    />
  );
}
