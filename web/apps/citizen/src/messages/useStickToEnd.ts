import type { Message } from "@sori/api";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/**
 * Follows the conversation as long as its end is in view. Someone reading further up is not moved, but is told
 * that there is something new.
 */
export function useStickToEnd(follow: boolean, messages: readonly Message[], pendingCount: number) {
  const mark = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const own = useRef(pendingCount);
  const last = messages.at(-1)?.id ?? 0;
  const seen = useRef(last);
  const [newBelow, setNewBelow] = useState(false);

  useEffect(() => {
    if (!mark.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        atEnd.current = entry?.isIntersecting ?? true;
        if (atEnd.current) setNewBelow(false);
      },
      { rootMargin: "0px 0px 40px 0px" },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);

  const jump = useCallback(() => {
    window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  }, []);

  // A photo that has loaded or a composer that has grown must not push the end out of view.
  useEffect(() => {
    if (!follow) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) jump();
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [follow, jump]);

  useLayoutEffect(() => {
    const wroteSomething = pendingCount > own.current;
    const somethingNew = last > seen.current;
    own.current = pendingCount;
    seen.current = last;
    if (!follow) return;
    if (atEnd.current || wroteSomething) jump();
    else if (somethingNew) setNewBelow(true);
  }, [follow, last, pendingCount, jump]);

  return { mark, newBelow, jump };
}
