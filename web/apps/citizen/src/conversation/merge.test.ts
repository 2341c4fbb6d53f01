import type { Conversation, Message } from "@sori/api";
import { describe, expect, test } from "vitest";
import { askAfter, mergeConversation, mergeMessages, stageOf } from "./merge";

const message = (id: number, body = `${id}`): Message => ({
  id,
  sender: "counsellor",
  sender_name: "김하나",
  body,
  sent_at: "2026-05-04T03:00:00Z",
  client_key: null,
  event: null,
  attachments: [],
});

const conversation = (contact_id: number, ids: number[], more: Partial<Conversation> = {}): Conversation => ({
  contact_id,
  state: "talking",
  queue: { ko: "교통", en: "Traffic" },
  menu_key: "1",
  place: null,
  waiting_since: null,
  busyness: { level: "quiet", waiting: 0, on_duty: 3 },
  counsellor: null,
  counsellor_connected: true,
  counsellor_read: 0,
  messages: ids.map((id) => message(id)),
  rating: null,
  may_rate: false,
  ended_at: null,
  simulated_counsellor: false,
  expected: null,
  ways: null,
  left_message: false,
  ...more,
});

describe("merging a conversation", () => {
  test("keeps each message once and in order, whatever order answers arrive in", () => {
    const merged = mergeMessages([message(1), message(4)], [message(3), message(2), message(4)]);
    expect(merged.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  test("takes the newer copy of a message", () => {
    expect(mergeMessages([message(1, "old")], [message(1, "new")])[0]?.body).toBe("new");
  });

  test("keeps known messages when the answer holds only the new ones", () => {
    const merged = mergeConversation(conversation(5, [1, 2]), conversation(5, [3], { state: "closed" }));
    expect(merged.messages.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(merged.state).toBe("closed");
  });

  test("does not mix two contacts", () => {
    expect(mergeConversation(conversation(5, [1, 2]), conversation(6, [9])).messages).toHaveLength(1);
  });

  test("a read mark never goes back", () => {
    const merged = mergeConversation(conversation(5, [], { counsellor_read: 8 }), conversation(5, []));
    expect(merged.counsellor_read).toBe(8);
  });

  test("asks again for the last few messages, never for less than none", () => {
    expect(askAfter(conversation(5, [10, 200]))).toBe(150);
    expect(askAfter(conversation(5, [10]))).toBe(0);
    expect(askAfter(null)).toBe(0);
  });

  test("wrap-up is over for the citizen, an offer is still waiting", () => {
    expect(stageOf({ state: "wrap_up" })).toBe("ended");
    expect(stageOf({ state: "abandoned" })).toBe("ended");
    expect(stageOf({ state: "offered" })).toBe("waiting");
  });
});
