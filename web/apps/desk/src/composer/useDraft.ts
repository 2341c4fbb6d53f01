import { useCallback, useState } from "react";

/** A value that survives reload and log-out, one for each person and contact; an empty one leaves nothing behind. */
export function useDraft<Value>(key: string, empty: Value, isEmpty: (value: Value) => boolean) {
  const name = `sori.draft.${key}`;
  const [value, setValue] = useState<Value>(() => read(name) ?? empty);
  const change = useCallback(
    (next: Value | ((before: Value) => Value)) =>
      setValue((before) => {
        const after = typeof next === "function" ? (next as (before: Value) => Value)(before) : next;
        if (isEmpty(after)) localStorage.removeItem(name);
        else localStorage.setItem(name, JSON.stringify(after));
        return after;
      }),
    [name, isEmpty],
  );
  return [value, change] as const;

  function read(stored: string): Value | null {
    try {
      const parsed: unknown = JSON.parse(localStorage.getItem(stored) ?? "null");
      return parsed as Value | null;
    } catch {
      return null;
    }
  }
}
