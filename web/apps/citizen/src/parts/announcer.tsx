import { useSyncExternalStore } from "react";

interface Line {
  id: number;
  text: string;
}

/** Long enough to be read out; after that nobody should come across it while reading the page. */
const KEPT = 10_000;

let lines: Line[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Line[]): void {
  lines = next;
  for (const tell of listeners) tell();
}

/** Has a screen reader say this when it is done with what it is saying. */
export function announce(text: string): void {
  lastId += 1;
  const line = { id: lastId, text };
  set([...lines, line]);
  setTimeout(() => set(lines.filter((other) => other !== line)), KEPT);
}

function watch(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function Announcer() {
  const shown = useSyncExternalStore(watch, () => lines);
  return (
    <div className="sr-only announcer" role="log" aria-live="polite">
      {shown.map((line) => (
        <p key={line.id}>{line.text}</p>
      ))}
    </div>
  );
}
