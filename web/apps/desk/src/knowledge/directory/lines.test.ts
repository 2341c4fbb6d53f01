import { describe, expect, it } from "vitest";
import { numbersFromLines, numbersToLines } from "./lines";

describe("the numbers of a post, a line each", () => {
  it("have their labels before them", () => {
    const numbers = [
      { number: "02-000-2011", label: "" },
      { number: "02-000-2012", label: "1층 야간" },
      { number: "+82 2 000 2013", label: "" },
    ];
    expect(numbersFromLines(numbersToLines(numbers))).toEqual(numbers);
  });

  it("that are none are left to the server to refuse", () => {
    expect(numbersFromLines("전화 없음\n\n120")).toEqual([
      { number: "전화 없음", label: "" },
      { number: "120", label: "" },
    ]);
  });
});
