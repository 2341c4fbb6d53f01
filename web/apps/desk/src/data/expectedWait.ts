import {
  answer,
  type EstimateFigure,
  type EstimatePage,
  type ExpectedWaitReport,
  getEstimates,
  getExpectedWaitReport,
  getNotices,
  type NoticePage,
  type Taken,
} from "@sori/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export const periods = [1, 7, 30] as const;
export type Period = (typeof periods)[number];
export const estimateFigures = ["given", "inside", "outside", "answered", "gave_up", "no_end"] as const;
export const ways = ["waited", "message", "report_form", "chatbot", "callback", "left"] as const;
/** Which notices: all that were shown, those whose reader took a way, or those of whom it is not known yet. */
export type NoticeFigure = "shown" | "open" | Taken;
export type Phase = "before" | "during";

/** What the page's address says: the period, and the figure whose records are open. */
export interface ExpectedWaitSearch {
  days?: Period;
  figure?: EstimateFigure;
  queue?: number;
  phase?: Phase;
  notices?: NoticeFigure;
}

export function expectedWaitSearch(search: Record<string, unknown>): ExpectedWaitSearch {
  const one = <Value>(values: readonly Value[], value: unknown) => values.find((candidate) => candidate === value);
  const days = one(periods, search.days);
  const figure = one(estimateFigures, search.figure);
  const phase = one(["before", "during"] as const, search.phase);
  const notices = one(["shown", "open", ...ways] as const, search.notices);
  return {
    ...(days ? { days } : {}),
    ...(figure ? { figure } : {}),
    ...(Number.isInteger(search.queue) ? { queue: search.queue as number } : {}),
    ...(phase ? { phase } : {}),
    ...(notices ? { notices } : {}),
  };
}

export const reportQuery = (days: Period) =>
  queryOptions({
    queryKey: ["expected-wait", days],
    queryFn: ({ signal }): Promise<ExpectedWaitReport> => answer(getExpectedWaitReport({ query: { days }, signal })),
    refetchInterval: 15_000,
  });

export interface Estimates {
  figure: EstimateFigure;
  days: Period;
  queue?: number | undefined;
  phase?: Phase | undefined;
}

export const estimatesQuery = ({ figure, days, queue, phase }: Estimates) =>
  infiniteQueryOptions({
    queryKey: ["expected-wait-estimates", figure, days, queue ?? null, phase ?? null],
    queryFn: ({ pageParam, signal }): Promise<EstimatePage> =>
      answer(
        getEstimates({
          query: {
            figure,
            days,
            ...(queue === undefined ? {} : { queue_id: queue }),
            ...(phase === undefined ? {} : { during: phase === "during" }),
            ...(pageParam === null ? {} : { before: pageParam }),
          },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
  });

export const noticesQuery = (figure: NoticeFigure, days: Period) =>
  infiniteQueryOptions({
    queryKey: ["congestion-notices", figure, days],
    queryFn: ({ pageParam, signal }): Promise<NoticePage> =>
      answer(
        getNotices({
          query: {
            days,
            ...(figure === "open" ? { open_only: true } : figure === "shown" ? {} : { taken: figure }),
            ...(pageParam === null ? {} : { before: pageParam }),
          },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
  });
