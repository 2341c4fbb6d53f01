import { useCallback, useSyncExternalStore } from "react";

/** The step before queueing has an address (`/?menu=1`), so that Back works and other sites can link to it. */
const KEY = "menu";
/** The chatbot's has one too: `/?chatbot`, or `/?menu=1&chatbot` for who comes from a menu entry. */
const BOT = "chatbot";

function current(): string | null {
  return new URLSearchParams(window.location.search).get(KEY);
}

function asksBot(): boolean {
  return new URLSearchParams(window.location.search).has(BOT);
}

/** The key of the congestion notice that was shown where the citizen comes from. */
function currentNotice(): string | null {
  const state = window.history.state as { notice?: unknown } | null;
  return typeof state?.notice === "string" ? state.notice : null;
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

  const bot = useSyncExternalStore(watch, asksBot);
  const notice = useSyncExternalStore(watch, currentNotice);

  const askBot = useCallback((menuKey: string | null, noticeKey: string | null) => {
    const address = menuKey === null ? `?${BOT}` : `?${KEY}=${encodeURIComponent(menuKey)}&${BOT}`;
    window.history.pushState({ sori: true, notice: noticeKey }, "", address);
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

  return { entry, bot, notice, choose, askBot, back };
}

export function clearRoute(): void {
  if (window.location.search === "") return;
  window.history.replaceState(null, "", window.location.pathname);
  for (const tell of watchers) tell();
}
