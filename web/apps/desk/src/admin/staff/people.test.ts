import { describe, expect, it } from "vitest";
import { arranged, type Person, type StaffFilter, withSkill } from "./people";

const person = (login: string, more: Partial<Person> = {}): Person => ({
  login,
  display_name: login,
  roles: ["counsellor"],
  ...more,
});
const people = [
  person("na", { display_name: "나", skills: { water: 2 } }),
  person("ga", { display_name: "가", roles: ["team_leader"] }),
  person("sim-1", { simulated: true }),
];
const everybody: StaffFilter = { words: "", role: null, skill: null, simulated: false, withoutPassword: false };
const found = (filter: Partial<StaffFilter>) =>
  arranged(
    people,
    { ...everybody, ...filter },
    { key: "display_name", descending: false },
    new Set(["na"]),
    (name, words) => name.includes(words),
  ).map((one) => one.login);

describe("the staff", () => {
  it("is in the order of names, without simulated ones unless asked for", () => {
    expect(found({})).toEqual(["ga", "na"]);
    expect(found({ simulated: true })).toContain("sim-1");
  });

  it("is found by name, log-in, role, skill and lack of a password", () => {
    expect(found({ words: "나" })).toEqual(["na"]);
    expect(found({ words: "GA" })).toEqual(["ga"]);
    expect(found({ role: "team_leader" })).toEqual(["ga"]);
    expect(found({ skill: "water" })).toEqual(["na"]);
    expect(found({ withoutPassword: true })).toEqual(["na"]);
  });

  it("is given a skill at a level, and loses it at none", () => {
    expect(withSkill(person("a", { skills: { water: 1 } }), "park", 3).skills).toEqual({ water: 1, park: 3 });
    expect(withSkill(person("a", { skills: { water: 1 } }), "water", 0).skills).toEqual({});
  });
});
