import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { matchesKorean } from "../../app/koreanSearch";
import { orNone } from "../../app/options";
import { useText } from "../../i18n/useText";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";

interface ChoiceProps {
  label: string;
  value: string | null;
  onChange: (code: string | null) => void;
  kind: "queues" | "skills" | "topics";
  /** What an empty choice means; without it one has to choose. */
  none?: string;
  description?: string;
  error?: string | undefined;
  disabled?: boolean;
  leaveOut?: (code: string) => boolean;
  size?: string;
  hideLabel?: boolean;
}

/** A queue, skill or topic by its name. */
export function Choice({ value, onChange, kind, none, leaveOut, label, hideLabel, ...shared }: ChoiceProps) {
  const { t } = useTranslation("admin");
  const { setup } = useAdministration();
  const text = useText();
  const known = Object.entries(byCode(setup, kind)).map(([code, part]) => ({ value: code, label: text(part.name) }));
  const gone = value !== null && !known.some((one) => one.value === value) ? [{ value, label: value }] : [];
  return (
    <Select
      {...shared}
      {...(hideLabel ? { "aria-label": label } : { label })}
      inputWrapperOrder={["label", "input", "error", "description"]}
      data={[...known, ...gone].filter((one) => !leaveOut?.(one.value))}
      value={value}
      onChange={onChange}
      searchable
      clearable={none !== undefined}
      {...(none === undefined ? {} : { placeholder: none, clearButtonProps: { "aria-label": t("clear") } })}
      filter={({ options, search }) =>
        orNone(
          options.flatMap((option) =>
            "value" in option && matchesKorean(option.label, search)
              ? [{ value: String(option.value), label: option.label, disabled: false }]
              : [],
          ),
          t("noneFound"),
        )
      }
    />
  );
}
