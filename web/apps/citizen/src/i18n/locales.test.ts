import { expect, test } from "vitest";
import en from "./en.json";
import ko from "./ko.json";

/** Korean has one plural form and English two, so plural endings do not count. */
function keys(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path.replace(/_(one|other)$/, "")];
  return Object.entries(value).flatMap(([key, inner]) => keys(inner, path ? `${path}.${key}` : key));
}

function texts(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [String(value)];
}

test("Korean and English hold the same keys", () => {
  expect([...new Set(keys(en))].sort()).toEqual([...new Set(keys(ko))].sort());
});

test("no text is empty, and no English text holds Korean letters", () => {
  for (const text of [...texts(ko), ...texts(en)]) expect(text.trim()).not.toBe("");
  for (const text of texts(en)) expect(text).not.toMatch(/[가-힣]/);
});
