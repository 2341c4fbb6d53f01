import type { Message } from "@sori/api";
import type { TFunction } from "i18next";

/** A system message in words; null for an event that this page does not show. */
export function eventText(message: Message, t: TFunction): string | null {
  const name = message.sender_name;
  switch (message.event) {
    case "queued":
    case "ended":
    case "citizen_left":
    case "callback_asked":
    case "unreached":
    case "callback_given_up":
      return t(`messages.event.${message.event}`);
    case "answered":
    case "transferred":
    case "taken_over":
    case "returned":
      return name ? t(`messages.event.${message.event}`, { name }) : t(`messages.event.${message.event}_nameless`);
    default:
      return message.body || null;
  }
}
