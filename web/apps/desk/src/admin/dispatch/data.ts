import {
  answer,
  type CheckedRules,
  checkDispatchRules,
  type DispatchChangePage,
  getDispatchChanges,
  getDispatchRules,
  getLearnedDispatch,
  keepDispatchRules,
  type Learned,
  type LearningSetting,
  type ReadRules,
  type RulesShown,
  readDispatchFile,
  setLearnedDispatch,
  type TriedCase,
  type TriedDispatch,
  tryDispatchRules,
  type WrittenRule,
} from "@sori/api";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

export const rulesQuery = queryOptions({
  queryKey: ["dispatch", "rules"],
  queryFn: ({ signal }): Promise<RulesShown> => answer(getDispatchRules({ signal })),
  // Colleagues change them too.
  refetchInterval: 20_000,
});

/** What is wrong with a draft, and what it would have done with the last cases. */
export const checkQuery = (rules: WrittenRule[]) =>
  queryOptions({
    queryKey: ["dispatch", "check", rules],
    queryFn: ({ signal }): Promise<CheckedRules> => answer(checkDispatchRules({ body: { rules }, signal })),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });

export const changesQuery = infiniteQueryOptions({
  queryKey: ["dispatch", "changes"],
  queryFn: ({ pageParam, signal }): Promise<DispatchChangePage> =>
    answer(getDispatchChanges({ query: pageParam === null ? {} : { before: pageParam }, signal })),
  initialPageParam: null as number | null,
  getNextPageParam: (page) => page.next_before ?? null,
});

export const learnedQuery = queryOptions({
  queryKey: ["dispatch", "learned"],
  queryFn: ({ signal }): Promise<Learned> => answer(getLearnedDispatch({ signal })),
});

/** Keeps rules in place of those that were looked at: the server refuses it where somebody else was quicker. */
export function useKeep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ rules, note, change }: { rules: WrittenRule[]; note: string; change: number }) =>
      answer(keepDispatchRules({ body: { rules, note }, headers: { "If-Match": `"${change}"` } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["dispatch"] }),
  });
}

export const useTry = () =>
  useMutation({ mutationFn: (body: TriedCase): Promise<TriedDispatch> => answer(tryDispatchRules({ body })) });

export const useReadFile = () =>
  useMutation({ mutationFn: (text: string): Promise<ReadRules> => answer(readDispatchFile({ body: { text } })) });

export function useSetLearned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: LearningSetting): Promise<Learned> => answer(setLearnedDispatch({ body })),
    onSuccess: (learned) => client.setQueryData(learnedQuery.queryKey, learned),
  });
}
