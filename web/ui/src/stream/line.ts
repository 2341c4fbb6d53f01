import type { ServerEvent } from "./events";

/** What a line needs from the world around it; the tests pass their own. */
export interface LineWorld {
  connect(url: string, on: ConnectionHandlers): { close(): void };
  later(milliseconds: number, run: () => void): () => void;
  random(): number;
}

export interface ConnectionHandlers {
  open(): void;
  lost(): void;
  event(name: ServerEvent, data: string): void;
}

interface LineHandlers {
  opened(again: boolean): void;
  changed(): void;
  event(name: ServerEvent, data: string): void;
}

const longestPause = 15_000;

/**
 * One server-sent stream that stays up: it reconnects with growing, jittered pauses, and when its address changes it
 * opens the new connection before it closes the old one, so that nothing is missed in between.
 */
export class Line {
  status: "idle" | "connecting" | "open" | "lost" = "idle";
  private url: string | null = null;
  private current: { close(): void } | null = null;
  private next: { close(): void } | null = null;
  private cancelPause: (() => void) | null = null;
  private failures = 0;
  private openedBefore = false;

  constructor(
    private readonly world: LineWorld,
    private readonly on: LineHandlers,
  ) {}

  /** The address to listen at; null hangs up. */
  aim(url: string | null): void {
    if (url === this.url) return;
    this.url = url;
    if (url === null) this.hangUp();
    else if (this.cancelPause === null) this.dial();
  }

  /** Drops the connection and starts afresh, for another person's session. */
  reset(): void {
    const url = this.url;
    this.hangUp();
    this.url = null;
    this.aim(url);
  }

  private hangUp(): void {
    this.cancelPause?.();
    this.cancelPause = null;
    this.next?.close();
    this.current?.close();
    this.next = null;
    this.current = null;
    this.failures = 0;
    this.openedBefore = false;
    this.become("idle");
  }

  private dial(): void {
    const url = this.url;
    if (url === null) return;
    this.next?.close();
    if (this.current === null && this.status !== "lost") this.become("connecting");
    const connection = this.world.connect(url, {
      open: () => this.take(connection),
      lost: () => this.lose(connection),
      event: (name, data) => {
        if (connection !== this.current) return;
        // The process behind it is being replaced: a new connection leads to another one.
        if (name === "reconnect") this.dial();
        else this.on.event(name, data);
      },
    });
    this.next = connection;
  }

  private take(connection: { close(): void }): void {
    if (connection !== this.next) return;
    this.current?.close();
    this.current = connection;
    this.next = null;
    this.failures = 0;
    this.become("open");
    this.on.opened(this.openedBefore);
    this.openedBefore = true;
  }

  private lose(connection: { close(): void }): void {
    if (connection !== this.current && connection !== this.next) return;
    connection.close();
    if (connection === this.current) this.current = null;
    else this.next = null;
    // A new address that failed while the old one still speaks is tried again without alarming anyone.
    if (this.current === null) this.become("lost");
    if (this.next !== null || this.cancelPause !== null) return;
    const pause = Math.min(longestPause, 500 * 2 ** this.failures) * (0.75 + this.world.random() / 2);
    this.failures += 1;
    this.cancelPause = this.world.later(pause, () => {
      this.cancelPause = null;
      this.dial();
    });
  }

  private become(status: Line["status"]): void {
    if (this.status === status) return;
    this.status = status;
    this.on.changed();
  }
}
