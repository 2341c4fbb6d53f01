import { describe, expect, it } from "vitest";
import { linesOf } from "./detail";

describe("what an entry tells", () => {
  it("is nothing where there is nothing", () => {
    expect(linesOf({})).toEqual([]);
  });

  it("is its words one by one", () => {
    expect(linesOf({ way: "password", address: "" })).toEqual([
      { place: "way", after: "password" },
      { place: "address", after: "–" },
    ]);
  });

  it("is what differs between before and after", () => {
    const detail = { before: { email: null, linked: true }, after: { email: "a@b.example", linked: true } };
    expect(linesOf(detail)).toEqual([{ place: "email", before: "–", after: "a@b.example" }]);
    expect(linesOf({ before: [], after: ["manager", "planner"] })).toEqual([
      { place: "", before: "–", after: "manager, planner" },
    ]);
  });

  it("is each edit of a change to the setup", () => {
    const edits = [
      {
        kind: "queues",
        code: "water",
        before: { target_s: 20, name: { ko: "수도" } },
        after: { target_s: 30, name: { ko: "수도" } },
      },
      { kind: "skills", code: "new", before: null, after: { name: "x" } },
    ];
    expect(linesOf({ edits })).toEqual([
      { place: "queues.water.target_s", before: "20", after: "30" },
      { place: "skills.new", before: "–", after: '{"name":"x"}' },
    ]);
  });
});
