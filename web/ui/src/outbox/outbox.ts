import { type Shelf, uuid } from "../storage";
import type { Attempt } from "./attempt";
import { Box, type Draft, type Pending } from "./box";
import { type Exclusively, exclusively } from "./exclusively";
import { Lane, type Later, type Step } from "./lane";

export interface OutboxParts {
  shelf: Shelf;
  /** What the keys on the shelf start with; no other outbox of this origin may use it. */
  prefix: string;
  /** One attempt at sending. The signal ends an attempt that gets no answer. */
  send: (message: Pending, signal: AbortSignal) => Promise<Attempt>;
  exclusively?: Exclusively;
  later?: Later;
  now?: () => Date;
}

/** An answer that takes longer will not come; the next attempt finds out what became of this one. */
const PATIENCE = 20_000;

const afterTimeout: Later = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/**
 * Messages kept from the moment they are written until the server has acknowledged them, over reloads and lost
 * networks. Each contact's go out one at a time and in order, from one tab at a time, and each keeps its `client_key`
 * over every attempt, so that a resend after a lost answer is recognised as the same message. What the server refuses
 * is passed over and kept with its reason until its writer has discarded it or has it sent again.
 */
export class Outbox {
  private readonly box: Box;
  private readonly lanes = new Map<number, Lane>();
  private readonly listeners = new Set<() => void>();
  private readonly later: Later;
  private items: readonly Pending[];
  private target: number | "all" | null = null;

  constructor(private readonly parts: OutboxParts) {
    this.box = new Box(parts.shelf, parts.prefix);
    this.later = parts.later ?? afterTimeout;
    this.items = this.box.list();
  }

  /** The same array as long as nothing changes, as useSyncExternalStore wants it. */
  list = (): readonly Pending[] => this.items;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(draft: Draft): Pending {
    const message = this.box.put(draft, uuid(), this.now());
    this.changed();
    this.lane(message.contact_id).wake();
    return message;
  }

  retry(clientKey: string): void {
    this.box.mark(clientKey, null);
    this.changed();
    this.hurry();
  }

  discard(clientKey: string): void {
    this.box.remove(clientKey);
    this.changed();
  }

  /** Whose messages may go out now: one contact's, everybody's or nobody's, which it is until this is called. */
  aim(target: number | "all" | null): void {
    this.target = target;
    if (target === null) for (const lane of this.lanes.values()) lane.rest();
    else this.hurry();
  }

  /** Tries at once instead of at the end of a pause: the network is back, or the page is looked at again. */
  hurry(): void {
    for (const contactId of this.waiting()) this.lane(contactId).hurry();
  }

  /** Another tab changed what lies on the shelf; null stands for all of it. */
  reload(storageKey: string | null): void {
    if (storageKey !== null && !this.box.holds(storageKey)) return;
    this.changed();
    // That tab may be closed before it has sent what it wrote.
    for (const contactId of this.waiting()) this.lane(contactId).wake();
  }

  private waiting(): Set<number> {
    return new Set(this.items.filter((item) => item.refusal === null).map((item) => item.contact_id));
  }

  private lane(contactId: number): Lane {
    const known = this.lanes.get(contactId);
    if (known) return known;
    const run = this.parts.exclusively ?? exclusively;
    const name = `${this.parts.prefix}${contactId}`;
    const lane = new Lane(() => run(name, () => this.step(contactId)), this.later);
    this.lanes.set(contactId, lane);
    return lane;
  }

  /** Reads the shelf each time: while this tab waited for its turn, another may have sent what was here. */
  private async step(contactId: number): Promise<Step> {
    const aimed = this.target === "all" || this.target === contactId;
    const message = aimed ? this.box.next(contactId) : undefined;
    if (!message) return "idle";
    const attempt = await this.attempt(message);
    if (attempt.outcome === "again") return "failed";
    if (attempt.outcome === "sent") this.box.remove(message.client_key);
    else this.box.mark(message.client_key, attempt.reason);
    this.changed();
    return "moved";
  }

  private async attempt(message: Pending): Promise<Attempt> {
    const stop = new AbortController();
    const cancel = this.later(PATIENCE, () => stop.abort());
    try {
      return await this.parts.send(message, stop.signal);
    } catch {
      return { outcome: "again" };
    } finally {
      cancel();
    }
  }

  private changed(): void {
    this.items = this.box.list();
    for (const listener of this.listeners) listener();
  }

  private now(): Date {
    return this.parts.now?.() ?? new Date();
  }
}
