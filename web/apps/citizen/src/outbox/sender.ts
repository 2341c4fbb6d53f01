import { isProblem, type Message } from "@sori/api";
import type { Shelf } from "../storage/shelf";
import { nextToSend, type Outgoing, refuseMessage, takeMessage } from "./outbox";

export interface SenderWorld {
  shelf: Shelf;
  send(message: Outgoing): Promise<Message>;
  /** The server has the message: show it before it leaves the outbox. */
  onSent(message: Message, contactId: number): void;
  onChange(): void;
  /** What to say when the server refuses without saying why. */
  refusalText(status: number): string;
}

/** Statuses that may pass by themselves: no answer, a missing cookie, too many requests, a server in trouble. */
function mayPass(error: unknown): boolean {
  if (!isProblem(error)) return true;
  return error.status < 400 || [401, 403, 408, 425, 429].includes(error.status) || error.status >= 500;
}

export function backoff(attempt: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), 20_000);
}

/**
 * Empties the outbox of one contact, one message at a time and in order, until the server has all of it.
 * Two tabs may do so at once: the server takes each `client_key` once, and neither tab sends a later
 * message before the earlier one has left the outbox.
 */
export class Sender {
  private contactId: number | null = null;
  private attempt = 0;
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly world: SenderWorld) {}

  /** Which contact the server would add messages to now; null when there is none. */
  aim(contactId: number | null): void {
    this.contactId = contactId;
    this.kick();
  }

  /** Tries now: after a new message, a new connection, a return to the page. */
  kick(): void {
    clearTimeout(this.timer);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      while (this.contactId !== null) {
        const message = nextToSend(this.world.shelf, this.contactId);
        if (!message) break;
        if (!(await this.deliver(message))) break;
      }
    } finally {
      this.running = false;
    }
  }

  /** False when it must be tried again later. */
  private async deliver(message: Outgoing): Promise<boolean> {
    try {
      const sent = await this.world.send(message);
      this.attempt = 0;
      this.world.onSent(sent, message.contact_id);
      takeMessage(this.world.shelf, message.client_key);
    } catch (error) {
      if (mayPass(error)) {
        this.attempt += 1;
        this.timer = setTimeout(() => this.kick(), backoff(this.attempt));
        return false;
      }
      const status = isProblem(error) ? error.status : 0;
      const reason = isProblem(error) && error.detail ? error.detail : this.world.refusalText(status);
      refuseMessage(this.world.shelf, message.client_key, reason);
    }
    this.world.onChange();
    return true;
  }
}
