import { beforeEach, describe, expect, it } from "vitest";
import { openShelf, type Shelf } from "../storage";
import { Box } from "./box";
import { memoryStorage } from "./testing";

const NOON = new Date("2026-05-04T03:00:00Z");
const draft = (body: string, contact_id = 1) => ({ contact_id, body, attachments: [] });

let storage: Storage;
let shelf: Shelf;
let box: Box;

beforeEach(() => {
  storage = memoryStorage();
  shelf = openShelf(storage);
  box = new Box(shelf, "box.");
});

describe("the box of stored messages", () => {
  it("keeps them in the order they were written, also within one millisecond", () => {
    for (const key of ["c", "a", "b"]) box.put(draft(key), key, NOON);
    expect(box.list().map((message) => message.body)).toEqual(["c", "a", "b"]);
  });

  it("keeps the order when the clock is set back", () => {
    box.put(draft("first"), "z", NOON);
    box.put(draft("second"), "a", new Date(NOON.getTime() - 3_600_000));
    expect(box.next(1)?.body).toBe("first");
  });

  it("loses nothing when one tab adds while another takes away", () => {
    const otherTab = new Box(openShelf(storage), "box.");
    box.put(draft("a"), "a", NOON);
    otherTab.put(draft("b"), "b", NOON);
    box.remove("a");
    expect(otherTab.list().map((message) => message.body)).toEqual(["b"]);
  });

  it("passes over a refused message but keeps it with the reason", () => {
    box.put(draft("a"), "a", NOON);
    box.put(draft("b"), "b", NOON);
    box.mark("a", "too long");
    expect(box.next(1)?.body).toBe("b");
    expect(box.list()[0]?.refusal).toBe("too long");
  });

  it("does not bring back what was discarded while it was on its way", () => {
    box.put(draft("a"), "a", NOON);
    box.remove("a");
    box.mark("a", "too long");
    expect(box.list()).toEqual([]);
  });

  it("leaves alone what is not its own or cannot be read", () => {
    new Box(shelf, "other.").put(draft("other"), "a", NOON);
    storage.setItem("box.broken", "{");
    storage.setItem("box.older", JSON.stringify([{ client_key: "x" }]));
    box.put(draft("mine"), "b", NOON);
    expect(box.list().map((message) => message.body)).toEqual(["mine"]);
  });
});
