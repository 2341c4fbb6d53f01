import type { OfficeView } from "@sori/api";

/** What of the desk stands in the address. */
export interface OfficeSearch {
  view?: OfficeView;
  type?: string;
}

export const views = ["open", "to_accept", "near", "overdue", "stopped", "undispatched", "finished"] as const;
export const isView = (value: unknown): value is OfficeView => views.some((one) => one === value);
