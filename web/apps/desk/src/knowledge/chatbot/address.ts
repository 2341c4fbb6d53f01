import { daysLater, isDay } from "../../data/statistics";

export const views = ["misses", "figures", "conversations", "phrasings", "dialogues"] as const;
export type View = (typeof views)[number];
export const reasons = ["unknown", "not_helped", "handed_over", "left"] as const;
export type Reason = (typeof reasons)[number];
export const outcomes = ["answered", "handed_over", "left"] as const;
export type Outcome = (typeof outcomes)[number];

/** What of the review stands in the address. */
export interface BotSearch {
  view?: View;
  reason?: Reason;
  outcome?: Outcome;
  since?: string;
  until?: string;
  by?: "month";
}

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): value is Value =>
  values.includes(value as Value);

export function botSearch(search: Record<string, unknown>): BotSearch {
  return {
    ...(oneOf(views, search.view) ? { view: search.view } : {}),
    ...(oneOf(reasons, search.reason) ? { reason: search.reason } : {}),
    ...(oneOf(outcomes, search.outcome) ? { outcome: search.outcome } : {}),
    ...(isDay(search.since) ? { since: search.since } : {}),
    ...(isDay(search.until) ? { until: search.until } : {}),
    ...(search.by === "month" ? { by: "month" as const } : {}),
  };
}

/** What a new article begins with that comes of questions which were not served. */
export interface NewSearch {
  question?: string;
  also?: string;
  misses?: string;
}

export function newSearch(search: Record<string, unknown>): NewSearch {
  const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
  const { question, also, misses } = search;
  return {
    ...(text(question) ? { question: text(question) } : {}),
    ...(text(also) ? { also: text(also) } : {}),
    ...(/^\d+(,\d+)*$/.test(text(misses)) ? { misses: text(misses) } : {}),
  };
}

/** The days that are looked at: those of the address, else the last thirty of the city. */
export function daysOf(search: BotSearch, today: string): { since: string; until: string } {
  const until = search.until ?? today;
  return { since: search.since ?? daysLater(until, -29), until };
}
