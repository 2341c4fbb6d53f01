const two = (value: number) => String(value).padStart(2, "0");

/** Seconds as 0:07, 12:34 or 1:02:03: short enough for a table cell, the same in every language. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A minute of the day as a clock shows it, 09:05; the last is 24:00. */
export const minuteText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** Seconds as an ISO 8601 duration, for the machine-readable side of <time>. */
export function isoDuration(seconds: number): string {
  return `PT${Math.max(0, Math.floor(seconds))}S`;
}
