import { useEffect } from "react";
import { remembered } from "../app/remembered";
import { readKeys } from "./keymap";
import { runCommand } from "./registry";

/** Listens for the commands' keys. Mounted once, in the shell. */
export function useKeyboard(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || event.repeat) return;
      const command = readKeys(event);
      if (command === null || inDialog()) return;
      if (command.character && (isTyping(event.target) || remembered("characterKeys") === "off")) return;
      if (runCommand(command.id, command.index)) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

/** What lies behind a dialog must not change while it is open. */
function inDialog(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
