import { useSyncExternalStore } from "react";

/** Which citizens are typing: each sign of it holds for five seconds. */
const shownFor = 5_000;
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

export function noteTyping(contactId: number): void {
  clearTimeout(timers.get(contactId));
  timers.set(
    contactId,
    setTimeout(() => forgetTyping(contactId), shownFor),
  );
  tell();
}

/** A message has arrived: the typing has come to its end. */
export function forgetTyping(contactId: number): void {
  clearTimeout(timers.get(contactId));
  if (timers.delete(contactId)) tell();
}

export function useTyping(contactId: number): boolean {
  return useSyncExternalStore(subscribe, () => timers.has(contactId));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
