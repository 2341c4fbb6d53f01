/**
 * What this device remembers between visits. Each thing has a key of its own, so that two tabs writing
 * at once cannot overwrite each other. Where the browser forbids storage or it is full, memory takes over
 * until the page closes.
 */
export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(prefix: string): string[];
}

export function openShelf(storage: Storage | null): Shelf {
  const memory = new Map<string, string>();

  function stored<T>(use: (storage: Storage) => T, otherwise: T): T {
    if (!storage) return otherwise;
    try {
      return use(storage);
    } catch {
      return otherwise;
    }
  }

  return {
    get: (key) => memory.get(key) ?? stored((s) => s.getItem(key), null),
    set(key, value) {
      const kept = stored((s) => {
        s.setItem(key, value);
        return true;
      }, false);
      if (kept) memory.delete(key);
      else memory.set(key, value);
    },
    remove(key) {
      memory.delete(key);
      stored((s) => s.removeItem(key), undefined);
    },
    keys(prefix) {
      const found = new Set(memory.keys());
      stored((s) => {
        for (let index = 0; index < s.length; index += 1) {
          const key = s.key(index);
          if (key !== null) found.add(key);
        }
      }, undefined);
      return [...found].filter((key) => key.startsWith(prefix));
    },
  };
}

function deviceStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export const shelf = openShelf(deviceStorage());
