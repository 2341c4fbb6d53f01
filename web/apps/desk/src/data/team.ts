import {
  acknowledgeAlert,
  answer,
  type DayChart,
  type Disposition,
  declineBreak,
  dismissNote,
  endRest,
  endTakenContact,
  getBreakPlan,
  getDayChart,
  getPeopleSkills,
  getPostedNotes,
  getShift,
  getWhispers,
  giveRest,
  type MoveOrder,
  markWhispersRead,
  movePeople,
  postNote,
  previewMove,
  returnContact,
  sendWhisper,
  suggestBreak,
  takeOverContact,
  undoMove,
  withdrawBreak,
  withdrawNote,
  wrapUpTakenContact,
} from "@sori/api";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { sayProblem } from "../app/say";

/** What a counsellor is told beside the desk. Hints make it live; the rest is for what a lost hint would have told. */
export const shiftQuery = queryOptions({
  queryKey: ["shift"],
  queryFn: ({ signal }) => answer(getShift({ signal })),
  refetchInterval: 30_000,
});

export const whispersQuery = (id: number) =>
  queryOptions({
    queryKey: ["contact", id, "whispers"],
    queryFn: ({ signal }) => answer(getWhispers({ path: { contact_id: id }, signal })),
  });

export const breakPlanQuery = queryOptions({
  queryKey: ["floor-work", "breaks"],
  queryFn: ({ signal }) => answer(getBreakPlan({ signal })),
  refetchInterval: 5_000,
});

export const notesQuery = queryOptions({
  queryKey: ["floor-work", "notes"],
  queryFn: ({ signal }) => answer(getPostedNotes({ signal })),
  refetchInterval: 5_000,
});

export const peopleQuery = queryOptions({
  queryKey: ["floor-work", "people"],
  queryFn: ({ signal }) => answer(getPeopleSkills({ signal })),
  staleTime: 0,
});

export const previewQuery = (order: MoveOrder) =>
  queryOptions({
    queryKey: ["floor-work", "preview", order],
    queryFn: ({ signal }) => answer(previewMove({ body: order, signal })),
    placeholderData: (before) => before,
  });

export type Minutes = 15 | 30 | 60;

export const chartQuery = (queue: number | undefined, minutes: Minutes, other: string | undefined) =>
  queryOptions({
    queryKey: ["floor-work", "chart", queue ?? null, minutes, other ?? null],
    queryFn: ({ signal }): Promise<DayChart> =>
      answer(
        getDayChart({
          query: {
            minutes,
            ...(queue === undefined ? {} : { queue_id: queue }),
            ...(other === undefined ? {} : { other }),
          },
          signal,
        }),
      ),
    refetchInterval: 30_000,
    placeholderData: (before) => before,
  });

/** Something done on the floor: what it changes is fetched again, and a refusal is told in the server's words. */
function useFloorWork<Input, Output>(work: (input: Input) => Promise<Output>, keys: readonly string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onError: sayProblem,
    onSettled: () => Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

const path = (id: number) => ({ path: { contact_id: id } });
const staff = (id: number) => ({ path: { staff_id: id } });

export const useAcknowledge = () =>
  useFloorWork((id: number) => answer(acknowledgeAlert({ path: { alert_id: id } })), ["floor"]);
export const useMove = () => useFloorWork((order: MoveOrder) => answer(movePeople({ body: order })), ["floor-work"]);
export const useUndoMove = () =>
  useFloorWork((id: number) => answer(undoMove({ path: { move_id: id } })), ["floor-work"]);
export const useSuggestBreak = () => useFloorWork((id: number) => answer(suggestBreak(staff(id))), ["floor-work"]);
export const useWithdrawBreak = () => useFloorWork((id: number) => answer(withdrawBreak(staff(id))), ["floor-work"]);
export const useGiveRest = () =>
  useFloorWork(
    ({ id, minutes, reason }: { id: number; minutes: number; reason: string }) =>
      answer(giveRest({ ...staff(id), body: { minutes, reason } })),
    ["floor-work"],
  );
export const useEndRest = () => useFloorWork((id: number) => answer(endRest(staff(id))), ["floor-work"]);
export const usePostNote = () =>
  useFloorWork((note: { body: string; until: string }) => answer(postNote({ body: note })), ["floor-work"]);
export const useWithdrawNote = () =>
  useFloorWork((id: number) => answer(withdrawNote({ path: { note_id: id } })), ["floor-work"]);

export const useTakeOver = () => useFloorWork((id: number) => answer(takeOverContact(path(id))), ["contact"]);
export const useReturn = () => useFloorWork((id: number) => answer(returnContact(path(id))), ["contact", "desk"]);
export const useEndTaken = () => useFloorWork((id: number) => answer(endTakenContact(path(id))), ["contact"]);
export const useWrapUpTaken = (id: number) =>
  useFloorWork(
    (disposition: Disposition) => answer(wrapUpTakenContact({ ...path(id), body: disposition })),
    ["contact"],
  );
export const useWhisper = (id: number) =>
  useFloorWork(
    (whisper: { body: string; client_key: string }) => answer(sendWhisper({ ...path(id), body: whisper })),
    ["contact"],
  );

export const useDismissNote = () =>
  useFloorWork((id: number) => answer(dismissNote({ path: { note_id: id } })), ["shift"]);
export const useDeclineBreak = () => useFloorWork((_: undefined) => answer(declineBreak()), ["shift"]);
export const postWhispersRead = (id: number) => answer(markWhispersRead(path(id)));
