import type { CannedPhrase } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import { cannedPhrasesQuery } from "../data/reference";
import { findPhrases, readSlashWord } from "./phrases";

/** The list of canned phrases that a slash opens: what it shows, which one is marked, and its keys. */
export function usePhrasePicker(body: string, caret: number, pick: (phrase: CannedPhrase) => void) {
  const { data } = useQuery(cannedPhrasesQuery);
  const [marked, setMarked] = useState(0);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const listId = useId();
  const word = readSlashWord(body, caret);
  const query = word?.query ?? null;
  const found = useMemo(() => (query === null ? [] : findPhrases(data ?? [], query)), [data, query]);
  const open = word !== null && found.length > 0 && dismissed !== body;
  const at = Math.min(marked, found.length - 1);

  /** True when the key was the list's and must not do anything else. */
  const press = (key: string): boolean => {
    if (!open) return false;
    const phrase = found[at];
    if (key === "ArrowDown") setMarked((at + 1) % found.length);
    else if (key === "ArrowUp") setMarked((at - 1 + found.length) % found.length);
    else if (key === "Escape") setDismissed(body);
    else if ((key === "Enter" || key === "Tab") && phrase) {
      setMarked(0);
      pick(phrase);
    } else {
      setMarked(0);
      return false;
    }
    return true;
  };
  return { open, found, at, word, listId, press, optionId: (phrase: CannedPhrase) => `${listId}-${phrase.id}` };
}
