import type { Conversation, Message } from "@sori/api";

/** One list of both, each message once, in the server's order; the newer copy of a message wins. */
export function mergeMessages(known: readonly Message[], fresh: readonly Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of fresh) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** The conversation as just answered, with the messages already on this device. */
export function mergeConversation(known: Conversation | null | undefined, fresh: Conversation): Conversation {
  if (known?.contact_id !== fresh.contact_id) return fresh;
  return {
    ...fresh,
    counsellor_read: Math.max(known.counsellor_read, fresh.counsellor_read),
    messages: mergeMessages(known.messages, fresh.messages),
  };
}

/**
 * Where to ask from. Ids are given when a message is written but become visible when it is committed, so a
 * slightly older one may appear late; asking again for the last few costs little and misses nothing.
 */
const OVERLAP = 50;

export function askAfter(known: Conversation | null | undefined): number {
  const last = known?.messages.at(-1)?.id ?? 0;
  return Math.max(0, last - OVERLAP);
}

export type Stage = "waiting" | "talking" | "ended";

/** What the citizen sees of a contact's state: wrap-up is the counsellor's work, over for the citizen. */
export function stageOf(conversation: Pick<Conversation, "state">): Stage {
  switch (conversation.state) {
    case "waiting":
    case "offered":
      return "waiting";
    case "talking":
      return "talking";
    default:
      return "ended";
  }
}
