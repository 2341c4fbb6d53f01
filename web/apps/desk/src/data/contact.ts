import {
  type Abuse,
  answer,
  type CallbackDetail,
  type ContactDetail,
  getAbuse,
  getCallbackOfContact,
  getContact,
  getMessages,
  type Message,
  markRead,
  type NewMessage,
  sendMessage,
  type TextAsked,
  tellTyping,
  unmaskText,
} from "@sori/api";
import { queryOptions } from "@tanstack/react-query";
import { queries } from "./queries";

export const contactQuery = (id: number) =>
  queryOptions({
    queryKey: ["contact", id],
    queryFn: ({ signal }): Promise<ContactDetail> => answer(getContact({ path: { contact_id: id }, signal })),
  });

export const abuseQuery = (id: number) =>
  queryOptions({
    queryKey: ["contact", id, "abuse"],
    queryFn: ({ signal }): Promise<Abuse> => answer(getAbuse({ path: { contact_id: id }, signal })),
  });

export const callbackQuery = (id: number) =>
  queryOptions({
    queryKey: ["contact", id, "callback"],
    queryFn: ({ signal }): Promise<CallbackDetail> =>
      answer(getCallbackOfContact({ path: { contact_id: id }, signal })),
  });

/**
 * Messages never change, so only the new ones are fetched, and the last few again: ids are given out before a message
 * is committed, so one may become visible after its successor.
 */
const overlap = 10;

export const messagesQuery = (id: number) =>
  queryOptions({
    queryKey: ["contact", id, "messages"],
    queryFn: async ({ signal }): Promise<Message[]> => {
      const known = knownMessages(id);
      const fresh = await answer(
        getMessages({ path: { contact_id: id }, query: { after: known.at(-overlap)?.id ?? 0 }, signal }),
      );
      return mergeMessages(knownMessages(id), fresh);
    },
  });

function knownMessages(id: number): Message[] {
  return queries.getQueryData(messagesQuery(id).queryKey) ?? [];
}

export function mergeMessages(known: readonly Message[], fresh: readonly Message[]): Message[] {
  const byId = new Map([...known, ...fresh].map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

export async function postMessage(id: number, draft: NewMessage, signal: AbortSignal): Promise<void> {
  const message = await answer(sendMessage({ path: { contact_id: id }, body: draft, signal }));
  addMessage(id, message);
}

/** Takes in a message that has come; gives whether it was new. */
export function addMessage(id: number, message: Message): boolean {
  const { queryKey } = messagesQuery(id);
  const known = queries.getQueryData(queryKey);
  if (known) queries.setQueryData(queryKey, mergeMessages(known, [message]));
  // A first fetch that is under way may be older than this message: it is given up for a new one.
  else void queries.cancelQueries({ queryKey }).then(() => queries.invalidateQueries({ queryKey }));
  return !known?.some((one) => one.id === message.id);
}

/** How many of the citizen's messages came after this one, as far as they are known here. */
export function unreadAfter(id: number, messageId: number): number {
  return knownMessages(id).filter((message) => message.sender === "citizen" && message.id > messageId).length;
}

export const postRead = (id: number, messageId: number) =>
  answer(markRead({ path: { contact_id: id }, body: { message_id: messageId } }));

export const postTyping = (id: number) => answer(tellTyping({ path: { contact_id: id } }));

/** A text of a contact as it was written; that it was asked for is logged. */
export const unmaskIn =
  (contactId: number) =>
  async (part: TextAsked["part"], id: number | null = null): Promise<string> =>
    (await answer(unmaskText({ path: { contact_id: contactId }, body: { part, id } }))).text;

export const attachmentUrl = (contactId: number) => (id: number) => `/api/contacts/${contactId}/attachments/${id}`;
