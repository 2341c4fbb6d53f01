import type { Edit, Elastic, Kind, Step, Text } from "@sori/api";

/** What it takes to put a part of the setup into words of the reader's language. */
export interface Reader {
  language: "ko" | "en";
  /** A text of the page by its key, or the key itself where there is none. */
  word: (key: string, values?: Record<string, unknown>) => string;
  /** The name of a part that another one names by its code. */
  nameOf: (kind: "queues" | "skills" | "topics", code: string) => string;
  moment: (iso: string) => string;
}

/** A field that an edit changes, in words; null where there is nothing before or after. */
export interface Row {
  field: string;
  before: string | null;
  after: string | null;
}

type Json = Record<string, unknown>;
const named: Record<string, "queues" | "topics" | "skills"> = {
  queue: "queues",
  after_hours: "queues",
  message_queue: "queues",
  parent: "topics",
};

/** What an edit changes, field by field. */
export function rowsOf(edit: Edit, reader: Reader): Row[] {
  const before = new Map(edit.before ? told(edit.kind, edit.before, reader) : []);
  const after = new Map(edit.after ? told(edit.kind, edit.after, reader) : []);
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }))
    .filter((row) => row.before !== row.after);
}

/** What a part is called: its name as it will be, or as it was. */
export function titleOf(edit: Edit, reader: Reader): string {
  const part = edit.after ?? edit.before ?? {};
  if (edit.kind === "duties") return reader.word(`duty.${edit.code}`);
  const name = ["name", "label", "title", "display_name"].map((field) => part[field]).find(Boolean);
  if (isText(name)) return name[reader.language];
  return typeof name === "string" ? name : edit.code;
}

function told(kind: Kind, part: Json, reader: Reader): [string, string][] {
  return Object.entries(part).flatMap(([field, value]) => tellField(kind, field, value, reader));
}

function tellField(kind: Kind, field: string, value: unknown, reader: Reader): [string, string][] {
  const label = reader.word(`field.${field}`);
  if (value === null || value === undefined) return [];
  if (isText(value)) return tellText(label, value, reader);
  if (field === "skills") {
    return Object.entries(value as Record<string, number>).map(([code, level]) => [
      `${label}: ${reader.nameOf("skills", code)}`,
      reader.word("describe.level", { level }),
    ]);
  }
  if (field === "hours") {
    return Object.entries(value as Record<string, string[]>).map(([day, spans]) => [
      `${label}: ${reader.word(`weekday.${day}`)}`,
      spans.join(", "),
    ]);
  }
  return [[label, tellValue(kind, field, value, reader)]];
}

function tellText(label: string, text: Text, { language, word }: Reader): [string, string][] {
  const other = language === "ko" ? "en" : "ko";
  return [
    [label, text[language]],
    [word(`inLanguage.${other}`, { label }), text[other]],
  ];
}

function tellValue(kind: Kind, field: string, value: unknown, reader: Reader): string {
  const { word, nameOf, moment, language } = reader;
  if (typeof value === "boolean") return word(value ? "yes" : "no");
  if (typeof value === "number") return word(unitOf(field), { value: value.toLocaleString(language) });
  if (field === "steps") return (value as Step[]).map((step, number) => tellStep(step, number, reader)).join("\n");
  if (field === "elastic") return word("describe.elastic", { ...(value as Elastic) });
  if (field === "roles") return (value as string[]).map((role) => word(`roles.${role}`)).join(", ");
  if (field === "reasons") return (value as Text[]).map((text) => text[language]).join(", ");
  if (field === "shown_from" || field === "shown_until") return moment(String(value));
  if (kind === "alerts" && field === "kind") return word(`alertKind.${String(value)}`);
  if (field === "language") return word(`language.${String(value)}`);
  const names = named[field];
  return names ? nameOf(names, String(value)) : String(value);
}

function tellStep(step: Step, number: number, { word, nameOf }: Reader): string {
  return word("describe.step", {
    number: number + 1,
    skill: nameOf("skills", step.skill),
    level: step.level,
    seconds: step.after_s,
  });
}

function unitOf(field: string): string {
  if (field.endsWith("_s")) return "describe.seconds";
  if (field.endsWith("_min")) return "describe.minutes";
  if (field.endsWith("_pct")) return "describe.percent";
  return field.endsWith("_days") ? "describe.days" : "describe.number";
}

function isText(value: unknown): value is Text {
  return typeof value === "object" && value !== null && "ko" in value && "en" in value;
}
