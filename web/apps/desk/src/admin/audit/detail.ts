/** One thing that an entry of the audit log tells: where, and what it is, or was before. */
export interface Line {
  place: string;
  before?: string;
  after: string;
}

type Thing = { [key: string]: unknown };

const isThing = (value: unknown): value is Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An entry's detail as lines: what changed as before and after, part by part, and only what differs. */
export function linesOf(detail: Thing): Line[] {
  const { before, after, edits, ...rest } = detail;
  const lines = Object.entries(rest).map(([place, value]) => ({ place, after: said(value) }));
  if ("before" in detail || "after" in detail) lines.push(...differences("", before, after));
  for (const edit of Array.isArray(edits) ? edits.filter(isThing) : []) {
    const part = [edit.kind, edit.code].filter(Boolean).join(".");
    lines.push(...differences(part, edit.before, edit.after));
  }
  return lines;
}

function differences(place: string, before: unknown, after: unknown): Line[] {
  if (isThing(before) && isThing(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(place ? `${place}.${key}` : key, before[key], after[key]));
  }
  if (said(before) === said(after)) return [];
  return [{ place, before: said(before), after: said(after) }];
}

function said(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ") || "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
