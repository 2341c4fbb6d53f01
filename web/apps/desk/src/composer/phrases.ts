import type { CannedPhrase } from "@sori/api";
import { matchesKorean } from "../app/koreanSearch";

/** The slash word that the caret stands in, if it stands in one. */
export interface SlashWord {
  start: number;
  end: number;
  query: string;
}

export function readSlashWord(body: string, caret: number): SlashWord | null {
  const match = /(?:^|\s)\/([^\s/]*)$/.exec(body.slice(0, caret));
  if (!match) return null;
  const query = match[1] ?? "";
  return { start: caret - query.length - 1, end: caret, query };
}

export function findPhrases(phrases: readonly CannedPhrase[], query: string): CannedPhrase[] {
  if (query === "") return [...phrases];
  const rank = (phrase: CannedPhrase) => (phrase.shortcut.startsWith(query) ? 0 : 1);
  return phrases
    .filter((phrase) => [phrase.shortcut, phrase.title.ko, phrase.title.en].some((word) => matchesKorean(word, query)))
    .sort((a, b) => rank(a) - rank(b));
}

export function insertPhrase(body: string, word: SlashWord, text: string): string {
  return body.slice(0, word.start) + text + body.slice(word.end);
}
