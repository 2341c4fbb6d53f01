import type { PostNumber } from "@sori/api";

/** Numbers are written one a line, each with its label before it: "야간 02-000-1234". */
export const numbersToLines = (numbers: readonly PostNumber[]) =>
  numbers.map((one) => `${one.label ?? ""} ${one.number}`.trim()).join("\n");

export const numbersFromLines = (text: string): PostNumber[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const found = /^(.*?)[\s:]*(\+?\d[\d -]*)$/.exec(line);
      return found ? { number: (found[2] ?? "").trim(), label: found[1] ?? "" } : { number: line, label: "" };
    });
