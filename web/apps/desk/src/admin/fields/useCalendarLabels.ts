import { useTranslation } from "react-i18next";

/** What a calendar's buttons are called, for those who hear them. */
export function useCalendarLabels() {
  const { t } = useTranslation("admin");
  return {
    nextMonth: t("picker.nextMonth"),
    previousMonth: t("picker.previousMonth"),
    nextYear: t("picker.nextYear"),
    previousYear: t("picker.previousYear"),
    nextDecade: t("picker.nextDecade"),
    previousDecade: t("picker.previousDecade"),
  };
}
