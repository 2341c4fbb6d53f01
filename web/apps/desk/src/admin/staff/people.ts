import type { Edit, Role, StaffSetup } from "@sori/api";

export interface Person extends StaffSetup {
  login: string;
}

export interface StaffFilter {
  words: string;
  role: Role | null;
  skill: string | null;
  simulated: boolean;
  withoutPassword: boolean;
}

export type StaffKey = "display_name" | "login" | "roles" | "skills" | "chat_capacity";
export interface StaffOrder {
  key: StaffKey;
  descending: boolean;
}

/** The staff that a filter leaves, in order. `matches` tells whether words are found in a name. */
export function arranged(
  people: readonly Person[],
  filter: StaffFilter,
  order: StaffOrder,
  withoutPassword: ReadonlySet<string>,
  matches: (name: string, words: string) => boolean,
): Person[] {
  const found = people.filter(
    (person) =>
      (filter.simulated || !person.simulated) &&
      (filter.role === null || person.roles.includes(filter.role)) &&
      (filter.skill === null || filter.skill in (person.skills ?? {})) &&
      (!filter.withoutPassword || withoutPassword.has(person.login)) &&
      (matches(person.display_name, filter.words) || person.login.includes(filter.words.toLowerCase())),
  );
  const sign = order.descending ? -1 : 1;
  return found.sort((one, other) => sign * compare(one, other, order.key) || one.login.localeCompare(other.login));
}

function compare(one: Person, other: Person, key: StaffKey): number {
  if (key === "chat_capacity") return (one.chat_capacity ?? 0) - (other.chat_capacity ?? 0);
  if (key === "skills") return Object.keys(one.skills ?? {}).length - Object.keys(other.skills ?? {}).length;
  if (key === "roles") return one.roles.join().localeCompare(other.roles.join());
  return one[key].localeCompare(other[key], "ko");
}

/** Somebody with a skill at a level, or (0) without it. */
export function withSkill<Somebody extends StaffSetup>(person: Somebody, skill: string, level: number): Somebody {
  const { [skill]: _, ...others } = person.skills ?? {};
  return { ...person, skills: level === 0 ? others : { ...others, [skill]: level } };
}

/** Staff of before with the marks of a draft: those taken out stay to be seen. */
export function withRemoved(
  present: Record<string, StaffSetup>,
  setup: Record<string, StaffSetup>,
  draft: readonly Edit[],
) {
  const gone = draft.filter((edit) => edit.kind === "staff" && edit.after === null).map((edit) => edit.code);
  const all = {
    ...setup,
    ...Object.fromEntries(gone.flatMap((login) => (present[login] ? [[login, present[login]]] : []))),
  };
  return Object.entries(all).map(([login, person]): Person => ({ ...person, login }));
}
