import { useSyncExternalStore } from "react";
import { clockNow, subscribeClock } from "./clock";
import { clockText, isoDuration } from "./duration";

/** Seconds since a moment, ticking. */
export function useSeconds(since: string): number {
  const now = useSyncExternalStore(subscribeClock, clockNow);
  return Math.max(0, (now - Date.parse(since)) / 1000);
}

interface SinceProps {
  since: string;
  className?: string | undefined;
}

/** How long something has lasted. Silent for screen readers' live regions: it changes every second. */
export function Since({ since, className }: SinceProps) {
  const seconds = useSeconds(since);
  return (
    <time className={className} dateTime={isoDuration(seconds)} style={{ fontVariantNumeric: "tabular-nums" }}>
      {clockText(seconds)}
    </time>
  );
}
