import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Keeps a scrolling region at its end while the reader is there, and leaves it alone once they scrolled up. */
export function useStickToEnd(content: string) {
  const ref = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const region = ref.current;
    if (region) region.scrollTop = region.scrollHeight;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs again whenever the content changes
  useLayoutEffect(() => {
    if (stuck.current) toEnd();
  }, [content]);

  useEffect(() => {
    const region = ref.current;
    if (!region) return;
    const look = () => {
      stuck.current = region.scrollHeight - region.scrollTop - region.clientHeight < 48;
      setAtEnd(stuck.current);
    };
    // Images arrive late and the composer grows: the end moves without a scroll event.
    const observer = new ResizeObserver(() => stuck.current && toEnd());
    observer.observe(region);
    region.addEventListener("scroll", look, { passive: true });
    const settle = () => stuck.current && toEnd();
    region.addEventListener("load", settle, { capture: true });
    return () => {
      observer.disconnect();
      region.removeEventListener("scroll", look);
      region.removeEventListener("load", settle, { capture: true });
    };
  }, [toEnd]);

  return { ref, atEnd, toEnd };
}
