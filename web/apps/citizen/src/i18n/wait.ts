import type { ExpectedWait } from "@sori/api";
import type { TFunction } from "i18next";

const AT_ONCE = 10;

/** A range as people speak of it: "about 2 to 4 minutes". */
export function waitText({ low_s, high_s }: ExpectedWait, t: TFunction): string {
  if (high_s <= AT_ONCE) return t("waits.at_once");
  if (low_s === 0) return t("waits.within", { high: durationText(high_s, t) });
  if (high_s < 60) return t("waits.short", { low: low_s, high: high_s, unit: t("waits.unit_s") });
  if (low_s % 60 === 0 && high_s % 60 === 0) {
    return t("waits.short", { low: low_s / 60, high: high_s / 60, unit: t("waits.unit_m") });
  }
  return t("waits.range", { low: durationText(low_s, t), high: durationText(high_s, t) });
}

function durationText(seconds: number, t: TFunction): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return t("waits.seconds", { count: rest });
  return rest === 0 ? t("waits.minutes", { count: minutes }) : t("waits.both", { minutes, seconds: rest });
}
