import { expect, test } from "vitest";
import { preview } from "./preview";

test("a preview has the words and none of the marks", () => {
  expect(preview("**내일**까지\n\n- 하나\n- 둘")).toBe("내일까지\n- 하나\n- 둘");
  expect(preview("| 구간 | 우회 |\n|---|---|\n| 남쪽 | 한빛대교 |")).toBe("구간 우회\n남쪽 한빛대교");
  expect(preview("7703번")).toBe("7703번");
});
