import { ActionIcon, Button, Textarea, Tooltip } from "@mantine/core";
import type { Attachment, CannedPhrase } from "@sori/api";
import { IconPaperclip, IconSend2, IconSlash } from "@tabler/icons-react";
import { memo, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keysText } from "../commands/Keys";
import { useCommand } from "../commands/registry";
import { postTyping } from "../data/contact";
import classes from "./Composer.module.css";
import { useInserts } from "./inserts";
import { outboxOf } from "./outboxes";
import { PhraseList } from "./PhraseList";
import { insertPhrase } from "./phrases";
import { UploadList } from "./UploadList";
import { useDraft } from "./useDraft";
import { useFileDrop } from "./useFileDrop";
import { usePhrasePicker } from "./usePhrasePicker";
import { useUploads } from "./useUploads";

const longest = 4000;

interface Draft {
  body: string;
  attachments: Attachment[];
}

const emptyDraft: Draft = { body: "", attachments: [] };
const isEmpty = (draft: Draft) => draft.body === "" && draft.attachments.length === 0;

interface ComposerProps {
  meId: number;
  contactId: number;
  citizenId: number;
  /** The citizen's language, in which canned phrases go out. */
  language: "ko" | "en";
}

export const Composer = memo(function Composer({ meId, contactId, citizenId, language }: ComposerProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const lastTyping = useRef(0);
  const [draft, setDraft] = useDraft<Draft>(`${meId}.${contactId}`, emptyDraft, isEmpty);
  const [caret, setCaret] = useState(draft.body.length);
  const attach = (attachment: Attachment) =>
    setDraft((before) => ({ ...before, attachments: [...before.attachments, attachment] }));
  const { uploads, add, drop, retry } = useUploads(contactId, attach);
  const dragging = useFileDrop(add);

  const write = (body: string, at: number) => {
    setDraft((before) => ({ ...before, body }));
    setCaret(at);
    if (body.trim() !== "" && Date.now() - lastTyping.current > 3000) {
      lastTyping.current = Date.now();
      // Nothing depends on it, and the next key stroke tries again.
      postTyping(contactId).catch(() => undefined);
    }
  };
  const writeAndPlace = (body: string, at: number) => {
    write(body, at);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    });
  };
  const pick = (phrase: CannedPhrase) => {
    if (!picker.word) return;
    const text = phrase.body[language];
    writeAndPlace(insertPhrase(draft.body, picker.word, text), picker.word.start + text.length);
  };
  const picker = usePhrasePicker(draft.body, caret, pick);
  const marked = picker.found[picker.at];

  const uploading = uploads.some((upload) => upload.error === null);
  const tooLong = draft.body.length > longest;
  const maySend = !uploading && !tooLong && (draft.body.trim() !== "" || draft.attachments.length > 0);
  const send = () => {
    if (!maySend) return;
    outboxOf(meId).add({ contact_id: contactId, body: draft.body.trim(), attachments: draft.attachments });
    lastTyping.current = 0;
    setDraft(emptyDraft);
    setCaret(0);
    field.current?.focus();
  };
  const press = (event: React.KeyboardEvent) => {
    // While a Korean syllable is being composed, Enter belongs to the input method.
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!event.shiftKey && picker.press(event.key)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  const openPhrases = () => {
    const at = field.current?.selectionStart ?? draft.body.length;
    const slash = at === 0 || /\s$/.test(draft.body.slice(0, at)) ? "/" : " /";
    writeAndPlace(draft.body.slice(0, at) + slash + draft.body.slice(at), at + slash.length);
  };

  useInserts(contactId, (text) => {
    const at = field.current?.selectionStart ?? draft.body.length;
    const gap = at === 0 || /\s$/.test(draft.body.slice(0, at)) ? "" : " ";
    writeAndPlace(draft.body.slice(0, at) + gap + text + draft.body.slice(at), at + gap.length + text.length);
  });
  useCommand("focusComposer", () => field.current?.focus());
  useCommand("cannedPhrases", openPhrases);
  useCommand("attachFile", () => files.current?.click());
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  return (
    <div className={classes.composer} data-dragging={dragging || undefined}>
      {picker.open && (
        <PhraseList
          id={picker.listId}
          phrases={picker.found}
          marked={picker.at}
          optionId={picker.optionId}
          language={language}
          onPick={pick}
        />
      )}
      <UploadList
        attachments={draft.attachments}
        uploads={uploads}
        onRemove={(id) =>
          setDraft((before) => ({ ...before, attachments: before.attachments.filter((item) => item.id !== id) }))
        }
        onDrop={drop}
        onRetry={retry}
      />
      <Textarea
        ref={field}
        autosize
        minRows={2}
        maxRows={10}
        variant="unstyled"
        aria-label={t("composer.label", { citizen: t("citizen.name", { id: citizenId }) })}
        placeholder={dragging ? t("composer.dropHere") : t("composer.placeholder")}
        aria-autocomplete="list"
        aria-controls={picker.open ? picker.listId : undefined}
        aria-activedescendant={picker.open && marked ? picker.optionId(marked) : undefined}
        value={draft.body}
        onChange={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={press}
        onPaste={(event) => event.clipboardData.files.length > 0 && add(event.clipboardData.files)}
        error={tooLong ? t("composer.tooLong", { count: longest }) : undefined}
      />
      <div className={classes.tools}>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-hidden
          tabIndex={-1}
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <Tool label={t("composer.attach")} keys="Alt+U" onClick={() => files.current?.click()}>
          <IconPaperclip size={18} aria-hidden />
        </Tool>
        <Tool label={t("composer.phrases")} keys="Alt+/" onClick={openPhrases}>
          <IconSlash size={18} aria-hidden />
        </Tool>
        <span className={classes.hint}>{t("composer.hint")}</span>
        {draft.body.length > longest * 0.9 && (
          <span className={classes.count} data-over={tooLong || undefined}>
            {draft.body.length} / {longest}
          </span>
        )}
        <Button rightSection={<IconSend2 size={16} aria-hidden />} onClick={send} disabled={!maySend}>
          {t("composer.send")}
        </Button>
      </div>
    </div>
  );
});

interface ToolProps {
  label: string;
  keys: string;
  onClick: () => void;
  children: React.ReactNode;
}

function Tool({ label, keys, onClick, children }: ToolProps) {
  return (
    <Tooltip label={`${label} (${keysText(keys)})`}>
      <ActionIcon onClick={onClick} aria-label={label}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
