import {
  answer,
  type CaseDimension,
  type CaseFigure,
  type CaseFigureChoices,
  type CaseFigureTable,
  type CaseHeatMap,
  type CaseMoment,
  type CasesBehind,
  type CellSize,
  type FileFormat,
  getCaseFigureChoices,
  getCaseFigures,
  getCaseHeatMap,
  getCasesBehind,
} from "@sori/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { daysLater, isDay, lastOfMonth } from "../../data/statistics";

export const dimensions = ["type", "department", "day", "week", "month"] as const;
export const moments = ["received", "finished"] as const;
export const cellSizes = ["small", "medium", "large"] as const;
export const caseFigures = ["received", "done", "open", "withdrawn", "on_time", "late", "overdue"] as const;

/** Which cases are counted. All of it stands in the address, so that a table can be linked to. */
export interface CasesCounted {
  from?: string;
  to?: string;
  moment?: CaseMoment;
  type?: string[];
  department?: string[];
}

export interface CaseFiguresSearch extends CasesCounted {
  by?: CaseDimension;
  /** The figure whose cases are open, and of which row (none: of all). */
  figure?: CaseFigure;
  row?: string;
  /** The map of the figure instead of a table, and how wide its cells are. */
  map?: true;
  size?: CellSize;
}

export function caseFiguresSearch(search: Record<string, unknown>): CaseFiguresSearch {
  const one = <Value>(values: readonly Value[], value: unknown) => values.find((candidate) => candidate === value);
  const by = one(dimensions, search.by);
  const figure = one(caseFigures, search.figure);
  const moment = one(moments, search.moment);
  const size = one(cellSizes, search.size);
  return {
    ...(by ? { by } : {}),
    ...(figure ? { figure } : {}),
    ...(moment ? { moment } : {}),
    ...(search.map === true ? { map: true } : {}),
    ...(size ? { size } : {}),
    ...(search.row === undefined ? {} : { row: String(search.row) }),
    ...(isDay(search.from) ? { from: search.from } : {}),
    ...(isDay(search.to) ? { to: search.to } : {}),
    ...keys("type", search.type),
    ...keys("department", search.department),
  };
}

function keys<Name extends "type" | "department">(name: Name, value: unknown): { [key in Name]?: string[] } {
  const chosen = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  return (chosen.length > 0 ? { [name]: chosen } : {}) as { [key in Name]?: string[] };
}

/** What is counted in one row of a table: the filters, narrowed to the row. */
export function ofRow(
  counted: Required<Pick<CasesCounted, "from" | "to">> & CasesCounted,
  by: CaseDimension,
  row: string,
): CasesCounted {
  const between = (first: string, last: string) => ({
    ...counted,
    from: first < counted.from ? counted.from : first,
    to: last > counted.to ? counted.to : last,
  });
  switch (by) {
    case "type":
      return { ...counted, type: [row] };
    case "department":
      return { ...counted, department: [row] };
    case "day":
      return between(row, row);
    case "week":
      return between(row, daysLater(row, 6));
    case "month":
      return between(`${row}-01`, lastOfMonth(row));
  }
}

const asked = ({ from = "", to = "", moment, type, department }: CasesCounted) => ({
  from,
  to,
  ...(moment ? { moment } : {}),
  ...(type ? { type } : {}),
  ...(department ? { department } : {}),
});

export const caseFigureChoicesQuery = queryOptions({
  queryKey: ["case-figures", "choices"],
  queryFn: ({ signal }): Promise<CaseFigureChoices> => answer(getCaseFigureChoices({ signal })),
  staleTime: 60_000,
});

export const caseFiguresQuery = (by: CaseDimension, counted: CasesCounted) =>
  queryOptions({
    queryKey: ["case-figures", "table", by, asked(counted)],
    queryFn: ({ signal }): Promise<CaseFigureTable> =>
      answer(getCaseFigures({ query: { by, ...asked(counted) }, signal })),
    // The table before stays while the next one comes.
    placeholderData: keepPreviousData,
  });

// Each look is in the audit log: nothing is fetched again unasked.
export const casesBehindQuery = (figure: CaseFigure, counted: CasesCounted) =>
  infiniteQueryOptions({
    queryKey: ["case-figures", "behind", figure, asked(counted)],
    queryFn: ({ pageParam, signal }): Promise<CasesBehind> =>
      answer(
        getCasesBehind({
          query: { figure, ...asked(counted), ...(pageParam === null ? {} : { after: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_after ?? null,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const caseHeatMapQuery = (figure: CaseFigure, size: CellSize, counted: CasesCounted) =>
  queryOptions({
    queryKey: ["case-figures", "map", figure, size, asked(counted)],
    queryFn: ({ signal }): Promise<CaseHeatMap> =>
      answer(getCaseHeatMap({ query: { figure, size, ...asked(counted) }, signal })),
    placeholderData: keepPreviousData,
  });

/** Where a table is as a file. */
export function caseFiguresFile(
  by: CaseDimension,
  counted: CasesCounted,
  format: FileFormat,
  language: string,
): string {
  const query = new URLSearchParams({ by, format, language });
  for (const [name, value] of Object.entries(asked(counted))) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, one);
  }
  return `/api/stats/cases/table/file?${query}`;
}
