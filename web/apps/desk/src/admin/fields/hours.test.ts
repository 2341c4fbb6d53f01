import { describe, expect, it } from "vitest";
import { alwaysOpen, copiedTo, isAlwaysOpen, minutesOf, spanText, stretches, withSpans } from "./hours";

describe("opening hours", () => {
  it("copy one day to the others", () => {
    const office = copiedTo({ mon: ["09:00-18:00"] }, "mon", "workdays");
    expect(stretches(office)).toEqual([{ from: "mon", to: "fri", spans: ["09:00-18:00"] }]);
    expect(copiedTo(office, "sat", "workdays")).toEqual({});
  });

  it("leave out a day without spans, as the server does", () => {
    expect(withSpans({ mon: ["09:00-18:00"] }, "mon", [])).toEqual({});
  });

  it("are always open when every day is whole", () => {
    expect(isAlwaysOpen(alwaysOpen())).toBe(true);
    expect(isAlwaysOpen(withSpans(alwaysOpen(), "sun", []))).toBe(false);
  });

  it("are told in stretches of days with the same spans", () => {
    expect(
      stretches({ mon: ["09:00-12:00", "13:00-18:00"], tue: ["13:00-18:00", "09:00-12:00"], thu: ["09:00-12:00"] }),
    ).toEqual([
      { from: "mon", to: "tue", spans: ["09:00-12:00", "13:00-18:00"] },
      { from: "thu", to: "thu", spans: ["09:00-12:00"] },
    ]);
  });

  it("are read in minutes of the day and written again", () => {
    expect(minutesOf("9:00 - 18:30")).toEqual({ opens_minute: 540, closes_minute: 1110 });
    for (const span of ["00:00-24:00", "09:05-12:00"]) expect(spanText(minutesOf(span) as never)).toBe(span);
    for (const none of ["", "9-18", "09:60-12:00", "25:00-26:00", "09:00"]) expect(minutesOf(none)).toBeNull();
  });
});
