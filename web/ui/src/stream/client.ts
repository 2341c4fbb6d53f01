import { type Interest, noInterest, type PortMessage, type StreamEvent, type StreamStatus } from "./events";
import { Hub } from "./hub";
import { browserWorld } from "./world";

type Listener = (event: StreamEvent) => void;

/** A tab's end of the stream: several components state their interest, the hub gets the union. */
export class StreamClient {
  status: StreamStatus = "idle";
  private readonly listeners = new Set<Listener>();
  private readonly interests = new Map<symbol, Interest>();
  private scheduled = false;

  constructor(private readonly post: (message: PortMessage) => void) {}

  receive(event: StreamEvent): void {
    if (event.type === "status") this.status = event.status;
    for (const listener of this.listeners) listener(event);
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Keeps the interest until the returned function is called. */
  follow(interest: Partial<Interest>): () => void {
    const key = Symbol();
    this.interests.set(key, { ...noInterest, ...interest });
    this.schedule();
    return () => {
      this.interests.delete(key);
      this.schedule();
    };
  }

  reset(): void {
    this.post({ type: "reset" });
  }

  /** Repeats what this tab wants, after it was put away and brought back by the browser. */
  resume(): void {
    this.send();
  }

  leave(): void {
    this.post({ type: "bye" });
  }

  private schedule(): void {
    // Components mount and unmount in bursts; one message for all of them spares the server needless reconnects.
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.send();
    });
  }

  private send(): void {
    const all = [...this.interests.values()];
    this.post({
      type: "interest",
      interest: {
        desk: all.some((interest) => interest.desk),
        floor: all.some((interest) => interest.floor),
        contacts: [...new Set(all.flatMap((interest) => interest.contacts))],
      },
    });
  }
}

/** Connects this tab: through the SharedWorker, or with a hub of its own where there is none. */
export function connectStream(): StreamClient {
  const client = typeof SharedWorker === "undefined" ? directClient() : sharedClient();
  window.addEventListener("pagehide", () => client.leave());
  window.addEventListener("pageshow", (event) => event.persisted && client.resume());
  return client;
}

function directClient(): StreamClient {
  const hub = new Hub(browserWorld);
  const client: StreamClient = new StreamClient((message) => hub.handle(tell, message));
  const tell = (event: StreamEvent) => client.receive(event);
  return client;
}

function sharedClient(): StreamClient {
  const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "sori-stream" });
  const client = new StreamClient((message) => worker.port.postMessage(message));
  worker.port.onmessage = (event: MessageEvent<StreamEvent>) => client.receive(event.data);
  holdLock((lock) => worker.port.postMessage({ type: "alive", lock }));
  return client;
}

/** Web Locks exist on https and localhost only; elsewhere `pagehide` alone must do. */
function holdLock(announce: (lock: string) => void): void {
  if (!navigator.locks) return;
  const lock = `sori-tab-${Date.now()}-${Math.random()}`;
  navigator.locks.request(lock, () => {
    announce(lock);
    return new Promise<never>(() => undefined);
  });
}
