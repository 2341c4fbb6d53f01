import type { Attachment } from "@sori/api";
import type { Shelf } from "../storage/shelf";

/** A message the citizen has sent and the server has not yet acknowledged. */
export interface Outgoing {
  client_key: string;
  contact_id: number;
  /** Rises with each message of this device: messages go out in this order. */
  order: number;
  body: string;
  attachments: Attachment[];
  written_at: string;
  /** Why the server will not take it, in words for people; null while it may still go out. */
  refusal: string | null;
}

export type Draft = Pick<Outgoing, "client_key" | "contact_id" | "body" | "attachments">;

const PREFIX = "sori.outbox.";

export function isOutboxKey(key: string | null): boolean {
  return key === null || key.startsWith(PREFIX);
}

/** Everything not acknowledged yet, in the order it was written. */
export function listOutbox(shelf: Shelf): Outgoing[] {
  return shelf
    .keys(PREFIX)
    .map((key) => read(shelf.get(key)))
    .filter((message) => message !== null)
    .sort((a, b) => a.order - b.order);
}

export function putMessage(shelf: Shelf, draft: Draft, now: Date): Outgoing {
  // A clock set back must not let a later message overtake an earlier one.
  const last = listOutbox(shelf).at(-1)?.order ?? 0;
  const message = {
    ...draft,
    order: Math.max(now.getTime(), last + 1),
    written_at: now.toISOString(),
    refusal: null,
  };
  shelf.set(PREFIX + draft.client_key, JSON.stringify(message));
  return message;
}

/** Acknowledged by the server, or discarded by the citizen. */
export function takeMessage(shelf: Shelf, clientKey: string): void {
  shelf.remove(PREFIX + clientKey);
}

/** Keeps a message the server will not take, so that its writer can change or discard it. */
export function refuseMessage(shelf: Shelf, clientKey: string, reason: string): void {
  const message = read(shelf.get(PREFIX + clientKey));
  if (message) shelf.set(PREFIX + clientKey, JSON.stringify({ ...message, refusal: reason }));
}

/** The message to send now: the oldest of this contact that has not been refused. */
export function nextToSend(shelf: Shelf, contactId: number): Outgoing | undefined {
  return listOutbox(shelf).find((message) => message.contact_id === contactId && message.refusal === null);
}

function read(text: string | null): Outgoing | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isOutgoing(value) ? value : null;
  } catch {
    return null;
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    typeof record.client_key === "string" &&
    typeof record.contact_id === "number" &&
    typeof record.order === "number" &&
    typeof record.body === "string" &&
    Array.isArray(record.attachments)
  );
}
