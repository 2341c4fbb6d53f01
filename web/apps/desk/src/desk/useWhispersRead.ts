import type { Whisper } from "@sori/api";
import { useEffect } from "react";
import { postWhispersRead } from "../data/team";

/** What was whispered in the contact in view has been seen. */
export function useWhispersRead(contactId: number, whispers: readonly Whisper[] | undefined): void {
  const unread = whispers?.some((whisper) => whisper.read_at === null) ?? false;
  useEffect(() => {
    if (!unread) return;
    const tell = () => {
      // Told again with the next whisper or look, should it fail.
      if (!document.hidden) postWhispersRead(contactId).catch(() => undefined);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [contactId, unread]);
}
