import { describe, expect, it } from "vitest";
import { daysOf } from "./year";

const name = { ko: "날", en: "Day" };

describe("the days of a year", () => {
  it("are the country's and the centre's own, in order", () => {
    const days = daysOf(
      2026,
      [
        { day: "2026-01-01", name },
        { day: "2026-03-01", name },
      ],
      { "2026-02-03": { name }, "2026-03-01": { name, closed: false }, "2027-01-05": { name } },
    );
    expect(days.map(({ day, isPublic, closed }) => [day, isPublic, closed])).toEqual([
      ["2026-01-01", true, true],
      ["2026-02-03", false, true],
      ["2026-03-01", true, false],
    ]);
  });
});
