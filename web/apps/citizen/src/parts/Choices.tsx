import { useId } from "react";
import { Wrong } from "./Wrong";

interface ChoicesProps {
  name: string;
  legend: string;
  choices: readonly { value: string; label: string }[];
  chosen: string;
  reason?: string | undefined;
  onChoose(value: string): void;
}

/** One of several, all in sight. */
export function Choices({ name, legend, choices, chosen, reason, onChoose }: ChoicesProps) {
  const id = useId();
  return (
    <fieldset className="choices" aria-describedby={reason ? `${id}wrong` : undefined}>
      <legend>{legend}</legend>
      {choices.map(({ value, label }, at) => (
        <div className="krds-form-check large" key={value}>
          <input
            type="radio"
            id={`${id}${at}`}
            name={name}
            value={value}
            checked={value === chosen}
            aria-invalid={Boolean(reason)}
            onChange={() => onChoose(value)}
          />
          <label htmlFor={`${id}${at}`}>{label}</label>
        </div>
      ))}
      <Wrong id={`${id}wrong`} reason={reason} />
    </fieldset>
  );
}
