import { isProblem } from "@sori/api";
import { type Attempt, attach, mayPass, Outbox, type Pending } from "@sori/ui/outbox";
import { shelf } from "@sori/ui/storage";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { postMessage } from "../data/contact";

const known = new Map<number, Outbox>();

/** The outbox of one counsellor, made once. */
export function outboxOf(me: number): Outbox {
  const outbox = known.get(me) ?? new Outbox({ shelf, prefix: `sori.desk.outbox.${me}.`, send });
  known.set(me, outbox);
  return outbox;
}

async function send(message: Pending, signal: AbortSignal): Promise<Attempt> {
  const { contact_id, client_key, body } = message;
  const attachment_ids = message.attachments.map((attachment) => attachment.id);
  try {
    await postMessage(contact_id, { client_key, body, attachment_ids }, signal);
    return { outcome: "sent" };
  } catch (error) {
    if (!isProblem(error) || mayPass(error.status)) return { outcome: "again" };
    return { outcome: "refused", reason: error.detail || error.title };
  }
}

/** Sends, on every page, as long as this person is logged in: nobody's message may go out in another's name. */
export function useSending(me: number | null): void {
  useEffect(() => {
    if (me === null) return;
    const outbox = outboxOf(me);
    const detach = attach(outbox);
    outbox.aim("all");
    return () => {
      outbox.aim(null);
      detach();
    };
  }, [me]);
}

/** What this counsellor has written in one contact and the server has not acknowledged. */
export function usePending(me: number, contactId: number): readonly Pending[] {
  const items = useOutbox(me);
  return useMemo(() => items.filter((item) => item.contact_id === contactId), [items, contactId]);
}

/** What the server refused and no conversation on the desk can show any more. */
export function useLeftBehind(me: number, contacts: readonly { id: number }[]): readonly Pending[] {
  const items = useOutbox(me);
  return useMemo(() => {
    const here = new Set(contacts.map((contact) => contact.id));
    return items.filter((item) => item.refusal !== null && !here.has(item.contact_id));
  }, [items, contacts]);
}

function useOutbox(me: number): readonly Pending[] {
  const outbox = outboxOf(me);
  return useSyncExternalStore(outbox.subscribe, outbox.list);
}
