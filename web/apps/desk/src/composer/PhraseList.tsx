import type { CannedPhrase } from "@sori/api";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../i18n/useText";
import classes from "./Composer.module.css";

interface PhraseListProps {
  id: string;
  phrases: readonly CannedPhrase[];
  marked: number;
  optionId: (phrase: CannedPhrase) => string;
  language: "ko" | "en";
  onPick: (phrase: CannedPhrase) => void;
}

/** The keys stay in the composer; this only shows what they move through. */
export function PhraseList({ id, phrases, marked, optionId, language, onPick }: PhraseListProps) {
  const { t } = useTranslation();
  const text = useText();
  const markedItem = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marked item changes with the index
  useEffect(() => {
    markedItem.current?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  return (
    <div id={id} role="listbox" aria-label={t("composer.phrases")} className={classes.phrases}>
      {phrases.map((phrase, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the composer handles the keys
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the composer
        <div
          key={phrase.id}
          id={optionId(phrase)}
          ref={index === marked ? markedItem : undefined}
          role="option"
          aria-selected={index === marked}
          className={classes.phrase}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(phrase)}
        >
          <code>/{phrase.shortcut}</code>
          <strong>{text(phrase.title)}</strong>
          <span>{phrase.body[language]}</span>
        </div>
      ))}
    </div>
  );
}
