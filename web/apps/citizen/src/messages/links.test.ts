import { expect, test } from "vitest";
import { pieces } from "./links";

test("a web address in a message becomes a link, the full stop after it does not", () => {
  expect(pieces("여기 https://example.org/a?b=1. 참고하세요")).toEqual([
    { text: "여기 ", link: false },
    { text: "https://example.org/a?b=1", link: true },
    { text: ". 참고하세요", link: false },
  ]);
});

test("nothing but a web address is a link", () => {
  expect(pieces("javascript:alert(1)")).toEqual([{ text: "javascript:alert(1)", link: false }]);
});
