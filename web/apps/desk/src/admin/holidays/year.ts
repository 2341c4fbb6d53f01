import type { HolidaySetup, PublicHoliday, Text } from "@sori/api";

/** A day on which queues close, or a public holiday on which the centre works. */
export interface Day {
  day: string;
  name: Text;
  isPublic: boolean;
  /** Whether the centre keeps something of its own about this day. */
  own: boolean;
  closed: boolean;
}

/** The days of a year in order: the country's, and the centre's own. */
export function daysOf(year: number, known: readonly PublicHoliday[], own: Record<string, HolidaySetup>): Day[] {
  const days = new Map<string, Day>();
  for (const { day, name } of known) days.set(day, { day, name, isPublic: true, own: false, closed: true });
  for (const [day, { name, closed }] of Object.entries(own)) {
    if (day.startsWith(`${year}-`)) {
      days.set(day, { day, name, isPublic: days.has(day), own: true, closed: closed ?? true });
    }
  }
  return [...days.values()].sort((one, other) => one.day.localeCompare(other.day));
}
