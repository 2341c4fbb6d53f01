import { answer, type ContactPage, type Floor, getContactsBehind, getFloor } from "@sori/api";
import { setServerTime } from "@sori/ui";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export const floorFigures = ["waiting", "talking", "inbound", "answered", "abandoned", "within_target"] as const;
export type FloorFigure = (typeof floorFigures)[number];
export const isFloorFigure = (value: unknown): value is FloorFigure => floorFigures.includes(value as FloorFigure);

export const floorSpans = ["day", "hour", "same_hour_of_days", "same_hour_of_weeks"] as const;
export type FloorSpan = (typeof floorSpans)[number];
export const isFloorSpan = (value: unknown): value is FloorSpan => floorSpans.includes(value as FloorSpan);

export const floorQuery = queryOptions({
  queryKey: ["floor"],
  queryFn: async ({ signal }): Promise<Floor> => {
    const floor = await answer(getFloor({ signal }));
    setServerTime(floor.now);
    return floor;
  },
  // The stream brings a snapshot each second.
  staleTime: Number.POSITIVE_INFINITY,
});

export interface Records {
  queue?: number | undefined;
  counsellor?: number | undefined;
  figure: FloorFigure;
  span?: FloorSpan | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

export const recordsQuery = ({ queue, counsellor, figure, span, since, until }: Records) =>
  infiniteQueryOptions({
    queryKey: ["floor-contacts", queue ?? null, counsellor ?? null, figure, span ?? null, since ?? null, until ?? null],
    queryFn: ({ pageParam, signal }): Promise<ContactPage> =>
      answer(
        getContactsBehind({
          query: {
            figure,
            ...(queue === undefined ? {} : { queue_id: queue }),
            ...(counsellor === undefined ? {} : { counsellor_id: counsellor }),
            ...(span === undefined ? {} : { span }),
            ...(since === undefined ? {} : { since }),
            ...(until === undefined ? {} : { until }),
            ...(pageParam === null ? {} : { before: pageParam }),
          },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
  });
