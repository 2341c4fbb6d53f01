import { shelf, uuid } from "@sori/ui/storage";

const KEY = "sori.request";

/**
 * The key of a request for a chat. It stays the same until an answer has come, so that asking again after a lost
 * connection, or after a reload, does not queue twice.
 */
export function requestKeyFor(menuKey: string): string {
  const [keptMenu, kept] = (shelf.get(KEY) ?? "").split(" ");
  const key = keptMenu === menuKey && kept ? kept : uuid();
  shelf.set(KEY, `${menuKey} ${key}`);
  return key;
}

/** A conversation is there: the next request is a new one, even if the answer to this one got lost. */
export function forgetRequest(): void {
  shelf.remove(KEY);
}
