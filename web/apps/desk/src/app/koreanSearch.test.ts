import { describe, expect, it } from "vitest";
import { matchesKorean } from "./koreanSearch";

describe("the Korean search", () => {
  it.each([
    ["불법주정차", "주정차"],
    ["불법주정차", "ㅂㅂㅈㅈ"],
    ["불법주정차", "ㅈㅈㅊ"],
    ["불법주정차", "불ㅂ"],
    ["불법주정차", "불버"],
    ["전입 신고", "전입신고"],
    ["Illegal parking", "park"],
  ])("finds %s by %s", (word, query) => {
    expect(matchesKorean(word, query)).toBe(true);
  });

  it.each([
    ["불법주정차", "버스"],
    ["불법주정차", "ㅂㅅ"],
  ])("does not find %s by %s", (word, query) => {
    expect(matchesKorean(word, query)).toBe(false);
  });
});
