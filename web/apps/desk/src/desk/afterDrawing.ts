/**
 * For an effect's work that may come after what has just changed is drawn; gives the effect's end. React runs the effects
 * of what came from outside before the browser can draw. Work that has not been done when the next change comes is left
 * out, so it must look at how things stand, not at the single change.
 */
export function afterDrawing(work: () => void): (() => void) | undefined {
  if (document.hidden) {
    work(); // nothing is drawn, and timers are kept waiting
    return undefined;
  }
  const timer = setTimeout(work, 0);
  return () => clearTimeout(timer);
}
