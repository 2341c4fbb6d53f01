import { type Message, Problem } from "@sori/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openShelf, type Shelf } from "../storage/shelf";
import { listOutbox, type Outgoing, putMessage } from "./outbox";
import { backoff, Sender } from "./sender";

const NOON = new Date("2026-05-04T03:00:00Z");

let shelf: Shelf;
let received: string[];
let answers: Array<Error | null>;
let sender: Sender;

const acknowledge = (message: Outgoing): Message => ({
  id: received.length,
  sender: "citizen",
  sender_name: null,
  body: message.body,
  sent_at: NOON.toISOString(),
  client_key: message.client_key,
  event: null,
  attachments: [],
});

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  shelf = openShelf(localStorage);
  received = [];
  answers = [];
  sender = new Sender({
    shelf,
    send: async (message) => {
      const trouble = answers.shift();
      if (trouble) throw trouble;
      received.push(message.client_key);
      return acknowledge(message);
    },
    onSent: () => {},
    onChange: () => {},
    refusalText: (status) => `refused ${status}`,
  });
});

afterEach(() => vi.useRealTimers());

function write(key: string, contact = 7): void {
  putMessage(shelf, { client_key: key, contact_id: contact, body: key, attachments: [] }, NOON);
  sender.kick();
}

describe("the sender", () => {
  test("sends everything in order and empties the outbox", async () => {
    sender.aim(7);
    for (const key of ["a", "b", "c"]) write(key);
    await vi.runAllTimersAsync();
    expect(received).toEqual(["a", "b", "c"]);
    expect(listOutbox(shelf)).toEqual([]);
  });

  test("tries again until the server answers, and nothing overtakes", async () => {
    answers = [new Problem(0, "", ""), new Problem(503, "", "busy"), new TypeError("network")];
    sender.aim(7);
    write("a");
    write("b");
    await vi.runAllTimersAsync();
    expect(received).toEqual(["a", "b"]);
  });

  test("keeps what the server refuses, with its words, and sends the rest", async () => {
    answers = [new Problem(422, "Unprocessable", "글이 너무 깁니다.")];
    sender.aim(7);
    write("a");
    write("b");
    await vi.runAllTimersAsync();
    expect(received).toEqual(["b"]);
    expect(listOutbox(shelf)).toMatchObject([{ client_key: "a", refusal: "글이 너무 깁니다." }]);
  });

  test("finds words of its own when the server refuses without any", async () => {
    answers = [new Problem(413, "", "")];
    sender.aim(7);
    write("a");
    await vi.runAllTimersAsync();
    expect(listOutbox(shelf)[0]?.refusal).toBe("refused 413");
  });

  test("a new visit sends what an earlier one left", async () => {
    write("a");
    await vi.runAllTimersAsync();
    expect(received).toEqual([]);
    sender.aim(7);
    await vi.runAllTimersAsync();
    expect(received).toEqual(["a"]);
  });

  test("does not send a message of an earlier contact into a later one", async () => {
    write("old", 6);
    sender.aim(7);
    await vi.runAllTimersAsync();
    expect(received).toEqual([]);
    expect(listOutbox(shelf)).toHaveLength(1);
  });

  test("waits longer after each failure, but never more than twenty seconds", () => {
    expect([1, 2, 3, 4, 5, 6, 20].map(backoff)).toEqual([1000, 2000, 4000, 8000, 16000, 20000, 20000]);
  });
});
