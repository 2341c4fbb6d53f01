import { cityZone, type Text } from "@sori/api";
import { useTranslation } from "react-i18next";

export interface Format {
  text(text: Text): string;
  clock(iso: string): string;
  day(iso: string): string;
  /** A day that is named without a time: the same wherever it is read. */
  date(iso: string): string;
  moment(iso: string): string;
  size(bytes: number): string;
  number(value: number): string;
}

export function formatFor(language: string): Format {
  const locale = language === "en" ? "en-GB" : "ko-KR";
  const date = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: cityZone(), ...options });
    return (iso: string) => formatter.format(new Date(iso));
  };
  const plain = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    text: (text) => (language === "en" ? text.en || text.ko : text.ko || text.en),
    clock: date({ hour: "numeric", minute: "2-digit" }),
    day: date({ year: "numeric", month: "long", day: "numeric", weekday: "long" }),
    date: (iso) => plain.format(new Date(iso)),
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
