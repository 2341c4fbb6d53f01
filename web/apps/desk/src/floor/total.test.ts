import { describe, expect, it } from "vitest";
import { totalOf } from "./total";

const queue = (inbound: number, answered: number, wait: number) => ({
  id: 1,
  open: true,
  waiting: 1,
  longest_wait_s: wait,
  talking: 2,
  inbound,
  answered,
  abandoned: inbound - answered,
  answer_rate_pct: null,
  service_level_pct: 80,
  target_s: 20,
  target_pct: 80,
  on_duty: 3,
  free: 1,
});

describe("all queues together", () => {
  it("have the answer rate of their sums, not the mean of their rates", () => {
    expect(totalOf([queue(100, 50, 10), queue(300, 300, 40)]).answer_rate_pct).toBe(87.5);
  });

  it("wait as long as the longest", () => {
    expect(totalOf([queue(1, 1, 10), queue(1, 1, 40)]).longest_wait_s).toBe(40);
  });

  it("have no answer rate before anyone has called", () => {
    expect(totalOf([queue(0, 0, 0)]).answer_rate_pct).toBeNull();
  });

  it("do not count people twice", () => {
    expect(totalOf([queue(1, 1, 0), queue(1, 1, 0)]).on_duty).toBeNull();
  });
});
