import { describe, expect, it } from "vitest";
import { commandIds, keymap, readKeys, type Shortcut } from "./keymap";

const press = (code: string, held: Partial<KeyboardEvent> = {}) => ({
  code,
  key: "",
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

describe("the keyboard map", () => {
  it("gives each shortcut to one command only", () => {
    const labels = commandIds.flatMap((id) => keymap[id].shortcuts.map((shortcut: Shortcut) => shortcut.label));
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("reads a letter by its place, whatever the input method makes of it", () => {
    expect(readKeys(press("KeyE", { key: "ㄷ", altKey: true }))?.id).toBe("end");
  });

  it("tells which contact a digit means", () => {
    expect(readKeys(press("Digit3", { altKey: true }))).toMatchObject({ id: "selectContact", index: 2 });
  });

  it("leaves letters without Alt to typing", () => {
    expect(readKeys(press("KeyE", { key: "e" }))).toBeNull();
  });

  it("marks the question mark as a character, which can be switched off", () => {
    expect(readKeys(press("Slash", { key: "?", shiftKey: true }))).toMatchObject({ id: "palette", character: true });
  });
});
