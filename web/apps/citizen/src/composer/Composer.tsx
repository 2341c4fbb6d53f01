import type { Attachment } from "@sori/api";
import {
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { outbox } from "../outbox/useOutbox";
import { AttachButton } from "./AttachButton";
import { UploadList } from "./UploadList";
import { useDraft } from "./useDraft";
import { useUploads } from "./useUploads";

const LONGEST = 4000;
const COUNT_FROM = 3500;
const TYPING_EVERY = 3000;

export interface ComposerHandle {
  /** Puts a message that could not be sent back into the field. */
  take(body: string, attachments: Attachment[]): void;
}

interface ComposerProps {
  contactId: number;
  onTyping?: (() => void) | undefined;
  ref?: Ref<ComposerHandle>;
}

/** A keyboard of its own sends with Enter; on a touch screen Enter is the only way to a new line. */
const enterSends = window.matchMedia("(pointer: fine)").matches;

export function Composer({ contactId, onTyping, ref }: ComposerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(contactId, field);
  const [hint, setHint] = useState<string | null>(null);
  const uploads = useUploads((attachment) =>
    setDraft((before) => ({ ...before, attachments: [...before.attachments, attachment] })),
  );
  const toldTyping = useRef(0);
  const { body, attachments } = draft;
  const length = [...body.trim()].length;
  const over = length - LONGEST;
  const empty = length === 0 && attachments.length === 0 && uploads.pending.length === 0;

  useGrowing(field, body);
  useImperativeHandle(ref, () => ({
    take(text, files) {
      setDraft((before) => ({
        ...before,
        body: [before.body, text].filter(Boolean).join("\n"),
        attachments: [...before.attachments, ...files],
      }));
      field.current?.focus();
    },
  }));

  function write(text: string) {
    setHint(null);
    setDraft((before) => ({ ...before, body: text }));
    const now = Date.now();
    if (text && onTyping && now - toldTyping.current > TYPING_EVERY) {
      toldTyping.current = now;
      onTyping();
    }
  }

  /** Why it cannot be sent yet; null when it can. */
  function obstacle(): string | null {
    if (uploads.pending.some((item) => item.problem !== null)) return t("composer.fix_upload");
    if (uploads.pending.length > 0) return t("composer.wait_upload");
    if (over > 0) return t("composer.too_long", { max: format.number(LONGEST), over: format.number(over) });
    return null;
  }

  function send() {
    if (empty) {
      field.current?.focus();
      return;
    }
    const reason = obstacle();
    setHint(reason);
    if (reason !== null) return;
    outbox.add({ contact_id: contactId, body: body.trim(), attachments });
    setDraft(() => ({ contact_id: contactId, body: "", attachments: [] }));
    field.current?.focus();
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

  function onPaste(event: ClipboardEvent) {
    const files = event.clipboardData.files;
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  }

  return (
    <form className="composer" onSubmit={onSubmit}>
      <UploadList
        attachments={attachments}
        pending={uploads.pending}
        onRemove={(id) =>
          setDraft((before) => ({ ...before, attachments: before.attachments.filter((item) => item.id !== id) }))
        }
        onDrop={uploads.drop}
        onRetry={uploads.retry}
      />
      {hint && (
        <p className="composer-problem" role="alert">
          {hint}
        </p>
      )}
      <div className="composer-row">
        <AttachButton onFiles={uploads.add} />
        <label htmlFor="message" className="sr-only">
          {t("composer.label")}
        </label>
        <textarea
          ref={field}
          id="message"
          className="krds-input"
          rows={1}
          value={body}
          placeholder={t("composer.placeholder")}
          aria-describedby={enterSends ? "composer-hint" : undefined}
          aria-invalid={over > 0}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button type="submit" className="krds-btn large primary" aria-disabled={empty}>
          {t("composer.send")}
        </button>
      </div>
      <div className="composer-foot">
        {enterSends && (
          <p id="composer-hint" className="hint">
            {t("composer.hint")}
          </p>
        )}
        {length >= COUNT_FROM && (
          <p className={over > 0 ? "count over" : "count"}>
            {t("composer.count", { count: length, max: format.number(LONGEST) })}
          </p>
        )}
      </div>
    </form>
  );
}

/** The field grows with what is written, up to the height its style allows. */
function useGrowing(field: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }, [field, text]);
  useEffect(() => {
    const area = field.current;
    if (area && area.value === "") area.style.height = "";
  }, [field]);
}
