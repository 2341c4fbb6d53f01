import type { CannedPhrase } from "@sori/api";
import { describe, expect, it } from "vitest";
import { findPhrases, insertPhrase, readSlashWord } from "./phrases";

const phrase = (id: number, shortcut: string, ko: string): CannedPhrase => ({
  id,
  shortcut,
  title: { ko, en: "" },
  body: { ko: "", en: "" },
});
const phrases = [phrase(1, "확인", "인사 뒤 확인"), phrase(2, "인사", "첫 인사"), phrase(3, "주차", "불법주정차 신고")];

describe("canned phrases", () => {
  it("are asked for by a slash at the start or after a space", () => {
    expect(readSlashWord("/인", 2)).toEqual({ start: 0, end: 2, query: "인" });
    expect(readSlashWord("네 /", 3)).toEqual({ start: 2, end: 3, query: "" });
  });

  it("are not asked for by the slash in an address or a date", () => {
    expect(readSlashWord("a/b", 3)).toBeNull();
    expect(readSlashWord("1/2", 3)).toBeNull();
  });

  it("are found by shortcut first, then by title", () => {
    expect(findPhrases(phrases, "인사").map((found) => found.id)).toEqual([2, 1]);
    expect(findPhrases(phrases, "ㅂㅂ").map((found) => found.id)).toEqual([3]);
  });

  it("take the place of the slash word and leave the rest alone", () => {
    const word = readSlashWord("네 /인 끝", 4);
    expect(word && insertPhrase("네 /인 끝", word, "안녕하세요.")).toBe("네 안녕하세요. 끝");
  });
});
