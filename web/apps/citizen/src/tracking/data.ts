import {
  answer,
  answerCaseQuestion,
  deleteCaseNotices,
  followCase,
  getTrackedCase,
  putCaseNotices,
  rateCase,
  reopenCase,
  type TrackedCase,
  withdrawCase,
} from "@sori/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "../conversation/store";

export const trackedQuery = (token: string) =>
  queryOptions({
    queryKey: ["tracked", token],
    queryFn: ({ signal }) => answer(getTrackedCase({ path: { token }, signal })),
    refetchInterval: 60_000,
  });

/** A link to follow a case that somebody else reported. */
export const followReport = (number: string) => answer(followCase({ body: { number } }));

/** What a citizen does on the page of their case; each gives the case as it is afterwards. */
export const steps = {
  answer: (token: string, text: string) => answer(answerCaseQuestion({ path: { token }, body: { text } })),
  reopen: (token: string, text: string) => answer(reopenCase({ path: { token }, body: { text } })),
  withdraw: (token: string) => answer(withdrawCase({ path: { token } })),
  tell: (token: string, to: string) => answer(putCaseNotices({ path: { token }, body: { to } })),
  tellNoMore: (token: string) => answer(deleteCaseNotices({ path: { token } })),
  rate: (token: string, rating: number, text: string) => answer(rateCase({ path: { token }, body: { rating, text } })),
};

export function keepTracked(token: string, now: TrackedCase): void {
  queryClient.setQueryData(trackedQuery(token).queryKey, now);
}

/** What everybody may see of a photo that was reported. */
export const publicPhotoUrl = (id: number) => `/api/public/photos/${id}`;

export const resultPhotoUrl = (token: string, id: number) => `/api/case-links/${token}/photos/${id}`;
