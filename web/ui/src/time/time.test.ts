import { describe, expect, it } from "vitest";
import { clockText, isoDuration } from "./duration";
import { dayKey, fileSizeText, timeText } from "./format";

describe("durations", () => {
  it.each([
    [0, "0:00"],
    [7.9, "0:07"],
    [754, "12:34"],
    [3723, "1:02:03"],
    [-5, "0:00"],
  ])("%d seconds read %s", (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });

  it("are whole seconds for machines", () => {
    expect(isoDuration(61.7)).toBe("PT61S");
  });
});

describe("times", () => {
  it("are shown in the city's zone", () => {
    expect(timeText("2026-01-05T00:05:00Z", "ko")).toBe("09:05");
  });

  it("belong to the city's day", () => {
    expect(dayKey("2026-01-05T15:30:00Z")).toBe("2026-01-06");
  });
});

describe("file sizes", () => {
  it("are kilobytes below a megabyte", () => {
    expect(fileSizeText(148_213, "en")).toBe("145 kB");
    expect(fileSizeText(3_250_000, "en")).toBe("3.1 MB");
  });
});
