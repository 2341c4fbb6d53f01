import { answer, getCannedPhrases, getCounsellors, getQueues, getTopics } from "@sori/api";
import { queryOptions } from "@tanstack/react-query";

const rarelyChanges = 10 * 60_000;

export const cannedPhrasesQuery = queryOptions({
  queryKey: ["canned-phrases"],
  queryFn: ({ signal }) => answer(getCannedPhrases({ signal })),
  staleTime: rarelyChanges,
});

export const topicsQuery = queryOptions({
  queryKey: ["topics"],
  queryFn: ({ signal }) => answer(getTopics({ signal })),
  staleTime: rarelyChanges,
});

export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: ({ signal }) => answer(getQueues({ signal })),
  staleTime: rarelyChanges,
});

/** Who has room changes by the second, so it is fetched each time a transfer begins. */
export const counsellorsQuery = queryOptions({
  queryKey: ["counsellors"],
  queryFn: ({ signal }) => answer(getCounsellors({ signal })),
  staleTime: 0,
});
