import type { MenuSetup } from "@sori/api";
import { describe, expect, it } from "vitest";
import { added, below, freeKeys, inOrder, moved, rekeyed, removed } from "./tree";

const entry = (position: number, queue: string | null = "q"): MenuSetup => ({
  label: { ko: "가", en: "a" },
  queue,
  position,
});
const menu = { "0": entry(0), "1": entry(1, null), "11": entry(7), "12": entry(5), "9": entry(1) };

describe("the menu as a tree", () => {
  it("is read level by level, by position and then by key", () => {
    expect(below(menu, "")).toEqual(["0", "1", "9"]);
    expect(inOrder(menu)).toEqual(["0", "1", "12", "11", "9"]);
  });

  it("moves an entry among those of its level, whatever their positions were", () => {
    const edits = moved(menu, "9", -1);
    expect(below({ ...menu, ...(edits as typeof menu) }, "")).toEqual(["0", "9", "1"]);
    expect(moved(menu, "0", -1)).toEqual({});
    expect(moved(menu, "11", 1)).toEqual({});
  });

  it("adds an entry last; what leads to others no longer leads to a queue", () => {
    expect(added(menu, "13", { label: { ko: "나", en: "b" }, queue: "q" })["13"]?.position).toBe(8);
    expect(added(menu, "01", { label: { ko: "나", en: "b" }, queue: "q" })["0"]?.queue).toBeNull();
  });

  it("takes an entry away, and gives it another key, with all below it", () => {
    expect(Object.keys(removed(menu, "1"))).toEqual(["1", "11", "12"]);
    const edits = rekeyed(menu, "1", "2");
    expect(edits).toMatchObject({ "1": null, "11": null, "12": null, "2": entry(1, null), "21": entry(7) });
  });

  it("has free keys down to the third level", () => {
    expect(freeKeys(menu, "1")).toEqual(["13", "14", "15", "16", "17", "18", "19", "10"]);
    expect(freeKeys(menu, "111")).toEqual([]);
  });
});
