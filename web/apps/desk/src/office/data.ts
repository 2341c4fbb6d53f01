import {
  type Attachment,
  acceptCase,
  addReply,
  answer,
  askAboutCase,
  type BulkRefusal,
  type CaseMove,
  closeCaseAsRepeated,
  completeCase,
  dispatchCase,
  extendCase,
  getAlikeCases,
  getOfficeDesk,
  getOfficeMap,
  getReplies,
  type ManyMove,
  mergeCase,
  moveManyCases,
  type OfficeDesk,
  type OfficeMap,
  rejectCase,
  removeReply,
  returnCase,
  separateCase,
  startCase,
  tellAboutCase,
  transferCase,
  uploadFile,
} from "@sori/api";
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { sayProblem } from "../app/say";
import { queries } from "../data/queries";
import { currentLanguage } from "../i18n/language";
import type { OfficeSearch } from "./address";

// Each look is in the audit log: a desk is looked at again once a minute, since time alone makes cases late.
export const officeQuery = (search: OfficeSearch) =>
  queryOptions({
    queryKey: ["office", "desk", search],
    queryFn: ({ signal }): Promise<OfficeDesk> => answer(getOfficeDesk({ query: search, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    refetchOnWindowFocus: false,
  });

/** What is seen of the map: the part itself, the part that is asked for, which is somewhat more, and how near. */
export interface Seen {
  visible: string;
  where: string;
  zoom: number;
}

// The map shows the whole desk, whatever part of it is listed. Until what is asked for comes, what was there stays.
export const officeMapQuery = ({ view, type }: OfficeSearch, seen: Seen | null) => {
  const query = { ...(view && { view }), ...(type && { type }), where: seen?.where ?? "", zoom: seen?.zoom ?? 0 };
  return queryOptions({
    queryKey: ["office", "map", query],
    queryFn: ({ signal }): Promise<OfficeMap> => answer(getOfficeMap({ query, signal })),
    enabled: seen !== null,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    refetchOnWindowFocus: false,
  });
};

export const repliesQuery = queryOptions({
  queryKey: ["office", "replies"],
  queryFn: ({ signal }) => answer(getReplies({ signal })),
});

/** The moves that somebody of the staff makes; the others are the citizen's, or come of themselves. */
export const staffMoves = [
  "dispatched",
  "accepted",
  "started",
  "transferred",
  "returned",
  "asked",
  "completed",
  "rejected",
  "extended",
  "noticed",
  "closed_as_repeated",
] as const satisfies readonly CaseMove[];
export type StaffMove = (typeof staffMoves)[number];

/** What is filled in for a move; each needs only some of it. */
export interface Filled {
  text: string;
  remedy: string;
  departmentId: number | null;
  amount: number;
  consented: boolean;
  photoIds: number[];
}

/** Makes one move of a case, by the route that is the move's own. */
export function makeMove(id: number, move: StaffMove, filled: Filled): Promise<unknown> {
  const path = { case_id: id };
  const { text } = filled;
  const goal = { department_id: filled.departmentId ?? 0, text };
  switch (move) {
    case "accepted":
      return answer(acceptCase({ path }));
    case "started":
      return answer(startCase({ path }));
    case "dispatched":
      return answer(dispatchCase({ path, body: goal }));
    case "transferred":
      return answer(transferCase({ path, body: goal }));
    case "returned":
      return answer(returnCase({ path, body: { text } }));
    case "asked":
      return answer(askAboutCase({ path, body: { text } }));
    case "noticed":
      return answer(tellAboutCase({ path, body: { text } }));
    case "completed":
      return answer(completeCase({ path, body: { text, photo_ids: filled.photoIds } }));
    case "rejected":
      return answer(rejectCase({ path, body: { reason: text, remedy: filled.remedy } }));
    case "extended": {
      const { amount, consented } = filled;
      return answer(extendCase({ path, body: { amount, reason: text, consented } }));
    }
    case "closed_as_repeated":
      return answer(closeCaseAsRepeated({ path, body: { text } }));
  }
}

export async function refreshCases(): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["office"] }),
    queries.invalidateQueries({ queryKey: ["cases"] }),
  ]);
}

export const useMove = (id: number) =>
  useMutation({
    mutationFn: ({ move, filled }: { move: StaffMove; filled: Filled }) => makeMove(id, move, filled),
    onSuccess: refreshCases,
  });

// Each look is in the audit log: only what changes cases has it be looked at again.
export const alikeQuery = (id: number) =>
  queryOptions({
    queryKey: ["office", "alike", id],
    queryFn: ({ signal }) => answer(getAlikeCases({ path: { case_id: id }, signal })),
    refetchOnWindowFocus: false,
  });

/** Has a case be dealt with together with the one of this number. */
export const useMerge = (id: number) =>
  useMutation({
    mutationFn: (number: string) => answer(mergeCase({ path: { case_id: id }, body: { number } })),
    onSuccess: refreshCases,
  });

export const useSeparate = () =>
  useMutation({
    mutationFn: (id: number) => answer(separateCase({ path: { case_id: id } })),
    onSuccess: refreshCases,
    onError: sayProblem,
  });

export interface ManyMoved {
  caseIds: number[];
  move: ManyMove;
  text: string;
  departmentId: number | null;
}

export const useMoveMany = () =>
  useMutation({
    mutationFn: ({ caseIds, move, text, departmentId }: ManyMoved): Promise<BulkRefusal[]> =>
      answer(moveManyCases({ body: { case_ids: caseIds, move, text, department_id: departmentId } })),
    onSuccess: refreshCases,
  });

const refreshReplies = () => queries.invalidateQueries({ queryKey: repliesQuery.queryKey });

export const useAddReply = () =>
  useMutation({
    mutationFn: (body: { department_id: number; title: string; body: string }) => answer(addReply({ body })),
    onSuccess: refreshReplies,
    onError: sayProblem,
  });

export const useRemoveReply = () =>
  useMutation({
    mutationFn: (id: number) => answer(removeReply({ path: { reply_id: id } })),
    onSuccess: refreshReplies,
    onError: sayProblem,
  });

export const uploadResultPhoto = (id: number, file: File): Promise<Attachment> =>
  uploadFile({ url: `/api/office/cases/${id}/photos`, file, language: currentLanguage() });

export const resultPhotoUrl = (caseId: number, photoId: number) => `/api/office/cases/${caseId}/photos/${photoId}`;
