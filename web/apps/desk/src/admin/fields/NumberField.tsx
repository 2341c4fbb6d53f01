import { NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";

interface NumberFieldProps {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
  /** Whether it may be left empty. */
  optional?: boolean;
  description?: string;
  suffix?: string;
  error?: string | undefined;
  disabled?: boolean;
  min?: number;
  max?: number;
  size?: string;
}

/** A whole number. While it is empty nothing changes, unless it may be. */
export function NumberField({ value, onChange, optional, min = 0, size = "sm", ...shared }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | number>(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const change = (next: string | number) => {
    setTyped(next);
    if (typeof next === "number" && Number.isInteger(next)) onChange(next);
    else if (next === "" && optional) onChange(null);
  };
  return (
    <NumberInput
      {...shared}
      size={size}
      value={typed}
      onChange={change}
      onBlur={() => setTyped(value ?? "")}
      min={min}
      inputWrapperOrder={["label", "input", "error", "description"]}
      // What is out of range is told by the server, with the range.
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      stepHoldDelay={400}
      stepHoldInterval={80}
    />
  );
}
