import type { Conversation, ExpectedWait, Message } from "@sori/api";

/** What the server tells an open page. */
export interface StreamEvents {
  onOpen(): void;
  onConversation(conversation: Conversation): void;
  onMessage(contactId: number, message: Message): void;
  onRead(messageId: number): void;
  onPlace(place: number, waiting: number, expected: ExpectedWait | null): void;
  onTyping(): void;
  onPresence(connected: boolean): void;
  onLost(): void;
}

const LONGEST_PAUSE = 15_000;

/**
 * The live line to the server. Reopens by itself with growing pauses: a browser's own EventSource gives up for
 * good when a server that is being restarted answers with an error.
 */
export class LiveStream {
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;

  constructor(private readonly events: StreamEvents) {}

  open(): void {
    this.close();
    const source = new EventSource("/api/chat/stream");
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.events.onOpen();
    };
    source.onerror = () => this.retry();
    // The process behind it is being replaced: a new connection leads to another one, and nobody need notice.
    source.addEventListener("reconnect", () => this.open());
    source.addEventListener("conversation", (event) => {
      const conversation = fields(event);
      if ("contact_id" in conversation) this.events.onConversation(conversation as unknown as Conversation);
    });
    source.addEventListener("message", (event) => {
      const { contact_id, message } = fields(event);
      if (typeof contact_id === "number") this.events.onMessage(contact_id, message as Message);
    });
    source.addEventListener("read", (event) => {
      const { message_id } = fields(event);
      if (typeof message_id === "number") this.events.onRead(message_id);
    });
    source.addEventListener("typing", () => this.events.onTyping());
    source.addEventListener("place", (event) => {
      const { place, waiting, expected } = fields(event);
      if (typeof place !== "number") return;
      this.events.onPlace(
        place,
        typeof waiting === "number" ? waiting : place,
        (expected ?? null) as ExpectedWait | null,
      );
    });
    source.addEventListener("presence", (event) => {
      const { connected } = fields(event);
      if (typeof connected === "boolean") this.events.onPresence(connected);
    });
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private retry(): void {
    this.close();
    this.events.onLost();
    this.attempt += 1;
    // A little chance in the pause keeps a whole city from coming back in the same second.
    const pause = Math.min(1000 * 2 ** (this.attempt - 1), LONGEST_PAUSE) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => this.open(), pause);
  }
}

function fields(event: MessageEvent<unknown>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(String(event.data));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
