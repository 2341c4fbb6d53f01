import type { Stale, State } from "@sori/api";

/** What of the lists stands in the address. */
export interface ListSearch {
  text?: string;
  state?: State;
  department?: number;
  topic?: string;
  wrong?: boolean;
}

const states: readonly State[] = ["draft", "review", "scheduled", "published", "retired"];
const reasons: readonly Stale[] = [
  "past_review",
  "due_soon",
  "contradicted",
  "most_used_oldest",
  "never_used",
  "expired",
];

export const isArticleState = (value: unknown): value is State => states.includes(value as State);
export const isStale = (value: unknown): value is Stale => reasons.includes(value as Stale);
