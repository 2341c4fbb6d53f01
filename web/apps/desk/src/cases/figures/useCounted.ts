import type { CaseDimension, CaseFigureChoices } from "@sori/api";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { daysLater } from "../../data/statistics";
import type { CasesCounted } from "./data";

const route = getRouteApi("/staff/cases/figures");
const DAYS = 30;

/** What the address asks for; where it names no days, the thirty to the last on which a case was received. */
export function useCounted(choices: CaseFigureChoices): {
  by: CaseDimension;
  counted: CasesCounted & { from: string; to: string };
} {
  const search = route.useSearch();
  const { by = "type" } = search;
  const counted = useMemo(() => {
    const { by: _by, figure: _figure, row: _row, map: _map, size: _size, ...asked } = search;
    const to = asked.to ?? choices.last_day ?? choices.today;
    return { ...asked, from: asked.from ?? daysLater(to, 1 - DAYS), to };
  }, [search, choices]);
  return { by, counted };
}
