import type { Attachment } from "@sori/api";
import { shelf } from "@sori/ui/storage";

/** What has been written and attached but not sent; kept so that a reload loses nothing. */
export interface SavedDraft {
  contact_id: number;
  body: string;
  attachments: Attachment[];
}

const KEY = "sori.draft";

export function isDraftKey(key: string | null): boolean {
  return key === KEY;
}

/** The words of a draft outlive the contact they were written in; its attachments belong to that contact. */
export function loadDraft(contactId: number): SavedDraft {
  const empty = { contact_id: contactId, body: "", attachments: [] };
  try {
    const saved: unknown = JSON.parse(shelf.get(KEY) ?? "null");
    if (!isSaved(saved)) return empty;
    return saved.contact_id === contactId ? saved : { ...empty, body: saved.body };
  } catch {
    return empty;
  }
}

export function saveDraft(draft: SavedDraft): void {
  if (draft.body === "" && draft.attachments.length === 0) shelf.remove(KEY);
  else shelf.set(KEY, JSON.stringify(draft));
}

function isSaved(value: unknown): value is SavedDraft {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return typeof record.contact_id === "number" && typeof record.body === "string" && Array.isArray(record.attachments);
}
