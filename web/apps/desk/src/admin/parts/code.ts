const CODE = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Whether the server takes this as a code. */
export const isCode = (code: string): boolean => CODE.test(code);

/** A code from an English name: "Illegal parking" becomes "illegal-parking". */
export function codeFrom(name: string, between: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replaceAll(" ", between)
    .slice(0, 40);
}
