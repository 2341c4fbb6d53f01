import { type RefObject, useEffect, useRef } from "react";

let firstPage = true;

/**
 * Moves to a step's heading when the step changes, so that a keyboard or screen reader goes on from there.
 * Not on the first page of a visit: that starts at the top like any other.
 */
export function usePageFocus<E extends HTMLElement>({ toTop = true } = {}): RefObject<E | null> {
  const heading = useRef<E>(null);
  useEffect(() => {
    if (firstPage) {
      firstPage = false;
      return;
    }
    // Someone who is writing goes on writing.
    if (document.activeElement instanceof HTMLTextAreaElement) return;
    if (toTop) window.scrollTo({ top: 0, behavior: "instant" });
    heading.current?.focus({ preventScroll: true });
  }, [toTop]);
  return heading;
}
