import type { CaseFigureRow } from "@sori/api";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";

const dayKey = /^\d{4}-\d\d-\d\d$/;

/** What a row is called in the chosen language. */
export function useRowName(): (row: Pick<CaseFigureRow, "key" | "name">) => string {
  const { t, i18n } = useTranslation("cases");
  const text = useText();
  const day = useMemo(
    () =>
      new Intl.DateTimeFormat(i18n.language, { month: "numeric", day: "numeric", weekday: "short", timeZone: "UTC" }),
    [i18n.language],
  );
  return useCallback(
    ({ key, name }) => {
      if (name) return text(name);
      if (key === "none") return t("figures.noDepartment");
      return dayKey.test(key) ? `${key.slice(0, 5)}${day.format(new Date(key))}` : key;
    },
    [t, text, day],
  );
}
