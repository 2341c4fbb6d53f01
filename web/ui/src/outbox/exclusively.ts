/** Runs something in one tab at a time. */
export type Exclusively = <T>(name: string, run: () => Promise<T>) => Promise<T>;

const LONGEST_WAIT = 30_000;

/**
 * With Web Locks, which browsers offer on https and localhost; elsewhere it just runs. A phone may freeze a tab that
 * holds the lock, so no tab waits for ever: the server takes each `client_key` once, whoever sends it.
 */
export const exclusively: Exclusively = async (name, run) => {
  const locks = typeof navigator === "undefined" ? undefined : (navigator.locks as LockManager | undefined);
  if (!locks) return run();
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), LONGEST_WAIT);
  let begun = false;
  try {
    return await locks.request(name, { signal: waiting.signal }, () => {
      begun = true;
      clearTimeout(timer);
      return run();
    });
  } catch (error) {
    if (begun) throw error;
    return run();
  } finally {
    clearTimeout(timer);
  }
};
