/** What became of one attempt: `again` is worth another try, `refused` is not. */
export type Attempt = { outcome: "sent" } | { outcome: "again" } | { outcome: "refused"; reason: string };

/** Whether a status may pass by itself: no answer (0), a log-in that ended, too many requests, a server in trouble. */
export function mayPass(status: number): boolean {
  return status < 400 || status >= 500 || [401, 408, 425, 429].includes(status);
}
