import type { StaffSetup, Step } from "@sori/api";

/** Whether somebody may be offered what waits at a step: the server's own rule, for counting as one types. */
export function serves(person: StaffSetup, step: Pick<Step, "skill" | "level">): boolean {
  const takesSomething = (person.chat_capacity ?? 0) > 0 || (person.takes_calls ?? false);
  return person.roles.includes("counsellor") && takesSomething && (person.skills?.[step.skill] ?? 0) >= step.level;
}

/** How many a step adds to those before it, and how many serve the queue once it is open. */
export function servingByStep(people: readonly StaffSetup[], steps: readonly Step[]): { more: number; all: number }[] {
  const known = new Set<StaffSetup>();
  return steps.map((step) => {
    const before = known.size;
    for (const person of people) if (serves(person, step)) known.add(person);
    return { more: known.size - before, all: known.size };
  });
}
