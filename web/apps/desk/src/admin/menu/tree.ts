import type { MenuSetup } from "@sori/api";

export type Menu = Readonly<Record<string, MenuSetup>>;
/** What shall become of entries: as they shall be, or null for those that go. */
export type MenuEdits = Record<string, MenuSetup | null>;

const DEEPEST = 3;

/** The entries right below a key ("" for the first level), in their order. */
export function below(menu: Menu, key: string): string[] {
  return Object.keys(menu)
    .filter((one) => one.length === key.length + 1 && one.startsWith(key))
    .sort((one, other) => (menu[one]?.position ?? 0) - (menu[other]?.position ?? 0) || one.localeCompare(other));
}

/** Every entry with what lies below it, as they are read. */
export function inOrder(menu: Menu, key = ""): string[] {
  return below(menu, key).flatMap((one) => [one, ...inOrder(menu, one)]);
}

/** The keys that are free right below a key; none where the menu is deep enough. */
export function freeKeys(menu: Menu, above: string): string[] {
  if (above.length >= DEEPEST) return [];
  return [..."1234567890"].map((digit) => above + digit).filter((key) => !(key in menu));
}

/** An entry one place up (-1) or down (1) among those of its level. */
export function moved(menu: Menu, key: string, by: -1 | 1): MenuEdits {
  const siblings = below(menu, key.slice(0, -1));
  const [from, to] = [siblings.indexOf(key), siblings.indexOf(key) + by];
  const other = siblings[to];
  if (other === undefined) return {};
  siblings[from] = other;
  siblings[to] = key;
  return placed(menu, siblings);
}

function placed(menu: Menu, siblings: readonly string[]): MenuEdits {
  const first = Math.min(...siblings.map((one) => menu[one]?.position ?? 0));
  return Object.fromEntries(
    siblings.flatMap((one, number) => {
      const entry = menu[one];
      return entry && entry.position !== first + number ? [[one, { ...entry, position: first + number }]] : [];
    }),
  );
}

/** A new entry as the last of its level; an entry that leads to others no longer leads to a queue. */
export function added(menu: Menu, key: string, entry: Omit<MenuSetup, "position">): MenuEdits {
  const siblings = below(menu, key.slice(0, -1));
  const position = 1 + Math.max(-1, ...siblings.map((one) => menu[one]?.position ?? 0));
  const above = menu[key.slice(0, -1)];
  return {
    [key]: { ...entry, position },
    ...(above?.queue ? { [key.slice(0, -1)]: { ...above, queue: null } } : {}),
  };
}

/** An entry and all below it gone. */
export function removed(menu: Menu, key: string): MenuEdits {
  return Object.fromEntries(
    Object.keys(menu)
      .filter((one) => one.startsWith(key))
      .map((one) => [one, null]),
  );
}

/** An entry, with all below it, under another key. */
export function rekeyed(menu: Menu, from: string, to: string): MenuEdits {
  return Object.fromEntries(
    Object.entries(menu).flatMap(([key, entry]): [string, MenuSetup | null][] =>
      key.startsWith(from)
        ? [
            [key, null],
            [to + key.slice(from.length), entry],
          ]
        : [],
    ),
  );
}
