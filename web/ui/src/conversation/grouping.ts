import type { Message, Whisper } from "@sori/api";
import type { Pending } from "../outbox";
import { dayKey } from "../time/format";

/** A message as the conversation shows it, whether the server has it already or not. */
export interface Line {
  key: string;
  id: number | null;
  sender: Message["sender"];
  senderName: string | null;
  body: string;
  /** Whether something in the body is masked, and can be asked for. */
  masked: boolean;
  at: string;
  event: string | null;
  attachments: readonly Attached[];
  pending: Pending | null;
}

export type Attached = Pick<Message["attachments"][number], "id" | "name" | "media_type" | "size" | "width" | "height">;

/** Neighbouring messages of one sender, within the same five minutes. */
export interface Run {
  key: string;
  sender: Message["sender"];
  senderName: string | null;
  lines: Line[];
}

export interface Day {
  key: string;
  at: string;
  runs: Run[];
}

const runGap = 5 * 60_000;

/** Acknowledged messages first, then those still on their way; one that is both shows once. */
export function toLines(
  messages: readonly Message[],
  pending: readonly Pending[],
  whispers: readonly Whisper[] = [],
): Line[] {
  const acknowledged = new Set(messages.map((message) => message.client_key));
  return [
    ...withWhispers(messages.map(toLine), whispers),
    ...pending
      .filter((item) => !acknowledged.has(item.client_key))
      .map((item) => ({
        key: item.client_key,
        id: null,
        sender: "counsellor" as const,
        senderName: null,
        body: item.body,
        masked: false,
        at: item.written_at,
        event: null,
        attachments: item.attachments,
        pending: item,
      })),
  ];
}

/** A message never changes, so its line is made once: what shows it need not be drawn again for the next one. */
const lines = new WeakMap<Message, Line>();

function toLine(message: Message): Line {
  const known = lines.get(message) ?? lineOf(message);
  lines.set(message, known);
  return known;
}

function lineOf(message: Message): Line {
  return {
    key: message.client_key ?? `id-${message.id}`,
    id: message.id,
    sender: message.sender,
    senderName: message.sender_name ?? null,
    body: message.body,
    masked: message.masked ?? false,
    at: message.sent_at,
    event: message.event ?? null,
    attachments: message.attachments,
    pending: null,
  };
}

/** Whispers stand where they fell between the messages, each by itself. */
function withWhispers(lines: readonly Line[], whispers: readonly Whisper[]): Line[] {
  const said = whispers.map(
    (whisper): Line => ({
      key: `whisper-${whisper.id}`,
      id: whisper.id,
      sender: "system",
      senderName: whisper.from_name,
      body: whisper.body,
      masked: whisper.masked ?? false,
      at: whisper.sent_at,
      event: "whisper",
      attachments: [],
      pending: null,
    }),
  );
  if (said.length === 0) return [...lines];
  return [...lines, ...said].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export function groupByDay(lines: readonly Line[]): Day[] {
  const days: Day[] = [];
  for (const line of lines) {
    const key = dayKey(line.at);
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, at: line.at, runs: [] };
      days.push(day);
    }
    const run = day.runs.at(-1);
    if (run && continues(run, line)) run.lines.push(line);
    else day.runs.push({ key: line.key, sender: line.sender, senderName: line.senderName, lines: [line] });
  }
  return days;
}

function continues(run: Run, line: Line): boolean {
  const last = run.lines.at(-1);
  if (!last || run.sender !== line.sender || line.sender === "system") return false;
  const sameName = line.pending !== null || run.senderName === line.senderName;
  return sameName && Date.parse(line.at) - Date.parse(last.at) < runGap;
}
