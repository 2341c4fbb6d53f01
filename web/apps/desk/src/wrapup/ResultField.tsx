import type { Result } from "@sori/api";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import classes from "./WrapUp.module.css";

export const results = ["answered", "handed_over", "callback_promised", "case_filed", "cut_off", "abusive"] as const;

interface ResultFieldProps {
  value: Result | null;
  onChange: (result: Result) => void;
  /** After a choice by number: on to the next field. */
  onDone: () => void;
  groupRef: React.Ref<HTMLFieldSetElement>;
}

/** Six radios, reached by arrows as usual and by their number while the focus is on any of them. */
export function ResultField({ value, onChange, onDone, groupRef }: ResultFieldProps) {
  const { t } = useTranslation();
  const name = useId();
  const press = (event: React.KeyboardEvent) => {
    const chosen = /^[1-6]$/.test(event.key) && !event.altKey ? results[Number(event.key) - 1] : undefined;
    if (!chosen) return;
    event.preventDefault();
    onChange(chosen);
    onDone();
  };
  return (
    <fieldset ref={groupRef} className={classes.results} onKeyDown={press}>
      <legend>{t("wrapUp.result")}</legend>
      {results.map((result, index) => (
        <label key={result} className={classes.result}>
          <input type="radio" name={name} value={result} checked={value === result} onChange={() => onChange(result)} />
          <kbd aria-hidden>{index + 1}</kbd>
          {t(`result.${result}`)}
        </label>
      ))}
    </fieldset>
  );
}
