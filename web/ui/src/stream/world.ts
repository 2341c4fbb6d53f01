import { serverEvents } from "./events";
import type { LineWorld } from "./line";

/** The real browser: EventSource, timers and chance. Its own reconnecting is not used, because it gives up on errors. */
export const browserWorld: LineWorld = {
  connect(url, on) {
    const source = new EventSource(url);
    source.onopen = () => on.open();
    source.onerror = () => on.lost();
    for (const name of serverEvents) source.addEventListener(name, (event) => on.event(name, event.data));
    return { close: () => source.close() };
  },
  later(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
