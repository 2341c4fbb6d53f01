import type { Conversation } from "@sori/api";
import { useEffect, useRef, useState } from "react";
import { tellRead } from "../api/chat";

/** Tells the server what has been on the screen, and counts what came while the tab was hidden. */
export function useReading(conversation: Conversation | null): number {
  const [visible, setVisible] = useState(document.visibilityState === "visible");
  const [seen, setSeen] = useState(0);
  const told = useRef(0);
  const fromCounsellor = conversation?.messages.filter((message) => message.sender === "counsellor") ?? [];
  const last = fromCounsellor.at(-1)?.id ?? 0;
  const live = conversation?.state === "talking";

  useEffect(() => {
    const onChange = () => setVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, []);

  useEffect(() => {
    if (!visible || last === 0) return;
    setSeen(last);
    if (!live || last <= told.current) return;
    const before = told.current;
    told.current = last;
    tellRead(last).catch(() => {
      // Told again with the next message, or when the page is looked at again.
      told.current = before;
    });
  }, [visible, last, live]);

  return visible ? 0 : fromCounsellor.filter((message) => message.id > seen).length;
}
