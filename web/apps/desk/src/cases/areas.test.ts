import { expect, test } from "vitest";
import { between, middle, steered } from "./areas";

const photo = { width: 1000, height: 500 };

test("an area is what lies between two spots, in whichever order, within the photo", () => {
  const area = { left: 10, top: 20, width: 90, height: 80 };
  expect(between({ x: 10, y: 20 }, { x: 100, y: 100 }, photo)).toEqual(area);
  expect(between({ x: 100, y: 100 }, { x: 10, y: 20 }, photo)).toEqual(area);
  expect(between({ x: -50, y: 450 }, { x: 60, y: 900 }, photo)).toEqual({ left: 0, top: 450, width: 60, height: 50 });
  expect(between({ x: 10, y: 20 }, { x: 12, y: 100 }, photo)).toBeNull();
});

test("keys move and resize an area, never out of the photo", () => {
  const area = middle(photo);
  expect(area).toEqual({ left: 400, top: 200, width: 200, height: 100 });
  expect(steered(area, "ArrowLeft", false, photo)).toEqual({ ...area, left: 390 });
  expect(steered(area, "ArrowDown", true, photo)).toEqual({ ...area, height: 105 });
  expect(steered({ ...area, left: 795 }, "ArrowRight", false, photo)).toEqual({ ...area, left: 800 });
  expect(steered({ ...area, left: 800 }, "ArrowRight", true, photo)).toEqual({ ...area, left: 800 });
  expect(steered({ ...area, width: 4 }, "ArrowLeft", true, photo)).toEqual({ ...area, width: 4 });
  expect(steered(area, "Enter", false, photo)).toBeNull();
});
