import type { CounsellorState, FloorCounsellor } from "@sori/api";
import { describe, expect, it } from "vitest";
import { arrange, countStates } from "./counsellors";

const person = (id: number, name: string, state: CounsellorState, since: string): FloorCounsellor => ({
  id,
  display_name: name,
  simulated: false,
  state,
  since,
  reason: null,
  ends_at: null,
  contacts: [],
  capacity: 3,
  skills: [],
});
const people = [
  person(1, "나", "busy", "2026-01-05T00:00:02Z"),
  person(2, "가", "available", "2026-01-05T00:00:03Z"),
  person(3, "다", "busy", "2026-01-05T00:00:01Z"),
];
const all = new Set<CounsellorState>();
const any = () => true;
const ids = (list: FloorCounsellor[]) => list.map((one) => one.id);

describe("the counsellors on the floor", () => {
  it("are sorted by state and then by who has been in it longest", () => {
    expect(ids(arrange(people, { key: "state", descending: false }, all, any))).toEqual([2, 3, 1]);
  });

  it("are sorted by name both ways", () => {
    expect(ids(arrange(people, { key: "name", descending: false }, all, any))).toEqual([2, 1, 3]);
    expect(ids(arrange(people, { key: "name", descending: true }, all, any))).toEqual([3, 1, 2]);
  });

  it("are filtered by state", () => {
    expect(ids(arrange(people, { key: "name", descending: false }, new Set(["available"]), any))).toEqual([2]);
  });

  it("are counted by state, without the empty ones", () => {
    expect(countStates(people)).toEqual([
      ["available", 1],
      ["busy", 2],
    ]);
  });
});
