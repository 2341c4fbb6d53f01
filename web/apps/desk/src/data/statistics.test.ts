import { describe, expect, it } from "vitest";
import { ofRow, statisticsSearch, tableFile, usualPeriods } from "./statistics";

describe("an address of statistics", () => {
  it("keeps what can be asked for and drops the rest", () => {
    const search = { by: "queue", from: "2026-03-01", to: "tomorrow", queue: [3, "x"], channel: "phone", hour: 25.5 };
    expect(statisticsSearch(search)).toEqual({ by: "queue", from: "2026-03-01", queue: [3], channel: ["phone"] });
  });
});

describe("a row of a table", () => {
  const counted = { from: "2026-03-10", to: "2026-04-20" };

  it("of a month is asked for within the days of the table", () => {
    expect(ofRow(counted, "month", "2026-03")).toEqual({ from: "2026-03-10", to: "2026-03-31" });
    expect(ofRow(counted, "month", "2026-04")).toEqual({ from: "2026-04-01", to: "2026-04-20" });
  });

  it("of an hour on the line of time is a day and an hour", () => {
    expect(ofRow(counted, "day_hour", "2026-03-11T09")).toEqual({ from: "2026-03-11", to: "2026-03-11", hour: [9] });
  });

  it("without a queue is asked for as 0", () => {
    expect(ofRow(counted, "queue", "none").queue).toEqual([0]);
  });
});

describe("the usual periods", () => {
  it("know the length of the month before", () => {
    expect(usualPeriods("2028-03-01").lastMonth).toEqual(["2028-02-01", "2028-02-29"]);
    expect(usualPeriods("2026-01-03").lastMonth).toEqual(["2025-12-01", "2025-12-31"]);
    expect(usualPeriods("2026-01-03").week).toEqual(["2025-12-28", "2026-01-03"]);
  });
});

describe("a table as a file", () => {
  it("has the same filters in its address", () => {
    const address = tableFile("day", { from: "2026-03-01", to: "2026-03-02", queue: [1, 2] }, "csv", "ko");
    expect(address).toBe(
      "/api/stats/table/file?by=day&format=csv&language=ko&from=2026-03-01&to=2026-03-02&queue=1&queue=2",
    );
  });
});
