import type { Scenario } from "@sori/api";
import { describe, expect, it } from "vitest";
import { clocks, twinSearch, withPeople } from "./twin";

const scenario: Scenario = {
  title: "a morning",
  from: "09:00",
  to: "10:30",
  interval_min: 30,
  queues: [],
  topics: [{ name: "all", queue: "general", calls: [1, 2, 3], talk: { mean_s: 60 } }],
  people: [
    { name: "day", skills: { general: 1 }, at_desk: [4, 5, 6] },
    { name: "late", skills: { general: 1 }, at_desk: [0, 1, 1] },
  ],
};

describe("a scenario on the page", () => {
  it("gets other people in one interval of one group", () => {
    const changed = withPeople(scenario, 1, 2, 7);
    expect(changed.people.map((group) => group.at_desk)).toEqual([
      [4, 5, 6],
      [0, 1, 7],
    ]);
    expect(scenario.people[1]?.at_desk).toEqual([0, 1, 1]);
  });

  it("knows when its intervals begin", () => {
    expect(clocks(scenario)).toEqual(["09:00", "09:30", "10:00"]);
  });

  it("comes from the address", () => {
    expect(twinSearch({ scenario: 3, day: 5 })).toEqual({ scenario: 3 });
    expect(twinSearch({ day: "2026-03-02" })).toEqual({ day: "2026-03-02" });
  });
});
