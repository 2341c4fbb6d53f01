import { Switch } from "@mantine/core";
import type { Elastic } from "@sori/api";
import { useTranslation } from "react-i18next";
import classes from "./Fields.module.css";
import { NumberField } from "./NumberField";

interface ElasticFieldProps {
  value: Elastic | null;
  onChange: (elastic: Elastic | null) => void;
  fault: string | undefined;
  disabled: boolean;
  /** Whether there must be one, as in the emergency plan. */
  required?: boolean;
}

const usual: Elastic = { minimum: 0, maximum: 6, waiting_per_person: 3, cooldown_s: 600 };
const fields = ["minimum", "maximum", "waiting_per_person", "cooldown_s"] as const;

/** The people a queue keeps for itself: how many at least and at most, and how the group grows. */
export function ElasticField({ value, onChange, fault, disabled, required = false }: ElasticFieldProps) {
  const { t } = useTranslation("admin");
  return (
    <>
      {!required && (
        <Switch
          label={t("elastic.use")}
          checked={value !== null}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.checked ? usual : null)}
        />
      )}
      {value !== null && (
        <div className={classes.figures}>
          {fields.map((field) => (
            <NumberField
              key={field}
              label={t(`elastic.${field}`)}
              description={t(`elastic.about.${field}`)}
              value={value[field]}
              disabled={disabled}
              onChange={(next) => onChange({ ...value, [field]: next ?? 0 })}
            />
          ))}
        </div>
      )}
      {fault && (
        <span className={classes.fault} role="alert">
          {fault}
        </span>
      )}
    </>
  );
}
