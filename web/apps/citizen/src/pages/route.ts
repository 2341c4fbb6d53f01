import { useCallback, useSyncExternalStore } from "react";

/** The step before queueing has an address (`/?menu=1`), so that Back works and other sites can link to it. */
const KEY = "menu";

function current(): string | null {
  return new URLSearchParams(window.location.search).get(KEY);
}

let watchers: Array<() => void> = [];

function watch(tell: () => void): () => void {
  watchers.push(tell);
  window.addEventListener("popstate", tell);
  return () => {
    watchers = watchers.filter((other) => other !== tell);
    window.removeEventListener("popstate", tell);
  };
}

export function useRoute() {
  const entry = useSyncExternalStore(watch, current);

  const choose = useCallback((key: string) => {
    window.history.pushState({ sori: true }, "", `?${KEY}=${encodeURIComponent(key)}`);
    for (const tell of watchers) tell();
  }, []);

  const back = useCallback(() => {
    const ours: unknown = window.history.state;
    if (ours) {
      window.history.back();
      return;
    }
    clearRoute();
  }, []);

  return { entry, choose, back };
}

export function clearRoute(): void {
  if (window.location.search === "") return;
  window.history.replaceState(null, "", window.location.pathname);
  for (const tell of watchers) tell();
}
