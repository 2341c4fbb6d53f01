import {
  answer,
  type CasePage,
  type CaseShown,
  getCase,
  getCaseTypes,
  listCases,
  type PublicCopy,
  putPublicPhoto,
} from "@sori/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";

import { queries } from "../data/queries";

/** What of the list stands in the address. */
export interface CasesSearch {
  type?: string;
  number?: string;
}

// Each look is in the audit log: nothing is fetched again unasked.
const whenAsked = { refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

export const casesQuery = (search: CasesSearch) =>
  infiniteQueryOptions({
    queryKey: ["cases", "list", search],
    queryFn: ({ pageParam, signal }): Promise<CasePage> =>
      answer(listCases({ query: { ...search, ...(pageParam !== null && { before: pageParam }) }, signal })),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
    placeholderData: keepPreviousData,
    ...whenAsked,
  });

export const caseQuery = (id: number) =>
  queryOptions({
    queryKey: ["cases", "one", id],
    queryFn: ({ signal }): Promise<CaseShown> => answer(getCase({ path: { case_id: id }, signal })),
    ...whenAsked,
  });

export const caseTypesQuery = queryOptions({
  queryKey: ["cases", "types"],
  queryFn: ({ signal }) => answer(getCaseTypes({ signal })),
  staleTime: 10 * 60_000,
});

export const photoUrl = (caseId: number, photoId: number) => `/api/cases/${caseId}/photos/${photoId}`;

/** Says what is covered in a photo, and whether everybody may see it so. */
export const useDecide = (caseId: number, photoId: number) =>
  useMutation({
    mutationFn: (decision: PublicCopy) =>
      answer(putPublicPhoto({ path: { case_id: caseId, photo_id: photoId }, body: decision })),
    onSuccess: () => queries.invalidateQueries({ queryKey: caseQuery(caseId).queryKey }),
  });
