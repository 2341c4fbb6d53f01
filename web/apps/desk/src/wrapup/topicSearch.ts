import type { Text, Topic } from "@sori/api";
import { matchesKorean } from "../app/koreanSearch";

/** A third-level topic with the two above it, as one line to choose from. */
export interface TopicPath {
  id: number;
  path: [Text, Text, Text];
}

export function topicPaths(topics: readonly Topic[]): TopicPath[] {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const above = (topic: Topic) => (topic.parent_id == null ? undefined : byId.get(topic.parent_id));
  return topics.flatMap((topic) => {
    const second = above(topic);
    const first = second && above(second);
    return topic.level === 3 && second && first ? [{ id: topic.id, path: [first.name, second.name, topic.name] }] : [];
  });
}

export type Language = "ko" | "en";

export const pathText = (path: readonly Text[], language: Language) => path.map((name) => name[language]).join(" › ");

/** Every word typed must be found somewhere on the path, in either language; what is closest to the end comes first. */
export function searchTopics(paths: readonly TopicPath[], typed: string): TopicPath[] {
  const words = typed.split(/[\s›>]+/).filter((word) => word !== "");
  if (words.length === 0) return [...paths];
  return paths
    .map((topic) => ({ topic, score: score(topic, words) }))
    .filter((found) => found.score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map((found) => found.topic);
}

function score(topic: TopicPath, words: readonly string[]): number | null {
  let sum = 0;
  for (const word of words) {
    const levels = topic.path.map((name) => levelScore(name, word));
    const best = Math.max(levels[0] ?? 0, (levels[1] ?? 0) * 1.2, (levels[2] ?? 0) * 1.4);
    if (best === 0) {
      // A word may also span levels: "교통버스", or the initial consonants of both.
      if (!matchesKorean(pathText(topic.path, "ko").replaceAll(" › ", ""), word)) return null;
      sum += 0.5;
    }
    sum += best;
  }
  return sum;
}

function levelScore(name: Text, word: string): number {
  const lower = word.toLowerCase();
  if (name.ko.startsWith(word) || name.en.toLowerCase().startsWith(lower)) return 3;
  if (name.ko.includes(word) || name.en.toLowerCase().includes(lower)) return 2;
  return matchesKorean(name.ko, word) ? 1 : 0;
}
