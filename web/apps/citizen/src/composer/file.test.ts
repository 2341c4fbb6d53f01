import { expect, test } from "vitest";
import { faultOf, MOST_BYTES } from "./file";

test("photos and office documents may be sent, up to ten megabytes", () => {
  expect(faultOf({ name: "사진.JPG", size: MOST_BYTES, type: "image/jpeg" })).toBeNull();
  expect(faultOf({ name: "신청서.hwpx", size: 10, type: "" })).toBeNull();
  expect(faultOf({ name: "사진.jpg", size: MOST_BYTES + 1, type: "image/jpeg" })).toBe("too_big");
  expect(faultOf({ name: "run.exe", size: 10, type: "application/x-msdownload" })).toBe("wrong_type");
});
