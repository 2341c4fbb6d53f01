import { describe, expect, it } from "vitest";
import { cityClock, momentOf } from "./moment";

describe("a moment on the city's clocks", () => {
  it.each([
    ["2026-03-04T01:00:00Z", "Asia/Seoul", "2026-03-04 10:00:00"],
    ["2026-12-31T15:30:00Z", "Asia/Seoul", "2027-01-01 00:30:00"],
    ["2026-07-01T12:00:00Z", "Europe/Berlin", "2026-07-01 14:00:00"],
    ["2026-03-29T01:30:00Z", "Europe/Berlin", "2026-03-29 03:30:00"],
  ])("%s in %s is %s, and back", (iso, zone, clock) => {
    expect(cityClock(iso, zone)).toBe(clock);
    expect(momentOf(clock, zone)).toBe(iso);
  });
});
