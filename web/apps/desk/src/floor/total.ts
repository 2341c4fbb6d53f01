import type { FloorQueue } from "@sori/api";

type Counted = Omit<FloorQueue, "code" | "name">;

/**
 * All queues together. Counts of contacts add up and the answer rate follows from them; people do not add up, because
 * one person may serve several queues, and neither do service levels without their counts, so those stay blank.
 */
export interface Total extends Omit<Counted, "id" | "on_duty" | "free"> {
  id: null;
  on_duty: null;
  free: null;
}

export function totalOf(queues: readonly Counted[]): Total {
  const sum = (count: (queue: Counted) => number) => queues.reduce((all, queue) => all + count(queue), 0);
  const inbound = sum((queue) => queue.inbound);
  const answered = sum((queue) => queue.answered);
  return {
    id: null,
    open: queues.some((queue) => queue.open),
    waiting: sum((queue) => queue.waiting),
    longest_wait_s: Math.max(0, ...queues.map((queue) => queue.longest_wait_s ?? 0)),
    talking: sum((queue) => queue.talking),
    inbound,
    answered,
    abandoned: sum((queue) => queue.abandoned),
    answer_rate_pct: inbound > 0 ? (answered / inbound) * 100 : null,
    service_level_pct: null,
    target_s: 0,
    target_pct: 0,
    on_duty: null,
    free: null,
  };
}
