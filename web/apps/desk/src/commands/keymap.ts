/**
 * Every keyboard command of the staff app. Letters go with Alt, which no browser keeps to itself for these keys, and are
 * matched by the key's place (`code`), so that they work while the Korean input method is on.
 */
export interface Shortcut {
  code: string;
  alt?: boolean;
  ctrl?: boolean;
  shift?: boolean;
  /** A bare character, which people with speech input must be able to switch off (WCAG 2.1.4). */
  character?: boolean;
  label: string;
}

export const commandGroups = ["offers", "contacts", "conversation", "closing", "everywhere"] as const;
export type CommandGroup = (typeof commandGroups)[number];

interface CommandEntry {
  group: CommandGroup;
  shortcuts: readonly Shortcut[];
}

const alt = (code: string, label: string): Shortcut => ({ code, alt: true, label: `Alt+${label}` });

export const keymap = {
  acceptOffer: { group: "offers", shortcuts: [alt("KeyA", "A")] },
  refuseOffer: { group: "offers", shortcuts: [alt("KeyX", "X")] },
  selectContact: {
    group: "contacts",
    shortcuts: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => alt(`Digit${digit}`, `${digit}`)),
  },
  previousContact: { group: "contacts", shortcuts: [alt("ArrowUp", "↑")] },
  nextContact: { group: "contacts", shortcuts: [alt("ArrowDown", "↓")] },
  focusComposer: { group: "conversation", shortcuts: [alt("KeyM", "M")] },
  cannedPhrases: { group: "conversation", shortcuts: [alt("Slash", "/")] },
  attachFile: { group: "conversation", shortcuts: [alt("KeyU", "U")] },
  showMasked: { group: "conversation", shortcuts: [alt("KeyI", "I")] },
  focusCitizen: { group: "conversation", shortcuts: [alt("KeyH", "H")] },
  transfer: { group: "closing", shortcuts: [alt("KeyT", "T")] },
  end: { group: "closing", shortcuts: [alt("KeyE", "E")] },
  focusWrapUp: { group: "closing", shortcuts: [alt("KeyW", "W")] },
  stateMenu: { group: "everywhere", shortcuts: [alt("KeyS", "S")] },
  acknowledgeBulletin: { group: "everywhere", shortcuts: [alt("KeyY", "Y")] },
  takeBreak: { group: "everywhere", shortcuts: [alt("KeyB", "B")] },
  goDesk: { group: "everywhere", shortcuts: [alt("KeyG", "G")] },
  goFloor: { group: "everywhere", shortcuts: [alt("KeyJ", "J")] },
  goKnowledge: { group: "everywhere", shortcuts: [alt("KeyR", "R")] },
  goDirectory: { group: "everywhere", shortcuts: [alt("KeyC", "C")] },
  focusHelp: { group: "conversation", shortcuts: [alt("KeyP", "P")] },
  insertHelp: {
    group: "conversation",
    shortcuts: [1, 2, 3, 4, 5].map((digit) => ({
      code: `Digit${digit}`,
      alt: true,
      shift: true,
      label: `Alt+Shift+${digit}`,
    })),
  },
  goStatistics: { group: "everywhere", shortcuts: [alt("KeyK", "K")] },
  goAdmin: { group: "everywhere", shortcuts: [alt("KeyO", "O")] },
  toggleTheme: { group: "everywhere", shortcuts: [alt("KeyL", "L")] },
  toggleSound: { group: "everywhere", shortcuts: [alt("KeyN", "N")] },
  palette: {
    group: "everywhere",
    shortcuts: [
      { code: "Slash", character: true, label: "?" },
      { code: "KeyK", ctrl: true, label: "Ctrl+K" },
    ],
  },
} as const satisfies Record<string, CommandEntry>;

export type CommandId = keyof typeof keymap;
export const commandIds = Object.keys(keymap) as CommandId[];

/** Keys that work inside one place only; the sheet lists them for reading. */
export const placeKeys = [
  { id: "send", label: "Enter" },
  { id: "newLine", label: "Shift+Enter" },
  { id: "phrase", label: "/" },
  { id: "result", label: "1–6" },
  { id: "saveWrapUp", label: "Ctrl+Enter" },
] as const;

type Pressed = Pick<KeyboardEvent, "code" | "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

/** The command that a key stroke means, and which of its shortcuts it was. */
export function readKeys(event: Pressed): { id: CommandId; index: number; character: boolean } | null {
  for (const id of commandIds) {
    const shortcuts: readonly Shortcut[] = keymap[id].shortcuts;
    const index = shortcuts.findIndex((shortcut) => matches(shortcut, event));
    if (index >= 0) return { id, index, character: shortcuts[index]?.character === true };
  }
  return null;
}

function matches(shortcut: Shortcut, event: Pressed): boolean {
  const modifier = event.ctrlKey || event.metaKey;
  if (shortcut.character) return event.key === shortcut.label && !event.altKey && !modifier;
  if (event.code !== shortcut.code || event.shiftKey !== (shortcut.shift ?? false)) return false;
  return event.altKey === (shortcut.alt ?? false) && modifier === (shortcut.ctrl ?? false);
}
