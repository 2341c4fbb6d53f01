import type { Attachment } from "@sori/api";
import type { Shelf } from "../storage";

/** A message that the server has not acknowledged yet. */
export interface Pending {
  client_key: string;
  contact_id: number;
  /** Rises with each message of this outbox: messages go out in this order. */
  order: number;
  body: string;
  attachments: Attachment[];
  written_at: string;
  /** Why the server will not take it, in words for people; null while it may still go out. */
  refusal: string | null;
}

export type Draft = Pick<Pending, "contact_id" | "body" | "attachments">;

/** The stored messages. Each has a key of its own, so that two tabs writing at once cannot overwrite each other. */
export class Box {
  constructor(
    private readonly shelf: Shelf,
    private readonly prefix: string,
  ) {}

  /** In the order in which they were written; two tabs agree on it, also about the same millisecond. */
  list(): Pending[] {
    return this.shelf
      .keys(this.prefix)
      .map((key) => read(this.shelf.get(key)))
      .filter((message) => message !== null)
      .sort((a, b) => a.order - b.order || (a.client_key < b.client_key ? -1 : 1));
  }

  put(draft: Draft, clientKey: string, now: Date): Pending {
    // A clock set back must not let a later message overtake an earlier one.
    const last = this.list().at(-1)?.order ?? 0;
    const message = {
      ...draft,
      client_key: clientKey,
      order: Math.max(now.getTime(), last + 1),
      written_at: now.toISOString(),
      refusal: null,
    };
    this.shelf.set(this.prefix + clientKey, JSON.stringify(message));
    return message;
  }

  /** Marks a message as refused, or with null as worth sending again; one that is gone stays gone. */
  mark(clientKey: string, refusal: string | null): void {
    const message = read(this.shelf.get(this.prefix + clientKey));
    if (message) this.shelf.set(this.prefix + clientKey, JSON.stringify({ ...message, refusal }));
  }

  remove(clientKey: string): void {
    this.shelf.remove(this.prefix + clientKey);
  }

  /** The message to send now: the oldest of this contact that has not been refused. */
  next(contactId: number): Pending | undefined {
    return this.list().find((message) => message.contact_id === contactId && message.refusal === null);
  }

  holds(storageKey: string): boolean {
    return storageKey.startsWith(this.prefix);
  }
}

function read(text: string | null): Pending | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isPending(value) ? value : null;
  } catch {
    return null;
  }
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    typeof record.client_key === "string" &&
    typeof record.contact_id === "number" &&
    typeof record.order === "number" &&
    typeof record.body === "string" &&
    Array.isArray(record.attachments) &&
    typeof record.written_at === "string" &&
    (record.refusal === null || typeof record.refusal === "string")
  );
}
