import i18next from "i18next";
import { useSyncExternalStore } from "react";
import { sendMessage } from "../api/chat";
import { refusalText } from "../api/words";
import { keepMessage } from "../conversation/store";
import { shelf } from "../storage/shelf";
import { type Draft, isOutboxKey, listOutbox, type Outgoing, putMessage, takeMessage } from "./outbox";
import { Sender } from "./sender";

let snapshot: Outgoing[] = listOutbox(shelf);
const watchers = new Set<() => void>();

function changed(): void {
  snapshot = listOutbox(shelf);
  for (const tell of watchers) tell();
}

export const sender = new Sender({
  shelf,
  send: sendMessage,
  onSent: keepMessage,
  onChange: changed,
  refusalText: (status) => refusalText(status, i18next.t),
});

function watch(tell: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (isOutboxKey(event.key)) changed();
  };
  watchers.add(tell);
  window.addEventListener("storage", onStorage);
  return () => {
    watchers.delete(tell);
    window.removeEventListener("storage", onStorage);
  };
}

export function useOutbox(): Outgoing[] {
  return useSyncExternalStore(watch, () => snapshot);
}

export function sendLater(draft: Draft): void {
  putMessage(shelf, draft, new Date());
  changed();
  sender.kick();
}

export function discard(clientKey: string): void {
  takeMessage(shelf, clientKey);
  changed();
}
