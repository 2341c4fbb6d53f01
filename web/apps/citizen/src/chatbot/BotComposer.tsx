import { shelf } from "@sori/ui/storage";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";

const LONGEST = 1000;
const DRAFT = "sori.chatbot.draft";

/** A keyboard of its own sends with Enter; on a touch screen Enter is the only way to a new line. */
const enterSends = window.matchMedia("(pointer: fine)").matches;

export function BotComposer({ busy, onSend }: { busy: boolean; onSend(body: string): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const field = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState(() => shelf.get(DRAFT) ?? "");
  const over = [...body.trim()].length - LONGEST;

  function write(text: string) {
    setBody(text);
    if (text) shelf.set(DRAFT, text);
    else shelf.remove(DRAFT);
  }

  function send() {
    field.current?.focus();
    if (busy || over > 0 || !body.trim()) return;
    onSend(body.trim());
    write("");
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    send();
  }

  function onKeyDown(event: KeyboardEvent) {
    // The Enter that finishes a Korean syllable is not meant for us (229 is what Safari calls it).
    if (event.key !== "Enter" || event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (!enterSends || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  return (
    <form className="composer" onSubmit={onSubmit}>
      {over > 0 && (
        <p className="composer-problem" role="alert">
          {t("composer.too_long", { max: format.number(LONGEST), over: format.number(over) })}
        </p>
      )}
      <div className="composer-row">
        <label htmlFor="bot-words" className="sr-only">
          {t("bot.label")}
        </label>
        <textarea
          ref={field}
          id="bot-words"
          className="krds-input"
          rows={1}
          value={body}
          placeholder={t("bot.placeholder")}
          aria-invalid={over > 0}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="krds-btn large primary" aria-disabled={busy || !body.trim() || over > 0}>
          {t("composer.send")}
        </button>
      </div>
    </form>
  );
}
