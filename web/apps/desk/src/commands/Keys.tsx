import classes from "./Keys.module.css";

const isApple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A shortcut as it is printed on this machine's keyboard. */
export function keysText(label: string): string {
  return isApple ? label.replace("Alt+", "⌥").replace("Ctrl+", "⌘") : label;
}

export function Keys({ label }: { label: string }) {
  return <kbd className={classes.keys}>{keysText(label)}</kbd>;
}
