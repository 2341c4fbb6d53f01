import { describe, expect, it } from "vitest";
import { belowTopic, levelOf, possibleParents, withAllBelow } from "./tree";

const topic = (name: string, parent: string | null = null) => ({ name: { ko: name, en: name }, parent });
const topics = {
  water: topic("수도"),
  bill: topic("요금", "water"),
  amount: topic("금액", "bill"),
  road: topic("도로"),
  hole: topic("파손", "road"),
};

describe("the topics as a tree", () => {
  it("is read by name on each level", () => {
    expect(belowTopic(topics, null, "ko")).toEqual(["road", "water"]);
    expect(levelOf(topics, "amount")).toBe(3);
    expect(withAllBelow(topics, "water")).toEqual(["water", "bill", "amount"]);
  });

  it("offers only parents below which nothing gets too deep", () => {
    expect(possibleParents(topics, "amount").sort()).toEqual(["bill", "hole", "road", "water"]);
    expect(possibleParents(topics, "bill").sort()).toEqual(["road", "water"]);
    expect(possibleParents(topics, "water")).toEqual([]);
  });
});
