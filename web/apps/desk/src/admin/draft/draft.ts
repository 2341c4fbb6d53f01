import type {
  AlertSetup,
  AnnouncementSetup,
  CentreSetup,
  DutySetup,
  Edit,
  EmergencySetup,
  HolidaySetup,
  Kind,
  MenuSetup,
  PhraseSetup,
  QueueSetup,
  Setup,
  SkillSetup,
  StaffSetup,
  TopicSetup,
} from "@sori/api";

/** What the setup consists of, by kind. */
export interface Parts {
  centre: CentreSetup;
  skills: SkillSetup;
  staff: StaffSetup;
  queues: QueueSetup;
  holidays: HolidaySetup;
  menu: MenuSetup;
  announcements: AnnouncementSetup;
  phrases: PhraseSetup;
  topics: TopicSetup;
  alerts: AlertSetup;
  duties: DutySetup;
  emergency: EmergencySetup;
}

/** Changes that are not yet in force: one edit a part, from what is in force to what shall be. */
export type Draft = readonly Edit[];

type Json = Record<string, unknown>;

/** A part of a setup, or null where there is none. Of the centre and the emergency plan there is one, without a code. */
export function partOf<K extends Kind>(setup: Setup, kind: K, code: string): Parts[K] | null {
  if (kind === "centre") return setup.centre as Parts[K];
  if (kind === "emergency") return (setup.emergency ?? null) as Parts[K] | null;
  return (byCode(setup, kind)[code] ?? null) as Parts[K] | null;
}

/** The parts of a kind by their codes. */
export function byCode<K extends Exclude<Kind, "centre" | "emergency">>(
  setup: Setup,
  kind: K,
): Record<string, Parts[K]> {
  return (setup[kind] ?? {}) as Record<string, Parts[K]>;
}

/** The draft with a part as it shall be (null: gone). A part that is as in force again leaves the draft. */
export function edited<K extends Kind>(
  draft: Draft,
  present: Setup,
  kind: K,
  code: string,
  after: Parts[K] | null,
): Draft {
  const known = editOf(draft, kind, code);
  const before = known ? known.before : (partOf(present, kind, code) as Json | null);
  const others = draft.filter((edit) => edit !== known);
  return same(before, after) ? others : [...others, { kind, code, before, after: after as Json | null }];
}

/** The draft without the edit of a part. */
export function reverted(draft: Draft, kind: Kind, code: string): Draft {
  return draft.filter((edit) => edit.kind !== kind || edit.code !== code);
}

export function editOf(draft: Draft, kind: Kind, code: string): Edit | undefined {
  return draft.find((edit) => edit.kind === kind && edit.code === code);
}

/** The setup as it will be with the draft. */
export function drafted(present: Setup, draft: Draft): Setup {
  const setup: Record<string, unknown> = { ...present };
  for (const { kind, code, after } of draft) {
    if (kind === "centre" || kind === "emergency") {
      setup[kind] = after;
      continue;
    }
    const parts: Json = { ...(setup[kind] as Json) };
    if (after === null) delete parts[code];
    else parts[code] = after;
    setup[kind] = parts;
  }
  return setup as unknown as Setup;
}

/** The edits made from what is no longer in force: somebody else changed it meanwhile. */
export function outdated(draft: Draft, present: Setup): Edit[] {
  return draft.filter((edit) => !same(edit.before, partOf(present, edit.kind, edit.code)));
}

/** The draft made anew from what is in force: what it shall be stays. */
export function rebased(draft: Draft, present: Setup): Draft {
  return draft
    .map((edit) => ({ ...edit, before: partOf(present, edit.kind, edit.code) as Json | null }))
    .filter((edit) => !same(edit.before, edit.after));
}

/** Whether two values are the same as JSON; what is absent is as what is null. */
export function same(one: unknown, other: unknown): boolean {
  const [a, b] = [one ?? null, other ?? null];
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => same((a as Json)[name], (b as Json)[name]));
}
