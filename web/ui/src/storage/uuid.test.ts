import { afterEach, expect, test, vi } from "vitest";
import { uuid } from "./uuid";

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

afterEach(() => vi.unstubAllGlobals());

test("a key is a version 4 UUID", () => {
  expect(uuid()).toMatch(VERSION_4);
});

test("a key is a version 4 UUID where the browser offers no randomUUID", () => {
  const real = globalThis.crypto;
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => real.getRandomValues(bytes) });
  const keys = new Set(Array.from({ length: 50 }, uuid));
  expect(keys.size).toBe(50);
  for (const key of keys) expect(key).toMatch(VERSION_4);
});
