import type { ContactSummary, Message } from "@sori/api";
import { useEffect, useRef, useState } from "react";
import { postRead } from "../data/contact";
import { afterDrawing } from "./afterDrawing";

/** Tells the server what I have really seen: the contact in view, in a window that has my attention. */
export function useReadMark(contact: ContactSummary, messages: readonly Message[] | undefined): void {
  const attentive = useAttention();
  const told = useRef(0);
  const last = messages?.findLast((message) => message.sender === "citizen")?.id ?? 0;
  const mayTell = !contact.taken_by && (contact.state === "talking" || contact.unread > 0);
  useEffect(
    () =>
      afterDrawing(() => {
        if (!attentive || !mayTell || last <= told.current) return;
        const before = told.current;
        told.current = last;
        // That nothing is unread any more comes back with the stream, for the other tabs too.
        postRead(contact.id, last).catch(() => {
          told.current = before;
        });
      }),
    [attentive, mayTell, last, contact.id],
  );
}

const look = () => document.visibilityState === "visible" && document.hasFocus();

function useAttention(): boolean {
  const [attentive, setAttentive] = useState(look);
  useEffect(() => {
    const update = () => setAttentive(look());
    const events = ["focus", "blur"] as const;
    for (const event of events) window.addEventListener(event, update);
    document.addEventListener("visibilitychange", update);
    return () => {
      for (const event of events) window.removeEventListener(event, update);
      document.removeEventListener("visibilitychange", update);
    };
  }, []);
  return attentive;
}
