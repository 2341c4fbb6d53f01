import type { Edit } from "@sori/api";
import { describe, expect, it } from "vitest";
import { type Reader, rowsOf, titleOf } from "./describe";

const reader: Reader = {
  language: "ko",
  word: (key, values) => [key, ...Object.values(values ?? {})].join(" "),
  nameOf: (kind, code) => `${kind}/${code}`,
  moment: (iso) => `at ${iso}`,
};
const edit = (kind: Edit["kind"], before: Edit["before"], after: Edit["after"]): Edit => ({
  kind,
  code: "c",
  before,
  after,
});

describe("an edit in words", () => {
  it("names only what changed, in both languages", () => {
    const rows = rowsOf(
      edit(
        "queues",
        { name: { ko: "물", en: "Water" }, target_s: 20 },
        { name: { ko: "수도", en: "Water" }, target_s: 20 },
      ),
      reader,
    );
    expect(rows).toEqual([{ field: "field.name", before: "물", after: "수도" }]);
  });

  it("tells skills one by one, by name and level", () => {
    const rows = rowsOf(edit("staff", { skills: { a: 1, b: 2 } }, { skills: { a: 3, c: 1 } }), reader);
    expect(rows).toEqual([
      { field: "field.skills: skills/a", before: "describe.level 1", after: "describe.level 3" },
      { field: "field.skills: skills/b", before: "describe.level 2", after: null },
      { field: "field.skills: skills/c", before: null, after: "describe.level 1" },
    ]);
  });

  it("says figures with their units, and names for codes", () => {
    const rows = rowsOf(edit("queues", null, { head_start_s: 1200, target_pct: 80, after_hours: "n" }), reader);
    expect(rows.map((row) => row.after)).toEqual(["describe.seconds 1,200", "describe.percent 80", "queues/n"]);
  });

  it("is called as it will be, or as it was", () => {
    expect(titleOf(edit("skills", null, { name: { ko: "주차", en: "Parking" } }), reader)).toBe("주차");
    expect(titleOf(edit("staff", { display_name: "김소리" }, null), reader)).toBe("김소리");
    expect(titleOf(edit("alerts", { kind: "longest_wait" }, null), reader)).toBe("c");
  });
});
