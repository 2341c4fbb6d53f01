import { afterEach, expect, it, vi } from "vitest";
import { exclusively } from "./exclusively";

type Granted = () => Promise<unknown>;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("runs under the lock of that name", async () => {
  const request = vi.fn((_name: string, _options: object, granted: Granted) => granted());
  vi.stubGlobal("navigator", { locks: { request } });
  expect(await exclusively("a", async () => 1)).toBe(1);
  expect(request.mock.calls[0]?.[0]).toBe("a");
});

it("runs all the same where the browser has no locks", async () => {
  vi.stubGlobal("navigator", {});
  expect(await exclusively("a", async () => 1)).toBe(1);
});

it("does not wait for ever for a tab that never lets go", async () => {
  vi.useFakeTimers();
  const request = (_name: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  vi.stubGlobal("navigator", { locks: { request } });
  const result = exclusively("a", async () => 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await result).toBe(1);
});

it("runs once, also when what it ran fails", async () => {
  vi.stubGlobal("navigator", { locks: { request: (_name: string, _options: object, granted: Granted) => granted() } });
  const run = vi.fn(async () => {
    throw new Error("no");
  });
  await expect(exclusively("a", run)).rejects.toThrow("no");
  expect(run).toHaveBeenCalledTimes(1);
});
