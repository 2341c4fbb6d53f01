import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Measure } from "../data/twin";

const shares: ReadonlySet<Measure> = new Set<Measure>(["answer_rate", "service_level", "occupancy"]);

/** Figures of the twin as they are written. */
export function useTold() {
  const { t, i18n } = useTranslation("twin");
  return useMemo(() => {
    const number = (value: number, digits: number, signed = false) =>
      value.toLocaleString(i18n.language, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: signed ? "exceptZero" : "auto",
      });
    const written = (measure: Measure, value: number, signed: boolean) =>
      shares.has(measure)
        ? `${number(100 * value, 1, signed)}%`
        : measure === "mean_wait_s"
          ? t("seconds", { value: number(value, 1, signed) })
          : number(value, 0, signed);
    return {
      value: (measure: Measure, value: number | null | undefined) =>
        value === null || value === undefined ? t("none") : written(measure, value, false),
      difference: (measure: Measure, before: number | null | undefined, now: number | null | undefined) =>
        typeof before === "number" && typeof now === "number" ? written(measure, now - before, true) : t("none"),
    };
  }, [t, i18n.language]);
}
