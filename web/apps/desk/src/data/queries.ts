import { isProblem, Problem } from "@sori/api";
import { MutationCache, notifyManager, QueryCache, QueryClient } from "@tanstack/react-query";

// What has come is shown at once: the timer by which changes are told otherwise costs a message some milliseconds.
notifyManager.setScheduler(queueMicrotask);

/** A session that ended (expired, or logged out in another tab) shows itself as a 401 on any call. */
function noticeEnd(error: unknown): void {
  if (isProblem(error, 401)) queries.setQueryData(["session"], null);
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refuses once it refuses again; only a missing or broken answer is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status > 0 && error.status < 500),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/** The server's words for a failure, or an empty text when no answer came. */
export function problemDetail(error: unknown): string {
  return isProblem(error) ? error.detail || error.title : "";
}
