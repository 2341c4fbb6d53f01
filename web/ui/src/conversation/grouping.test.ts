import type { Message } from "@sori/api";
import { describe, expect, it } from "vitest";
import { groupByDay, toLines } from "./grouping";

const message = (id: number, sender: Message["sender"], at: string, key: string | null = null): Message => ({
  id,
  sender,
  sender_name: sender === "counsellor" ? "김다정" : null,
  body: `${id}`,
  sent_at: at,
  client_key: key,
  event: null,
  attachments: [],
});

const pending = (key: string) => ({
  client_key: key,
  contact_id: 1,
  order: 1,
  body: "?",
  attachments: [],
  written_at: "2026-01-05T00:10:00Z",
  refusal: null,
});

describe("a conversation", () => {
  it("shows a message once when it is acknowledged and still in the outbox", () => {
    const lines = toLines([message(1, "counsellor", "2026-01-05T00:10:00Z", "k")], [pending("k"), pending("l")]);
    expect(lines.map((line) => line.key)).toEqual(["k", "l"]);
  });

  it("puts neighbouring messages of a sender together", () => {
    const days = groupByDay(
      toLines(
        [
          message(1, "citizen", "2026-01-05T00:00:00Z"),
          message(2, "citizen", "2026-01-05T00:01:00Z"),
          message(3, "counsellor", "2026-01-05T00:02:00Z"),
          message(4, "citizen", "2026-01-05T00:03:00Z"),
          message(5, "citizen", "2026-01-05T00:30:00Z"),
        ],
        [],
      ),
    );
    expect(days.map((day) => day.runs.map((run) => run.lines.length))).toEqual([[2, 1, 1, 1]]);
  });

  it("starts a new day at the city's midnight", () => {
    const days = groupByDay(
      toLines([message(1, "citizen", "2026-01-05T14:59:00Z"), message(2, "citizen", "2026-01-05T15:01:00Z")], []),
    );
    expect(days.map((day) => day.key)).toEqual(["2026-01-05", "2026-01-06"]);
  });
});
