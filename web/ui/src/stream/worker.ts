import type { PortMessage } from "./events";
import { Hub, type Tell } from "./hub";
import { browserWorld } from "./world";

/** The SharedWorker: the hub for every tab of this browser. */
const hub = new Hub(browserWorld);

interface WorkerScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

(self as unknown as WorkerScope).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  const tell: Tell = (message) => port.postMessage(message);
  port.onmessage = (message: MessageEvent<PortMessage | { type: "alive"; lock: string }>) => {
    // A tab that crashes says no goodbye, but the browser then releases the lock that it held.
    if (message.data.type === "alive") {
      navigator.locks.request(message.data.lock, () => hub.handle(tell, { type: "bye" }));
    } else hub.handle(tell, message.data);
  };
};
