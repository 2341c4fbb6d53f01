/** A message that the server has not acknowledged yet. */
export interface Pending {
  client_key: string;
  body: string;
  attachments: PendingAttachment[];
  queued_at: string;
  /** The server's own words when it refused the message for good; null while it is still being tried. */
  refusal: string | null;
}

export interface PendingAttachment {
  id: number;
  name: string;
  media_type: string;
  size: number;
  width: number | null;
  height: number | null;
}

/** What became of one attempt: `again` is worth another try, `refused` is not. */
export type Attempt = { outcome: "sent" } | { outcome: "again" } | { outcome: "refused"; reason: string };

interface OutboxParts {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  key: string;
  send: (message: Pending) => Promise<Attempt>;
  later: (milliseconds: number, run: () => void) => () => void;
  now: () => Date;
}

/**
 * Messages in the order in which they were written, kept in storage until the server has acknowledged each. A message
 * keeps its client_key over every attempt, so that a resend after a lost answer is recognised as the same message.
 */
export class Outbox {
  private items: readonly Pending[];
  private readonly listeners = new Set<() => void>();
  private sending = false;
  private failures = 0;
  private cancelPause: (() => void) | null = null;

  constructor(private readonly parts: OutboxParts) {
    this.items = this.read();
  }

  /** The same array as long as nothing changes, as useSyncExternalStore wants it. */
  list = (): readonly Pending[] => this.items;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(body: string, attachments: PendingAttachment[], clientKey: string = newKey()): Pending {
    const message = {
      client_key: clientKey,
      body,
      attachments,
      queued_at: this.parts.now().toISOString(),
      refusal: null,
    };
    this.write([...this.read(), message]);
    void this.drain();
    return message;
  }

  retry(clientKey: string): void {
    this.write(this.read().map((item) => (item.client_key === clientKey ? { ...item, refusal: null } : item)));
    this.hurry();
  }

  discard(clientKey: string): void {
    this.write(this.read().filter((item) => item.client_key !== clientKey));
  }

  /** Tries at once instead of at the end of the pause: the network is back, or the page was just opened. */
  hurry(): void {
    this.failures = 0;
    this.cancelPause?.();
    this.cancelPause = null;
    void this.drain();
  }

  /** Another tab changed the stored list. */
  reload(): void {
    this.items = this.read();
    for (const listener of this.listeners) listener();
  }

  stop(): void {
    this.cancelPause?.();
    this.cancelPause = null;
  }

  private async drain(): Promise<void> {
    if (this.sending || this.cancelPause !== null) return;
    this.sending = true;
    try {
      for (let next = this.head(); next; next = this.head()) {
        const attempt = await this.parts.send(next);
        if (attempt.outcome === "again") return this.pause();
        this.failures = 0;
        this.settle(next, attempt);
      }
    } finally {
      this.sending = false;
    }
  }

  private head(): Pending | undefined {
    return this.read().find((item) => item.refusal === null);
  }

  private settle(message: Pending, attempt: Attempt): void {
    if (attempt.outcome === "sent") {
      this.discard(message.client_key);
      return;
    }
    const reason = attempt.outcome === "refused" ? attempt.reason : "";
    this.write(
      this.read().map((item) => (item.client_key === message.client_key ? { ...item, refusal: reason } : item)),
    );
  }

  private pause(): void {
    const pause = Math.min(10_000, 500 * 2 ** this.failures);
    this.failures += 1;
    this.cancelPause = this.parts.later(pause, () => {
      this.cancelPause = null;
      void this.drain();
    });
  }

  /** Storage is the truth, since another tab may have added or sent something meanwhile. */
  private read(): Pending[] {
    try {
      const stored: unknown = JSON.parse(this.parts.storage.getItem(this.parts.key) ?? "[]");
      return Array.isArray(stored) ? (stored as Pending[]) : [];
    } catch {
      return [];
    }
  }

  private write(items: Pending[]): void {
    this.items = items;
    if (items.length > 0) this.parts.storage.setItem(this.parts.key, JSON.stringify(items));
    else this.parts.storage.removeItem(this.parts.key);
    for (const listener of this.listeners) listener();
  }
}

/** A random UUID; crypto.randomUUID exists only on https and localhost, and a test machine may use neither. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
