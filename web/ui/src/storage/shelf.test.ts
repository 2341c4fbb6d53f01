import { describe, expect, it } from "vitest";
import { openShelf } from "./shelf";

const full = {
  length: 0,
  key: () => null,
  getItem: () => null,
  removeItem: () => undefined,
  clear: () => undefined,
  setItem: () => {
    throw new DOMException("", "QuotaExceededError");
  },
} satisfies Storage;

describe("the shelf", () => {
  it.each([
    ["refuses to store", full],
    ["offers no storage", null],
  ])("works in memory when the browser %s", (_, storage) => {
    const shelf = openShelf(storage);
    shelf.set("a.1", "one");
    shelf.set("b.1", "other");
    expect(shelf.get("a.1")).toBe("one");
    expect(shelf.keys("a.")).toEqual(["a.1"]);
    shelf.remove("a.1");
    expect(shelf.keys("a.")).toEqual([]);
  });
});
