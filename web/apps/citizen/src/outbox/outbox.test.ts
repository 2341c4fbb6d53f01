import { beforeEach, describe, expect, test } from "vitest";
import { openShelf, type Shelf } from "../storage/shelf";
import { type Draft, listOutbox, nextToSend, putMessage, refuseMessage, takeMessage } from "./outbox";

const NOON = new Date("2026-05-04T03:00:00Z");
const draft = (key: string, contact = 1): Draft => ({
  client_key: key,
  contact_id: contact,
  body: `body of ${key}`,
  attachments: [],
});

let shelf: Shelf;

beforeEach(() => {
  localStorage.clear();
  shelf = openShelf(localStorage);
});

describe("the outbox", () => {
  test("keeps messages in the order they were written, also within one millisecond", () => {
    for (const key of ["c", "a", "b"]) putMessage(shelf, draft(key), NOON);
    expect(listOutbox(shelf).map((message) => message.client_key)).toEqual(["c", "a", "b"]);
  });

  test("keeps the order when the clock is set back", () => {
    putMessage(shelf, draft("first"), NOON);
    putMessage(shelf, draft("second"), new Date(NOON.getTime() - 3_600_000));
    expect(nextToSend(shelf, 1)?.client_key).toBe("first");
  });

  test("is still there after a reload", () => {
    putMessage(shelf, draft("a"), NOON);
    expect(listOutbox(openShelf(localStorage))).toHaveLength(1);
  });

  test("loses nothing when one tab adds while another takes away", () => {
    const otherTab = openShelf(localStorage);
    putMessage(shelf, draft("a"), NOON);
    putMessage(otherTab, draft("b"), NOON);
    takeMessage(shelf, "a");
    expect(listOutbox(shelf).map((message) => message.client_key)).toEqual(["b"]);
  });

  test("passes over a refused message but keeps it with the reason", () => {
    putMessage(shelf, draft("a"), NOON);
    putMessage(shelf, draft("b"), NOON);
    refuseMessage(shelf, "a", "too long");
    expect(nextToSend(shelf, 1)?.client_key).toBe("b");
    expect(listOutbox(shelf)[0]?.refusal).toBe("too long");
  });

  test("never offers a message of another contact for sending", () => {
    putMessage(shelf, draft("old", 1), NOON);
    expect(nextToSend(shelf, 2)).toBeUndefined();
  });

  test("works in memory when the browser refuses to store", () => {
    const full = {
      length: 0,
      key: () => null,
      getItem: () => null,
      removeItem: () => {},
      clear: () => {},
      setItem: () => {
        throw new DOMException("", "QuotaExceededError");
      },
    } satisfies Storage;
    const memory = openShelf(full);
    putMessage(memory, draft("a"), NOON);
    expect(nextToSend(memory, 1)?.body).toBe("body of a");
    takeMessage(memory, "a");
    expect(listOutbox(memory)).toEqual([]);
  });

  test("ignores an entry it cannot read", () => {
    localStorage.setItem("sori.outbox.broken", "{");
    putMessage(shelf, draft("a"), NOON);
    expect(listOutbox(shelf)).toHaveLength(1);
  });
});
