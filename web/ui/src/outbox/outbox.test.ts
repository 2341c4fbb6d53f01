import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openShelf } from "../storage";
import { type Attempt, mayPass } from "./attempt";
import type { Pending } from "./box";
import type { Exclusively } from "./exclusively";
import { LONGEST_PAUSE, pauseAfter } from "./lane";
import { Outbox } from "./outbox";
import { memoryStorage } from "./testing";

const AGAIN: Attempt = { outcome: "again" };
const draft = (body: string, contact_id = 7) => ({ contact_id, body, attachments: [] });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The locks of one browser, which all its tabs share. */
function oneBrowser(): Exclusively {
  const queues = new Map<string, Promise<unknown>>();
  return (name, run) => {
    const turn = (queues.get(name) ?? Promise.resolve()).then(run);
    queues.set(name, turn);
    return turn;
  };
}

interface Tab {
  storage?: Storage;
  answers?: Attempt[];
  sent?: Pending[];
  takes?: number;
  exclusively?: Exclusively;
  target?: number | "all" | null;
}

function open({ storage = memoryStorage(), answers = [], sent = [], takes = 0, ...rest }: Tab = {}) {
  const outbox = new Outbox({
    shelf: openShelf(storage),
    prefix: "outbox.",
    exclusively: rest.exclusively ?? oneBrowser(),
    send: async (message) => {
      sent.push(message);
      if (takes > 0) await new Promise((resolve) => setTimeout(resolve, takes));
      return answers.shift() ?? { outcome: "sent" };
    },
  });
  const target = rest.target === undefined ? "all" : rest.target;
  if (target !== null) outbox.aim(target);
  return { outbox, storage, sent, bodies: () => sent.map((message) => message.body) };
}

describe("the outbox", () => {
  it("sends everything in order and is empty then", async () => {
    const { outbox, storage, bodies } = open({ takes: 50 });
    for (const body of ["a", "b", "c"]) outbox.add(draft(body));
    await vi.runAllTimersAsync();
    expect(bodies()).toEqual(["a", "b", "c"]);
    expect(outbox.list()).toEqual([]);
    expect(storage.length).toBe(0);
  });

  it("keeps a message until the server acknowledges it, resends it as the same one, and lets nothing overtake", async () => {
    const { outbox, storage, sent, bodies } = open({ answers: [AGAIN, AGAIN] });
    outbox.add(draft("a"));
    outbox.add(draft("b"));
    await vi.advanceTimersByTimeAsync(100);
    expect(outbox.list()).toHaveLength(2);
    expect(storage.length).toBe(2);
    await vi.runAllTimersAsync();
    expect(bodies()).toEqual(["a", "a", "a", "b"]);
    expect(new Set(sent.slice(0, 3).map((message) => message.client_key)).size).toBe(1);
  });

  it("does not hold up one contact because of another", async () => {
    const { outbox, bodies } = open({ answers: [AGAIN] });
    outbox.add(draft("stuck", 1));
    outbox.add(draft("free", 2));
    await vi.advanceTimersByTimeAsync(100);
    expect(bodies()).toEqual(["stuck", "free"]);
    expect(outbox.list().map((message) => message.body)).toEqual(["stuck"]);
  });

  it("sends what an earlier page load left behind, with its key, once it may", async () => {
    const storage = memoryStorage();
    const before = open({ storage, target: null });
    before.outbox.add(draft("one"));
    before.outbox.add(draft("two"));
    await vi.runAllTimersAsync();
    expect(before.bodies()).toEqual([]);
    const after = open({ storage });
    await vi.runAllTimersAsync();
    expect(after.bodies()).toEqual(["one", "two"]);
    expect(after.sent[0]?.client_key).toBe(before.outbox.list()[0]?.client_key);
  });

  it("does not send a message of an earlier contact into a later one", async () => {
    const { outbox, bodies } = open({ target: 7 });
    outbox.add(draft("old", 6));
    outbox.add(draft("new", 7));
    await vi.runAllTimersAsync();
    expect(bodies()).toEqual(["new"]);
    expect(outbox.list().map((message) => message.body)).toEqual(["old"]);
  });

  it("sends nothing more when nobody's messages may go out, also what was waiting for another try", async () => {
    const { outbox, bodies } = open({ answers: [AGAIN] });
    outbox.add(draft("a"));
    await vi.advanceTimersByTimeAsync(100);
    outbox.aim(null);
    await vi.runAllTimersAsync();
    expect(bodies()).toEqual(["a"]);
    expect(outbox.list()).toHaveLength(1);
  });

  it("keeps what the server refuses, sends the rest, and tries again or forgets when asked to", async () => {
    const refused: Attempt = { outcome: "refused", reason: "글이 너무 깁니다." };
    const { outbox, bodies } = open({ answers: [refused, { outcome: "sent" }, refused] });
    const { client_key } = outbox.add(draft("a"));
    outbox.add(draft("b"));
    await vi.runAllTimersAsync();
    expect(outbox.list()).toMatchObject([{ body: "a", refusal: "글이 너무 깁니다." }]);
    outbox.retry(client_key);
    await vi.runAllTimersAsync();
    expect(bodies()).toEqual(["a", "b", "a"]);
    outbox.discard(client_key);
    expect(outbox.list()).toEqual([]);
  });

  it("waits after a failure, unless somebody hurries it", async () => {
    const { outbox, bodies } = open({ answers: [AGAIN, AGAIN, AGAIN, AGAIN] });
    outbox.add(draft("a"));
    await vi.advanceTimersByTimeAsync(0);
    outbox.add(draft("b"));
    await vi.advanceTimersByTimeAsync(100);
    expect(bodies()).toEqual(["a"]);
    outbox.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(bodies()).toEqual(["a", "a"]);
  });

  it("gives up an attempt that gets no answer, and one that throws, and tries again", async () => {
    const attempts: string[] = [];
    const outbox = new Outbox({
      shelf: openShelf(memoryStorage()),
      prefix: "outbox.",
      send: async (message, signal) => {
        attempts.push(message.body);
        if (attempts.length === 1) {
          await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        }
        if (attempts.length === 2) throw new TypeError("network");
        return { outcome: "sent" };
      },
    });
    outbox.aim("all");
    outbox.add(draft("a"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts).toEqual(["a", "a", "a"]);
    expect(outbox.list()).toEqual([]);
  });

  it("gives the same list as long as nothing changes, and tells when something does", () => {
    const { outbox } = open({ target: null });
    const told = vi.fn();
    const stop = outbox.subscribe(told);
    const before = outbox.list();
    expect(outbox.list()).toBe(before);
    outbox.add(draft("a"));
    expect(told).toHaveBeenCalledTimes(1);
    expect(outbox.list()).not.toBe(before);
    stop();
    outbox.add(draft("b"));
    expect(told).toHaveBeenCalledTimes(1);
  });
});

describe("two tabs", () => {
  it("send each message once and in order, one tab at a time", async () => {
    const shared = { storage: memoryStorage(), sent: [], takes: 50, exclusively: oneBrowser() };
    const [one, two] = [open(shared), open(shared)];
    for (const body of ["a", "b", "c"]) {
      const { client_key } = one.outbox.add(draft(body));
      two.outbox.reload(`outbox.${client_key}`);
    }
    await vi.runAllTimersAsync();
    expect(one.bodies()).toEqual(["a", "b", "c"]);
    two.outbox.reload(null);
    expect(two.outbox.list()).toEqual([]);
  });

  it("see each other's messages, and one sends what the other was closed with", async () => {
    const storage = memoryStorage();
    const closed = open({ storage, target: null });
    const left = open({ storage });
    const { client_key } = closed.outbox.add(draft("a"));
    left.outbox.reload("something.else");
    expect(left.outbox.list()).toEqual([]);
    left.outbox.reload(`outbox.${client_key}`);
    expect(left.outbox.list()).toHaveLength(1);
    await vi.runAllTimersAsync();
    expect(left.bodies()).toEqual(["a"]);
  });
});

describe("the pauses between attempts", () => {
  it("grow with each failure up to a quarter of a minute", () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((failures) => pauseAfter(failures, 0.5))).toEqual([
      500,
      1000,
      2000,
      4000,
      8000,
      LONGEST_PAUSE,
      LONGEST_PAUSE,
    ]);
  });

  it("differ by chance", () => {
    expect([pauseAfter(2, 0), pauseAfter(2, 1)]).toEqual([750, 1250]);
  });
});

describe("an answer", () => {
  it.each([0, 401, 408, 425, 429, 500, 502, 503])("of status %d may pass by itself", (status) => {
    expect(mayPass(status)).toBe(true);
  });

  it.each([400, 403, 404, 409, 413, 415, 422])("of status %d stays", (status) => {
    expect(mayPass(status)).toBe(false);
  });
});
