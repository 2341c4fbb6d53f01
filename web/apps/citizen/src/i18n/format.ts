import type { Text } from "@sori/api";
import { useTranslation } from "react-i18next";

/** Times are shown in the city's zone, wherever the reader is. */
const ZONE = import.meta.env.VITE_CITY_TIME_ZONE ?? "Asia/Seoul";

export interface Format {
  text(text: Text): string;
  clock(iso: string): string;
  day(iso: string): string;
  moment(iso: string): string;
  size(bytes: number): string;
  number(value: number): string;
}

export function formatFor(language: string): Format {
  const locale = language === "en" ? "en-GB" : "ko-KR";
  const date = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
    return (iso: string) => formatter.format(new Date(iso));
  };
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    text: (text) => (language === "en" ? text.en || text.ko : text.ko || text.en),
    clock: date({ hour: "numeric", minute: "2-digit" }),
    day: date({ year: "numeric", month: "long", day: "numeric", weekday: "long" }),
    moment: date({ month: "long", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit" }),
    size(bytes) {
      const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
      return `${number.format(unit === "KB" ? Math.max(1, Math.round(value)) : value)} ${unit}`;
    },
    number: (value) => number.format(value),
  };
}

const formats = new Map<string, Format>();

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const known = formats.get(i18n.language);
  if (known) return known;
  const format = formatFor(i18n.language);
  formats.set(i18n.language, format);
  return format;
}

/** 4:05, or 1:04:05 after an hour. */
export function elapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
