import { describe, expect, it } from "vitest";
import { moved } from "./draft";

describe("moved", () => {
  it("puts one in another place and keeps the others in their order", () => {
    expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a"], 0, 0)).toEqual(["a"]);
  });
});
