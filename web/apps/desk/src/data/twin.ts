import {
  answer,
  getKeptScenario,
  getModelCity,
  getTwinDay,
  type KeptScenario,
  keepScenario,
  listKeptScenarios,
  playScenario,
  removeKeptScenario,
  type Scenario,
  type TwinFigures,
} from "@sori/api";
import { minuteText } from "@sori/ui";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

/** What the address says: a kept scenario, or a day of the centre; neither is the model city's day. */
export interface TwinSearch {
  scenario?: number;
  day?: string;
}

export const measures = ["answer_rate", "service_level", "mean_wait_s", "occupancy", "calls", "answered"] as const;
export type Measure = (typeof measures)[number];

/** Few, so that an answer comes within a second or two; the same callers in each run make it comparable all the same. */
export const REPLICATIONS = 4;

export const twinSearch = (search: Record<string, unknown>): TwinSearch => ({
  ...(Number.isInteger(search.scenario) ? { scenario: search.scenario as number } : {}),
  ...(typeof search.day === "string" ? { day: search.day } : {}),
});

export const scenarioQuery = ({ scenario, day }: TwinSearch) =>
  queryOptions({
    queryKey: ["twin", "scenario", scenario ?? null, day ?? null],
    queryFn: async ({ signal }): Promise<Scenario> => {
      if (scenario !== undefined) {
        return (await answer(getKeptScenario({ path: { scenario_id: scenario }, signal }))).scenario;
      }
      return day === undefined ? answer(getModelCity({ signal })) : answer(getTwinDay({ path: { day }, signal }));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export const keptQuery = queryOptions({
  queryKey: ["twin", "kept"],
  queryFn: ({ signal }): Promise<KeptScenario[]> => answer(listKeptScenarios({ signal })),
});

export const playQuery = (scenario: Scenario) =>
  queryOptions({
    queryKey: ["twin", "play", scenario],
    queryFn: ({ signal }): Promise<TwinFigures> =>
      answer(playScenario({ body: { ...scenario, replications: REPLICATIONS }, signal })),
    // The same scenario gives the same figures.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

export const keep = (scenario: Scenario) => answer(keepScenario({ body: scenario }));
export const remove = (id: number) => answer(removeKeptScenario({ path: { scenario_id: id } }));

/** The same scenario with other people at their desks in one interval of one group. */
export function withPeople(scenario: Scenario, group: number, interval: number, people: number): Scenario {
  const at_desk = (desks: number[]) => desks.map((before, number) => (number === interval ? people : before));
  return {
    ...scenario,
    people: scenario.people.map((one, number) => (number === group ? { ...one, at_desk: at_desk(one.at_desk) } : one)),
  };
}

/** When each interval begins, as a clock shows it. */
export function clocks(scenario: Scenario): string[] {
  const [hour = 0, minute = 0] = scenario.from.split(":").map(Number);
  const width = scenario.interval_min ?? 30;
  return (scenario.topics[0]?.calls ?? []).map((_, number) => {
    return minuteText(hour * 60 + minute + number * width);
  });
}
