import { shelf } from "@sori/ui/storage";
import { useCallback, useEffect, useState } from "react";

const KEY = "sori.left_behind";

function load(): number | null {
  const saved = Number(shelf.get(KEY));
  return saved > 0 ? saved : null;
}

/** The finished conversation the citizen has put aside to start anew. */
export function useLeftBehind() {
  const [contactId, setContactId] = useState(load);

  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === KEY) setContactId(load());
    };
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
  }, []);

  const keep = useCallback((next: number | null) => {
    if (next === null) shelf.remove(KEY);
    else shelf.set(KEY, String(next));
    setContactId(next);
  }, []);

  return [contactId, keep] as const;
}
