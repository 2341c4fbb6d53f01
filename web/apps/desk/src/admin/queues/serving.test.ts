import type { StaffSetup } from "@sori/api";
import { describe, expect, it } from "vitest";
import { serves, servingByStep } from "./serving";

const person = (skills: Record<string, number>, more: Partial<StaffSetup> = {}): StaffSetup => ({
  display_name: "",
  roles: ["counsellor"],
  skills,
  chat_capacity: 2,
  ...more,
});

describe("who serves a step", () => {
  it("is a counsellor with the skill at the level who takes something", () => {
    const step = { skill: "water", level: 2 };
    expect(serves(person({ water: 2 }), step)).toBe(true);
    expect(serves(person({ water: 1 }), step)).toBe(false);
    expect(serves(person({ water: 2 }, { chat_capacity: 0 }), step)).toBe(false);
    expect(serves(person({ water: 2 }, { chat_capacity: 0, takes_calls: true }), step)).toBe(true);
    expect(serves(person({ water: 5 }, { roles: ["team_leader"] }), step)).toBe(false);
  });

  it("is counted once, at the first step that opens for them", () => {
    const people = [person({ water: 2 }), person({ water: 1, general: 1 }), person({ general: 1 })];
    const steps = [
      { after_s: 0, skill: "water", level: 2 },
      { after_s: 0, skill: "water", level: 1 },
      { after_s: 60, skill: "general", level: 1 },
    ];
    expect(servingByStep(people, steps)).toEqual([
      { more: 1, all: 1 },
      { more: 1, all: 2 },
      { more: 1, all: 3 },
    ]);
  });
});
