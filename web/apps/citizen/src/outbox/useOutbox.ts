import { isProblem } from "@sori/api";
import { type Attempt, attach, mayPass, Outbox, type Pending } from "@sori/ui/outbox";
import { shelf } from "@sori/ui/storage";
import i18next from "i18next";
import { useEffect, useSyncExternalStore } from "react";
import { sendMessage } from "../api/chat";
import { refusalText } from "../api/words";
import { keepMessage } from "../conversation/store";

export const outbox = new Outbox({ shelf, prefix: "sori.outbox.", send });

async function send(message: Pending, signal: AbortSignal): Promise<Attempt> {
  try {
    // Shown as sent before it leaves the outbox, so that it is never gone from the page.
    keepMessage(await sendMessage(message, signal), message.contact_id);
    return { outcome: "sent" };
  } catch (error) {
    // To this page 403 says that a cookie is missing, which any other answer brings back.
    if (!isProblem(error) || error.status === 403 || mayPass(error.status)) return { outcome: "again" };
    return { outcome: "refused", reason: error.detail || refusalText(error.status, i18next.t) };
  }
}

/** Sends what this device holds for the contact that the server would add messages to now; null when there is none. */
export function useSending(contactId: number | null): void {
  useEffect(() => attach(outbox), []);
  useEffect(() => outbox.aim(contactId), [contactId]);
}

export function useOutbox(): readonly Pending[] {
  return useSyncExternalStore(outbox.subscribe, outbox.list);
}
