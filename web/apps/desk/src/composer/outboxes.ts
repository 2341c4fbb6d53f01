import { isProblem } from "@sori/api";
import { type Attempt, Outbox, type Pending } from "@sori/ui/outbox";
import { useEffect, useSyncExternalStore } from "react";
import { postMessage } from "../data/contact";

const open = new Map<string, Outbox>();
const prefix = "sori.outbox";

/** The outbox of one counsellor for one contact; made once, so that it goes on sending while another contact is in view. */
export function outboxFor(me: number, contactId: number): Outbox {
  const key = `${prefix}.${me}.${contactId}`;
  const known = open.get(key);
  if (known) return known;
  const outbox = new Outbox({
    storage: localStorage,
    key,
    send: (message) => attempt(contactId, message),
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    now: () => new Date(),
  });
  open.set(key, outbox);
  return outbox;
}

async function attempt(contactId: number, message: Pending): Promise<Attempt> {
  try {
    await postMessage(contactId, {
      client_key: message.client_key,
      body: message.body,
      attachment_ids: message.attachments.map((attachment) => attachment.id),
    });
    return { outcome: "sent" };
  } catch (error) {
    // Too many requests, a new log-in and a broken server all pass; what the server rejects otherwise stays rejected.
    const final =
      isProblem(error) && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
    return final ? { outcome: "refused", reason: error.detail || error.title } : { outcome: "again" };
  }
}

export function useOutbox(me: number, contactId: number): { outbox: Outbox; pending: readonly Pending[] } {
  const outbox = outboxFor(me, contactId);
  return { outbox, pending: useSyncExternalStore(outbox.subscribe, outbox.list) };
}

/** Sends what an earlier visit left behind, tries at once when the network returns, and follows the other tabs. */
export function useOutboxes(me: number, contacts: readonly { id: number }[]): void {
  const ids = contacts.map((contact) => contact.id).join(",");
  useEffect(() => {
    const all = ids === "" ? [] : ids.split(",").map((id) => outboxFor(me, Number(id)));
    const hurry = () => {
      for (const outbox of all) outbox.hurry();
    };
    const stored = (event: StorageEvent) => {
      if (event.key) open.get(event.key)?.reload();
    };
    hurry();
    window.addEventListener("online", hurry);
    window.addEventListener("storage", stored);
    return () => {
      window.removeEventListener("online", hurry);
      window.removeEventListener("storage", stored);
    };
  }, [me, ids]);
}
