/** One tick a second for everything on the page that counts, corrected by the server's clock. */
let skew = 0;
let current = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

/** Tells how the server's clock differs from ours; a workstation that is minutes off must not show wrong waits. */
export function setServerTime(iso: string): void {
  const difference = Date.parse(iso) - Date.now();
  // Below this it is the network's delay, and following it would make every timer jitter.
  if (Math.abs(difference - skew) > 1500) skew = difference;
}

export function serverNow(): number {
  return Date.now() + skew;
}

export function subscribeClock(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

export function clockNow(): number {
  if (timer === null) current = Math.floor(serverNow() / 1000) * 1000;
  return current;
}

function tick(): void {
  current = Math.floor(serverNow() / 1000) * 1000;
  for (const listener of listeners) listener();
}
