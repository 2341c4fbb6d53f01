import type { Setup } from "@sori/api";
import { describe, expect, it } from "vitest";
import { type Draft, drafted, edited, outdated, rebased, reverted, same } from "./draft";

const name = (word: string) => ({ ko: word, en: word });
const setup: Setup = {
  centre: { city: name("소리시"), time_zone: "Asia/Seoul" },
  skills: { water: { name: name("수도") } },
  queues: { water: { name: name("수도"), steps: [{ after_s: 0, skill: "water", level: 1 }] } },
};
const none: Draft = [];

describe("the draft", () => {
  it("keeps one edit a part, from what is in force to the last word", () => {
    const once = edited(none, setup, "skills", "water", { name: name("물") });
    const twice = edited(once, setup, "skills", "water", { name: name("상수도") });
    expect(twice).toEqual([
      { kind: "skills", code: "water", before: { name: name("수도") }, after: { name: name("상수도") } },
    ]);
  });

  it("forgets a part that is as in force again", () => {
    const once = edited(none, setup, "skills", "water", { name: name("물") });
    expect(edited(once, setup, "skills", "water", { name: name("수도") })).toEqual([]);
    expect(reverted(once, "skills", "water")).toEqual([]);
  });

  it("adds what is new from nothing, and takes it out without a trace", () => {
    const added = edited(none, setup, "skills", "park", { name: name("주차") });
    expect(added[0]).toMatchObject({ before: null });
    expect(edited(added, setup, "skills", "park", null)).toEqual([]);
  });

  it("shows the setup as it will be and leaves the present one alone", () => {
    const draft = edited(edited(none, setup, "skills", "park", { name: name("주차") }), setup, "queues", "water", null);
    const after = drafted(setup, draft);
    expect(Object.keys(after.skills ?? {})).toEqual(["water", "park"]);
    expect(after.queues).toEqual({});
    expect(Object.keys(setup.queues ?? {})).toEqual(["water"]);
  });

  it("edits what there is one of without a code", () => {
    const draft = edited(none, setup, "centre", "", { ...setup.centre, time_zone: "Asia/Tokyo" });
    expect(drafted(setup, draft).centre.time_zone).toBe("Asia/Tokyo");
    expect(drafted(setup, draft).centre.city.ko).toBe("소리시");
  });

  it("tells what somebody else changed meanwhile, and starts from there when told to", () => {
    const draft = edited(none, setup, "skills", "water", { name: name("물") });
    const meanwhile = { ...setup, skills: { water: { name: name("수도(신)") } } };
    expect(outdated(draft, setup)).toEqual([]);
    expect(outdated(draft, meanwhile)).toEqual(draft);
    expect(rebased(draft, meanwhile)[0]).toMatchObject({
      before: { name: name("수도(신)") },
      after: { name: name("물") },
    });
    expect(rebased(draft, { ...setup, skills: { water: { name: name("물") } } })).toEqual([]);
  });
});

describe("sameness", () => {
  it.each([
    [{ a: 1, b: null }, { a: 1 }, true],
    [{ b: 1, a: [1, 2] }, { a: [1, 2], b: 1 }, true],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, undefined, true],
    [{ a: 0 }, { a: null }, false],
  ])("of %j and %j is %s", (one, other, expected) => {
    expect(same(one, other)).toBe(expected);
  });
});
