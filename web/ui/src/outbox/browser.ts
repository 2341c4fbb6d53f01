import type { Outbox } from "./outbox";

/** Follows the other tabs and the network; what it returns ends that. */
export function attach(outbox: Outbox): () => void {
  const stored = (event: StorageEvent) => outbox.reload(event.key);
  const hurry = () => outbox.hurry();
  window.addEventListener("storage", stored);
  window.addEventListener("online", hurry);
  return () => {
    window.removeEventListener("storage", stored);
    window.removeEventListener("online", hurry);
  };
}
