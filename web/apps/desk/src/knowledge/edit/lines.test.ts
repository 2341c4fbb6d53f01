import { describe, expect, it } from "vitest";
import { fromLines, linksFromLines, linksToLines, toLines } from "./lines";

describe("lists in a text field", () => {
  it("are one item a line, blank lines left out", () => {
    expect(fromLines("first\n\n second\n")).toEqual(["first", " second"]);
    expect(toLines(["a", "b"])).toBe("a\nb");
  });

  it("of links have the name first and the address last", () => {
    const links = [{ title: "여권 안내", url: "https://example.org/a" }];
    expect(linksToLines(links)).toBe("여권 안내 https://example.org/a");
    expect(linksFromLines("여권 안내  https://example.org/a\n\nhttps://example.org")).toEqual([
      ...links,
      { title: "", url: "https://example.org" },
    ]);
  });
});
