import { minuteText } from "@sori/ui";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Spans such as "09:00-18:00" by weekday; a day without any is closed. */
export type Hours = Readonly<Record<string, readonly string[]>>;

const WHOLE_DAY = "00:00-24:00";
const groups: Readonly<Record<"workdays" | "weekend" | "all", readonly Weekday[]>> = {
  workdays: weekdays.slice(0, 5),
  weekend: weekdays.slice(5),
  all: weekdays,
};

export const alwaysOpen = (): Hours => Object.fromEntries(weekdays.map((day) => [day, [WHOLE_DAY]]));

export const isAlwaysOpen = (hours: Hours): boolean =>
  weekdays.every((day) => hours[day]?.length === 1 && hours[day]?.[0] === WHOLE_DAY);

/** The hours with a day's spans; a day without any leaves them, as the server keeps them. */
export function withSpans(hours: Hours, day: Weekday, spans: readonly string[]): Hours {
  const next = { ...hours, [day]: spans };
  return Object.fromEntries(Object.entries(next).filter(([, some]) => some.length > 0));
}

/** The hours with a day's spans on other days too. */
export function copiedTo(hours: Hours, from: Weekday, where: keyof typeof groups): Hours {
  return groups[where].reduce<Hours>((next, day) => withSpans(next, day, hours[from] ?? []), hours);
}

interface Stretch {
  from: Weekday;
  to: Weekday;
  spans: readonly string[];
}

/** Days in a row with the same spans, to be read at a glance; closed days are left out. */
export function stretches(hours: Hours): Stretch[] {
  const found: Stretch[] = [];
  for (const [number, day] of weekdays.entries()) {
    const spans = [...(hours[day] ?? [])].sort();
    const last = found.at(-1);
    if (spans.length === 0) continue;
    if (last && last.to === weekdays[number - 1] && last.spans.join() === spans.join()) last.to = day;
    else found.push({ from: day, to: day, spans });
  }
  return found;
}

interface Minutes {
  opens_minute: number;
  closes_minute: number;
}

/** A span such as "09:00-18:00" in minutes of the day; null for what is none. */
export function minutesOf(span: string): Minutes | null {
  const found = /^([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)$/.exec(span.replaceAll(" ", ""));
  if (!found) return null;
  const [opens, opensMinute, closes, closesMinute] = found.slice(1).map(Number) as [number, number, number, number];
  return { opens_minute: opens * 60 + opensMinute, closes_minute: closes * 60 + closesMinute };
}

export const spanText = ({ opens_minute, closes_minute }: Minutes): string =>
  `${minuteText(opens_minute)}-${minuteText(closes_minute)}`;
