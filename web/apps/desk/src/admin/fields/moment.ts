import { cityZone } from "@sori/api";

/** The picker's words for a moment, as the city's clocks show it: "2026-11-24 09:30:00". */
export function cityClock(iso: string, zone = cityZone()): string {
  const at = Date.parse(iso);
  return new Date(at + offset(at, zone)).toISOString().slice(0, 19).replace("T", " ");
}

/** The moment at which the city's clocks show this. */
export function momentOf(clock: string, zone = cityZone()): string {
  const shown = Date.parse(`${clock.replace(" ", "T")}Z`);
  // The offset may be another at the moment itself than at the number taken for UTC: look twice.
  const near = shown - offset(shown, zone);
  return `${new Date(shown - offset(near, zone)).toISOString().slice(0, 19)}Z`;
}

function offset(at: number, zone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
