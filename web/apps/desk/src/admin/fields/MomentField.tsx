import { DateTimePicker } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import { cityClock, momentOf } from "./moment";
import { useCalendarLabels } from "./useCalendarLabels";

interface MomentFieldProps {
  label: string;
  value: string | null;
  onChange: (iso: string | null) => void;
  placeholder?: string;
  description?: string;
  error?: string | undefined;
  disabled?: boolean;
  clearable?: boolean;
}

/** A moment, as the city's clocks show it. */
export function MomentField({ value, onChange, clearable = true, ...shared }: MomentFieldProps) {
  const { t, i18n } = useTranslation("admin");
  const labels = useCalendarLabels();
  return (
    <DateTimePicker
      {...shared}
      ariaLabels={labels}
      locale={i18n.language}
      firstDayOfWeek={i18n.language === "ko" ? 0 : 1}
      valueFormat="YYYY-MM-DD HH:mm"
      value={value === null ? null : cityClock(value)}
      onChange={(clock) => onChange(clock === null ? null : momentOf(clock))}
      clearable={clearable}
      clearButtonProps={{ "aria-label": t("clear") }}
      submitButtonProps={{ "aria-label": t("done") }}
      timePickerProps={{
        "aria-label": t("picker.time"),
        hoursInputLabel: t("picker.hours"),
        minutesInputLabel: t("picker.minutes"),
      }}
      popoverProps={{ withinPortal: false, withRoles: false }}
    />
  );
}
