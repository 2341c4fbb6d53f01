import type { Box, OfficeView } from "@sori/api";

/** What of the desk stands in the address. */
export interface OfficeSearch {
  view?: OfficeView;
  type?: string;
  /** Which part of the map is listed: four degrees, or what has no place; left out: all. */
  where?: string;
}

export const NOWHERE = "none";
export const views = ["open", "to_accept", "near", "overdue", "stopped", "undispatched", "finished"] as const;
export const isView = (value: unknown): value is OfficeView => views.some((one) => one === value);

/** A box as the server is asked for it: what lies beyond the world is left out, and degrees are told to a metre. */
export function whereOf({ west, south, east, north }: Box): string {
  const within = (degrees: number, most: number) => Math.max(-most, Math.min(most, degrees));
  return [within(west, 180), within(south, 90), within(east, 180), within(north, 90)]
    .map((degrees) => degrees.toFixed(6))
    .join(",");
}
