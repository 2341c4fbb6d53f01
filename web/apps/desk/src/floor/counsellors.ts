import type { CounsellorState, FloorCounsellor } from "@sori/api";

export const sortKeys = ["name", "state", "since", "contacts"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Order {
  key: SortKey;
  descending: boolean;
}

/** The order in which a team leader's eye should meet the states: what needs someone comes first. */
export const stateOrder: readonly CounsellorState[] = [
  "not_answering",
  "available",
  "reserved",
  "busy",
  "wrap_up",
  "break",
  "training",
  "meeting",
  "protected_rest",
  "offline",
];

const compare: Record<SortKey, (a: FloorCounsellor, b: FloorCounsellor) => number> = {
  name: (a, b) => a.display_name.localeCompare(b.display_name, "ko"),
  state: (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) || a.since.localeCompare(b.since),
  // The longest first, which is the earliest moment.
  since: (a, b) => a.since.localeCompare(b.since),
  contacts: (a, b) => b.contacts.length - a.contacts.length,
};

export function arrange(
  counsellors: readonly FloorCounsellor[],
  order: Order,
  states: ReadonlySet<CounsellorState>,
  found: (name: string) => boolean,
): FloorCounsellor[] {
  const direction = order.descending ? -1 : 1;
  return counsellors
    .filter((person) => (states.size === 0 || states.has(person.state)) && found(person.display_name))
    .sort((a, b) => direction * compare[order.key](a, b) || a.id - b.id);
}

export function countStates(counsellors: readonly FloorCounsellor[]): [CounsellorState, number][] {
  const counts = new Map<CounsellorState, number>();
  for (const person of counsellors) counts.set(person.state, (counts.get(person.state) ?? 0) + 1);
  return stateOrder.flatMap((state): [CounsellorState, number][] => {
    const count = counts.get(state);
    return count ? [[state, count]] : [];
  });
}
