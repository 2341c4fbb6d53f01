import {
  answer,
  type BookableDay,
  type BookablePage,
  callBookingOff,
  findBooking,
  getBookable,
  listBookables,
  offerBookable,
  putTimeOn,
  takeTimeOff,
} from "@sori/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { queries } from "../data/queries";

// Each look at bookings is in the audit log: nothing is fetched again unasked.
const whenAsked = { refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

export const bookablesQuery = (words: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["bookings", "services", words ?? ""],
    queryFn: ({ pageParam, signal }): Promise<BookablePage> =>
      answer(listBookables({ query: { first: pageParam, ...(words && { words }) }, signal })),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next_first ?? null,
    placeholderData: keepPreviousData,
  });

export const bookableQuery = (id: number, day: string | undefined) =>
  queryOptions({
    queryKey: ["bookings", "day", id, day ?? ""],
    queryFn: ({ signal }): Promise<BookableDay> =>
      answer(getBookable({ path: { service_id: id }, query: { ...(day && { day }) }, signal })),
    placeholderData: keepPreviousData,
    ...whenAsked,
  });

const refresh = () => queries.invalidateQueries({ queryKey: ["bookings"] });

/** Which service and day the booking of a number is of. */
export const useFind = () =>
  useMutation({ mutationFn: (number: number) => answer(findBooking({ query: { number } })) });

export const useCallOff = () =>
  useMutation({
    mutationFn: ({ id, because }: { id: number; because: string }) =>
      answer(callBookingOff({ path: { booking_id: id }, body: { because } })),
    onSettled: refresh,
  });

export const useTakeOff = (id: number) =>
  useMutation({
    mutationFn: (body: { starts_at: string; because: string }) =>
      answer(takeTimeOff({ path: { service_id: id }, body })),
    onSettled: refresh,
  });

export const usePutOn = (id: number) =>
  useMutation({
    mutationFn: (startsAt: string) => answer(putTimeOn({ path: { service_id: id }, body: { starts_at: startsAt } })),
    onSettled: refresh,
  });

export const useOffer = (id: number) =>
  useMutation({
    mutationFn: (offered: boolean) => answer(offerBookable({ path: { service_id: id }, body: { offered } })),
    onSettled: refresh,
  });
