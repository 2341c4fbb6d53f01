interface Option {
  value: string;
  label: string;
  disabled: boolean;
}

/** A listbox must hold at least one option; where none is found, one that cannot be chosen says so. */
export function orNone(options: Option[], words: string): Option[] {
  return options.length > 0 ? options : [{ value: "none", label: words, disabled: true }];
}
