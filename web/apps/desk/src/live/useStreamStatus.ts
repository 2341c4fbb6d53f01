import type { StreamStatus } from "@sori/ui/stream";
import { useEffect, useState, useSyncExternalStore } from "react";
import { stream } from "./stream";

export function useStreamStatus(): StreamStatus {
  return useSyncExternalStore(
    (changed) => stream.listen((event) => event.type === "status" && changed()),
    () => stream.status,
  );
}

/** True once the connection has been away for two seconds: shorter gaps are nobody's business. */
export function useConnectionLost(): boolean {
  const status = useStreamStatus();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (status !== "lost") {
      setLost(false);
      return;
    }
    const timer = setTimeout(() => setLost(true), 2000);
    return () => clearTimeout(timer);
  }, [status]);
  return lost;
}
