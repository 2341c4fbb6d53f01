import { useEffect, useRef, useSyncExternalStore } from "react";
import type { CommandId } from "./keymap";

type Run = (index: number) => void;

/** What each command does right now. The latest component that offers a command wins. */
const offered = new Map<CommandId, Run[]>();
const listeners = new Set<() => void>();
let version = 0;

function change(id: CommandId, runs: Run[]): void {
  if (runs.length > 0) offered.set(id, runs);
  else offered.delete(id);
  version += 1;
  for (const listener of listeners) listener();
}

/** Offers a command while the component is mounted and `enabled`. */
export function useCommand(id: CommandId, run: Run, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    const stable: Run = (index) => latest.current(index);
    change(id, [...(offered.get(id) ?? []), stable]);
    return () =>
      change(
        id,
        (offered.get(id) ?? []).filter((other) => other !== stable),
      );
  }, [id, enabled]);
}

export function runCommand(id: CommandId, index = 0): boolean {
  const run = offered.get(id)?.at(-1);
  run?.(index);
  return run !== undefined;
}

/** Which commands can be run at the moment, for the sheet. */
export function useOffered(): ReadonlySet<CommandId> {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => version,
  );
  return new Set(offered.keys());
}
