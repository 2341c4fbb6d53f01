import {
  answer,
  type Channel,
  type Choices,
  type Dimension,
  type FileFormat,
  getPeriods,
  getRecordsBehind,
  getStatistics,
  getStatisticsChoices,
  type Periods,
  type PeriodTable,
  type RecordPage,
  type StatisticsFigure,
  type StatisticsTable,
} from "@sori/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

export const dimensions = ["channel", "queue", "topic", "counsellor", "day", "month", "hour", "day_hour"] as const;
export const statisticsFigures = [
  "inbound",
  "answered",
  "abandoned",
  "unfinished",
  "within_target",
  "handled",
] as const;
export const channels = [
  "phone",
  "sms",
  "chatbot",
  "smart_report",
  "portal",
  "web",
  "eungdapso",
  "foreign_language",
  "sign_language",
  "email",
] as const;

/** What is counted: days and filters. All of it stands in the address, so that a table can be linked to. */
export interface Counted {
  from?: string;
  to?: string;
  channel?: Channel[];
  queue?: number[];
  topic?: number[];
  counsellor?: number[];
  hour?: number[];
}

export interface StatisticsSearch extends Counted {
  by?: Dimension;
  /** The figure whose records are open, and of which row (none: of all). */
  figure?: StatisticsFigure;
  row?: string;
  /** The tables of whole periods instead of the others. */
  periods?: true;
}

export function statisticsSearch(search: Record<string, unknown>): StatisticsSearch {
  const one = <Value>(values: readonly Value[], value: unknown) => values.find((candidate) => candidate === value);
  const [by, figure] = [one(dimensions, search.by), one(statisticsFigures, search.figure)];
  const chosen = many(search.channel).flatMap((value) => one(channels, value) ?? []);
  return {
    ...(by ? { by } : {}),
    ...(figure ? { figure } : {}),
    ...(search.row === undefined ? {} : { row: String(search.row) }),
    ...(search.periods === true ? { periods: true } : {}),
    ...day("from", search.from),
    ...day("to", search.to),
    ...(chosen.length > 0 ? { channel: chosen } : {}),
    ...numbers("queue", search.queue),
    ...numbers("topic", search.topic),
    ...numbers("counsellor", search.counsellor),
    ...numbers("hour", search.hour),
  };
}

const many = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

function numbers<Name extends string>(name: Name, value: unknown): { [key in Name]?: number[] } {
  const chosen = many(value).filter((one): one is number => Number.isInteger(one));
  return (chosen.length > 0 ? { [name]: chosen } : {}) as { [key in Name]?: number[] };
}

function day<Name extends string>(name: Name, value: unknown): { [key in Name]?: string } {
  return (isDay(value) ? { [name]: value } : {}) as { [key in Name]?: string };
}

export const isDay = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));

/** The same day some days later, or earlier. */
export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The last day of a month such as 2026-03. */
export const lastOfMonth = (month: string) => {
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return daysLater(next.toISOString().slice(0, 10), -1);
};

/** Stretches of days that are asked for most, as of a day. */
export function usualPeriods(today: string) {
  const month = today.slice(0, 7);
  const before = daysLater(`${month}-01`, -1);
  return {
    today: [today, today],
    yesterday: [daysLater(today, -1), daysLater(today, -1)],
    week: [daysLater(today, -6), today],
    month: [`${month}-01`, today],
    lastMonth: [`${before.slice(0, 7)}-01`, before],
    year: [`${today.slice(0, 4)}-01-01`, today],
  } as const;
}

/** What is counted in one row of a table: the filters, narrowed to the row. */
export function ofRow(counted: Counted, by: Dimension, row: string): Counted {
  const id = row === "none" ? 0 : Number(row);
  switch (by) {
    case "channel":
      return { ...counted, channel: [row as Channel] };
    case "queue":
      return { ...counted, queue: [id] };
    case "topic":
      return { ...counted, topic: [id] };
    case "counsellor":
      return { ...counted, counsellor: [id] };
    case "hour":
      return { ...counted, hour: [id] };
    case "day":
      return { ...counted, from: row, to: row };
    case "day_hour":
      return { ...counted, from: row.slice(0, 10), to: row.slice(0, 10), hour: [Number(row.slice(11))] };
    case "month": {
      const [first, last] = [`${row}-01`, lastOfMonth(row)];
      const days = [counted.from ?? first, first, last, counted.to ?? last].toSorted();
      return { ...counted, from: days[1] ?? first, to: days[2] ?? last };
    }
  }
}

const asked = ({ from = "", to = "", channel, queue, topic, counsellor, hour }: Counted) => ({
  from,
  to,
  ...(channel ? { channel } : {}),
  ...(queue ? { queue } : {}),
  ...(topic ? { topic } : {}),
  ...(counsellor ? { counsellor } : {}),
  ...(hour ? { hour } : {}),
});

export const choicesQuery = queryOptions({
  queryKey: ["statistics-choices"],
  queryFn: ({ signal }): Promise<Choices> => answer(getStatisticsChoices({ signal })),
  staleTime: 60_000,
});

export const tableQuery = (by: Dimension, counted: Counted) =>
  queryOptions({
    queryKey: ["statistics", by, asked(counted)],
    queryFn: ({ signal }): Promise<StatisticsTable> =>
      answer(getStatistics({ query: { by, ...asked(counted) }, signal })),
    // The table before stays while the next one comes.
    placeholderData: keepPreviousData,
  });

export const behindQuery = (by: Dimension, figure: StatisticsFigure, counted: Counted) =>
  infiniteQueryOptions({
    queryKey: ["statistics-records", by, figure, asked(counted)],
    queryFn: ({ pageParam, signal }): Promise<RecordPage> =>
      answer(
        getRecordsBehind({
          query: { by, figure, ...asked(counted), ...(pageParam === null ? {} : { after: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_after ?? null,
  });

export const periodsQuery = queryOptions({
  queryKey: ["statistics-periods"],
  queryFn: ({ signal }): Promise<Periods> => answer(getPeriods({ signal })),
});

/** Where a table is as a file. */
export function tableFile(by: Dimension, counted: Counted, format: FileFormat, language: string): string {
  const query = new URLSearchParams({ by, format, language });
  for (const [name, value] of Object.entries(asked(counted))) {
    for (const one of many(value)) query.append(name, String(one));
  }
  return `/api/stats/table/file?${query}`;
}

export const periodFile = (table: PeriodTable, format: FileFormat, language: string) =>
  `/api/stats/periods/${table}/file?${new URLSearchParams({ format, language })}`;
