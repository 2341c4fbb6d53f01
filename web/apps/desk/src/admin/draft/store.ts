import { useSyncExternalStore } from "react";
import type { Draft } from "./draft";

/** The draft of each person in this tab. The browser's session keeps it, so that a reload loses nothing. */
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
const nothing: Draft = [];

const key = (person: number) => `sori.setup-draft.${person}`;

export function useKeptDraft(person: number): [Draft, (next: Draft | ((before: Draft) => Draft)) => void] {
  const draft = useSyncExternalStore(listen, () => read(person));
  return [draft, (next) => keep(person, typeof next === "function" ? next(read(person)) : next)];
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function read(person: number): Draft {
  const known = drafts.get(key(person)) ?? stored(person);
  drafts.set(key(person), known);
  return known;
}

function stored(person: number): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key(person)) ?? "[]");
    return Array.isArray(kept) ? (kept as Draft) : nothing;
  } catch {
    return nothing;
  }
}

function keep(person: number, draft: Draft): void {
  drafts.set(key(person), draft);
  try {
    if (draft.length === 0) sessionStorage.removeItem(key(person));
    else sessionStorage.setItem(key(person), JSON.stringify(draft));
  } catch {
    // A browser that forbids storage keeps the draft until the reload.
  }
  for (const listener of listeners) listener();
}
