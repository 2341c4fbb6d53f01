import { Textarea } from "@mantine/core";
import { useState } from "react";

interface LinesFieldProps {
  label: string;
  description?: string;
  readOnly: boolean;
  required?: boolean;
  error: string | undefined;
  value: string;
  onLines: (text: string) => void;
}

/** A list, one item a line. Keeps what is being typed, blank lines too, until the field is left. */
export function LinesField({ value, onLines, ...field }: LinesFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Textarea
      {...field}
      autosize
      minRows={2}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onLines(event.currentTarget.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
