import {
  answer,
  type ChangePage,
  changeSetup,
  checkSetup,
  type Edit,
  type FaultShown,
  type FileRead,
  getPublicHolidays,
  getSetup,
  getSetupChanges,
  readSetupFile,
  type SetupShown,
  setPassword,
  undoSetupChange,
} from "@sori/api";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }): Promise<SetupShown> => answer(getSetup({ signal })),
  // Colleagues change it too, and what was scheduled comes into force by itself.
  refetchInterval: 20_000,
});

/** What would be wrong with the whole after these edits, at a moment or (null) now. */
export const checkQuery = (edits: readonly Edit[], effectiveAt: string | null) =>
  queryOptions({
    queryKey: ["setup-check", edits, effectiveAt],
    queryFn: ({ signal }): Promise<FaultShown[]> =>
      answer(checkSetup({ body: { edits: [...edits], effective_at: effectiveAt }, signal })),
    enabled: edits.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });

export const changesQuery = infiniteQueryOptions({
  queryKey: ["setup-changes"],
  queryFn: ({ pageParam, signal }): Promise<ChangePage> =>
    answer(getSetupChanges({ query: pageParam === null ? {} : { before: pageParam }, signal })),
  initialPageParam: null as number | null,
  getNextPageParam: (page) => page.next_before ?? null,
  refetchInterval: 20_000,
});

export const publicHolidaysQuery = (year: number, country: string) =>
  queryOptions({
    queryKey: ["public-holidays", year, country],
    queryFn: ({ signal }) => answer(getPublicHolidays({ query: { year, country }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: country !== "",
  });

function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  // What other pages know of the centre by name comes anew too.
  const touched = [
    "setup",
    "setup-check",
    "setup-changes",
    "emergency",
    "queues",
    "topics",
    "canned-phrases",
    "citizen-menu",
  ];
  return () => Promise.all(touched.map((name) => client.invalidateQueries({ queryKey: [name] })));
}

export function useApply() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: { edits: readonly Edit[]; note: string; effectiveAt: string | null }) =>
      answer(changeSetup({ body: { edits: [...change.edits], note: change.note, effective_at: change.effectiveAt } })),
    onSettled: refresh,
  });
}

export function useUndo() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: number) => answer(undoSetupChange({ path: { change_id: id } })),
    onSettled: refresh,
  });
}

export function useReadFile() {
  return useMutation({
    mutationFn: (text: string): Promise<FileRead> => answer(readSetupFile({ body: { text } })),
  });
}

export function useSetPassword() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ login, password }: { login: string; password: string }) =>
      answer(setPassword({ path: { login }, body: { password } })),
    onSuccess: refresh,
  });
}
