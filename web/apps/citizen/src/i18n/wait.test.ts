import { createInstance } from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import en from "./en.json";
import ko from "./ko.json";
import { waitText } from "./wait";

const i18n = createInstance();
beforeAll(() => i18n.init({ resources: { ko: { translation: ko }, en: { translation: en } }, lng: "ko" }));

const said = (language: string, low_s: number, high_s: number) =>
  waitText({ low_s, mean_s: (low_s + high_s) / 2, high_s }, i18n.getFixedT(language));

describe("a range is told as people speak", () => {
  test.each([
    [0, 5, "바로", "at once"],
    [0, 90, "1분 30초 이내", "within 1 min 30 sec"],
    [20, 50, "약 20~50초", "about 20 to 50 seconds"],
    [120, 240, "약 2~4분", "about 2 to 4 minutes"],
    [30, 90, "약 30초~1분 30초", "about 30 sec to 1 min 30 sec"],
    [50, 120, "약 50초~2분", "about 50 sec to 2 min"],
  ])("%i to %i seconds", (low, high, korean, english) => {
    expect(said("ko", low, high)).toBe(korean);
    expect(said("en", low, high)).toBe(english);
  });
});
