import {
  answer,
  type Conversation,
  getConversation,
  getMenu,
  isProblem,
  leaveContact,
  type Menu,
  type Message,
  markSeen,
  type NewRating,
  openContact,
  leaveMessage as postLeftMessage,
  rateContact,
  showNotice,
  tellWriting,
  turnIntoMessage,
  uploadFile,
  writeMessage,
} from "@sori/api";
import type { Pending } from "@sori/ui/outbox";
import { askAfter, mergeConversation } from "../conversation/merge";
import { type AppLanguage, currentLanguage } from "../i18n";

export function fetchMenu(signal?: AbortSignal): Promise<Menu> {
  return answer(getMenu({ signal }));
}

/** This device's conversation with all its messages; null when it has none to show. */
export async function fetchConversation(
  known: Conversation | null | undefined,
  signal?: AbortSignal,
): Promise<Conversation | null> {
  const ask = (after: number) => answer(getConversation({ query: { after }, signal }));
  try {
    const after = askAfter(known);
    const fresh = await ask(after);
    // Another contact than the one we know: what came before `after` is missing.
    const whole = fresh.contact_id === known?.contact_id || after === 0 ? fresh : await ask(0);
    return mergeConversation(known, whole);
  } catch (error) {
    if (isProblem(error, 404)) return null;
    throw error;
  }
}

export function beginContact(
  menuKey: string,
  requestKey: string,
  language: AppLanguage,
  noticeKey: string | null,
): Promise<Conversation> {
  return answer(openContact({ body: { menu_key: menuKey, language, request_key: requestKey, notice_key: noticeKey } }));
}

/** Tells that the congestion notice is on the screen. One that gets lost does no harm. */
export function tellNoticeShown(key: string, menuKey: string): void {
  showNotice({ body: { key, menu_key: menuKey } }).catch(() => {});
}

export interface LeftMessage {
  menu_key: string;
  request_key: string;
  client_key: string;
  body: string;
  notice_key: string | null;
}

export function leaveMessage(left: LeftMessage): Promise<Conversation> {
  return answer(postLeftMessage({ body: { ...left, language: currentLanguage() } }));
}

export function turnIntoLeftMessage(): Promise<Conversation> {
  return answer(turnIntoMessage());
}

export function sendMessage(message: Pending, signal: AbortSignal): Promise<Message> {
  const attachment_ids = message.attachments.map((attachment) => attachment.id);
  const { client_key, body } = message;
  return answer(writeMessage({ body: { client_key, body, attachment_ids }, signal }));
}

export function leave(): Promise<Conversation> {
  return answer(leaveContact());
}

export function rate(body: NewRating): Promise<Conversation> {
  return answer(rateContact({ body }));
}

/** Hints to the counsellor's screen. One that gets lost does no harm. */
export function tellTyping(): void {
  tellWriting().catch(() => {});
}

export function tellRead(messageId: number): Promise<unknown> {
  return answer(markSeen({ body: { message_id: messageId } }));
}

export function upload(file: File, onProgress: (share: number) => void, signal: AbortSignal) {
  return uploadFile({ url: "/api/chat/attachments", file, language: currentLanguage(), onProgress, signal });
}

export function attachmentUrl(id: number): string {
  return `/api/chat/attachments/${id}`;
}
