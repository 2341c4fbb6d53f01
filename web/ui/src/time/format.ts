import { cityZone } from "@sori/api";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, { timeZone: cityZone(), ...options });
  formats.set(key, known);
  return known;
}

export const timeText = (iso: string, language: string) =>
  format(language, "time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));

export const dayText = (iso: string, language: string) =>
  format(language, "day", { month: "long", day: "numeric", weekday: "long" }).format(new Date(iso));

export const dateTimeText = (iso: string, language: string) =>
  format(language, "dateTime", {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(iso));

/** A key that is equal for two times on the same day of the city. */
export const dayKey = (iso: string) =>
  format("en-CA", "dayKey", { year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(iso));

export function fileSizeText(bytes: number, language: string): string {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "kilobyte"] : [bytes / 1024 / 1024, "megabyte"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    maximumFractionDigits: unit === "kilobyte" ? 0 : 1,
  }).format(Math.max(value, 1));
}
