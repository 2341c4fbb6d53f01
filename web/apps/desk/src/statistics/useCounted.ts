import type { Choices, Dimension } from "@sori/api";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Counted } from "../data/statistics";

const route = getRouteApi("/staff/stats");

/** What the address asks for; where it names no days, the city's today. */
export function useCounted(choices: Choices): { by: Dimension; counted: Counted & { from: string; to: string } } {
  const search = route.useSearch();
  const { by = "channel" } = search;
  const counted = useMemo(() => {
    const { by: _by, figure: _figure, row: _row, periods: _periods, ...asked } = search;
    return { ...asked, from: asked.from ?? asked.to ?? choices.today, to: asked.to ?? choices.today };
  }, [search, choices.today]);
  return { by, counted };
}
