import type { TopicSetup } from "@sori/api";

export type Topics = Readonly<Record<string, TopicSetup>>;

export const DEEPEST_TOPIC = 3;

/** The topics right below one (null for the first level), by the reader's names. */
export function belowTopic(topics: Topics, code: string | null, language: "ko" | "en"): string[] {
  return Object.keys(topics)
    .filter((one) => (topics[one]?.parent ?? null) === code)
    .sort((one, other) =>
      (topics[one]?.name[language] ?? "").localeCompare(topics[other]?.name[language] ?? "", language),
    );
}

/** On which level a topic is; one whose parent is unknown is on the first. */
export function levelOf(topics: Topics, code: string): number {
  let [level, above] = [1, topics[code]?.parent ?? null];
  while (above !== null && above in topics && level < 9) {
    level += 1;
    above = topics[above]?.parent ?? null;
  }
  return level;
}

/** A topic with everything below it. */
export function withAllBelow(topics: Topics, code: string): string[] {
  const under = Object.keys(topics).filter((one) => topics[one]?.parent === code);
  return [code, ...under.flatMap((one) => withAllBelow(topics, one))];
}

/** Below which topics one may be moved, so that nothing gets deeper than the third level. */
export function possibleParents(topics: Topics, code: string): string[] {
  const family = new Set(withAllBelow(topics, code));
  const depth = Math.max(...[...family].map((one) => levelOf(topics, one))) - levelOf(topics, code) + 1;
  return Object.keys(topics).filter((one) => !family.has(one) && levelOf(topics, one) + depth <= DEEPEST_TOPIC);
}
