import { describe, expect, it } from "vitest";
import { type Attempt, newKey, Outbox, type Pending } from "./outbox";

function memory() {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

function start(answers: Attempt[], storage = memory()) {
  const sent: Pending[] = [];
  const timers: (() => void)[] = [];
  const outbox = new Outbox({
    storage,
    key: "outbox",
    send: async (message) => {
      sent.push(message);
      return answers.shift() ?? { outcome: "sent" };
    },
    later: (_, run) => {
      timers.push(run);
      return () => undefined;
    },
    now: () => new Date("2026-01-05T00:00:00Z"),
  });
  return { outbox, sent, timers, storage };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("the outbox", () => {
  it("keeps a message in storage until the server acknowledges it", async () => {
    const { outbox, storage } = start([{ outcome: "again" }]);
    outbox.add("안녕하세요", []);
    await settled();
    expect(storage.values.get("outbox")).toContain("안녕하세요");
    outbox.hurry();
    await settled();
    expect(storage.values.has("outbox")).toBe(false);
  });

  it("resends with the same client key", async () => {
    const { outbox, sent, timers } = start([{ outcome: "again" }]);
    outbox.add("hello", []);
    await settled();
    timers[0]?.();
    await settled();
    expect(sent).toHaveLength(2);
    expect(sent[0]?.client_key).toBe(sent[1]?.client_key);
  });

  it("sends what an earlier page load left behind, in order", async () => {
    const storage = memory();
    const before = start([{ outcome: "again" }], storage);
    before.outbox.add("one", []);
    before.outbox.add("two", []);
    await settled();
    const after = start([], storage);
    after.outbox.hurry();
    await settled();
    expect(after.sent.map((message) => message.body)).toEqual(["one", "two"]);
  });

  it("shows a refusal, goes on with the next message, and tries the refused one again on request", async () => {
    const { outbox, sent } = start([{ outcome: "refused", reason: "too long" }]);
    const first = outbox.add("one", []);
    outbox.add("two", []);
    await settled();
    expect(outbox.list().map((item) => item.refusal)).toEqual(["too long"]);
    outbox.retry(first.client_key);
    await settled();
    expect(sent.map((message) => message.body)).toEqual(["one", "two", "one"]);
    expect(outbox.list()).toEqual([]);
  });

  it("makes keys that are version 4 UUIDs", () => {
    expect(newKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
