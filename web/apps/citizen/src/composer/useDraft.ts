import { type RefObject, useCallback, useEffect, useState } from "react";
import { isDraftKey, loadDraft, type SavedDraft, saveDraft } from "./draft";

/** What is being written: saved with each change, and followed when another tab of this device changes it. */
export function useDraft(contactId: number, field: RefObject<HTMLTextAreaElement | null>) {
  const [draft, setDraft] = useState(() => loadDraft(contactId));

  const update = useCallback((next: (before: SavedDraft) => SavedDraft) => {
    setDraft((before) => {
      const after = next(before);
      saveDraft(after);
      return after;
    });
  }, []);

  useEffect(() => {
    const follow = (event: StorageEvent) => {
      // Two people never write on one device; the tab that is being written in leads.
      if (isDraftKey(event.key) && document.activeElement !== field.current) setDraft(loadDraft(contactId));
    };
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
  }, [contactId, field]);

  return [draft, update] as const;
}
