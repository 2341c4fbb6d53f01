import type { Desk } from "@sori/api";
import { describe, expect, it } from "vitest";
import { laterDesk } from "./desk";

const desk = (now: string, offers: number): Desk => ({
  now,
  state: "available",
  state_since: now,
  reason: null,
  capacity: { chats: 3, calls: false },
  in_hand: offers,
  offers: Array.from({ length: offers }, () => ({}) as Desk["offers"][number]),
  contacts: [],
});

describe("the desk", () => {
  it("keeps an offer that was heard of before the answer to going available", () => {
    const fetched = desk("2026-03-02T01:00:00.200000Z", 1);
    const answered = desk("2026-03-02T01:00:00.100000Z", 0);
    expect(laterDesk(fetched, answered).offers).toHaveLength(1);
  });

  it("takes what comes later, and whatever comes first", () => {
    const later = desk("2026-03-02T01:00:01Z", 0);
    expect(laterDesk(desk("2026-03-02T01:00:00Z", 1), later)).toBe(later);
    expect(laterDesk(undefined, later)).toBe(later);
  });
});
