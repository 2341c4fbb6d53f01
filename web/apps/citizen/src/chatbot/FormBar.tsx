import type { Attachment, BotConversation } from "@sori/api";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ACCEPT_PHOTO, faultOfPhoto } from "../composer/file";
import { UploadList } from "../composer/UploadList";
import { useUploads } from "../composer/useUploads";
import { useFormat } from "../i18n/format";
import { uploadBotPhoto } from "./data";

/** As many photos at once as the server takes. */
const MOST = 5;

interface FormBarProps {
  conversation: BotConversation;
  busy: boolean;
  onSay(words: string, photoIds?: number[]): void;
}

/** What can be done beside answering while a complaint is taken. Each button says words that could be typed as well. */
export function FormBar({ conversation, busy, onSay }: FormBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bar = useRef<HTMLElement>(null);
  const { asking, stage, turns } = conversation;
  const newest = turns.at(-1)?.id;
  // A button that was pressed is gone with its question: whoever uses the keyboard goes on here, not at the top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when something was said
  useEffect(() => {
    if (document.activeElement === document.body) bar.current?.focus({ preventScroll: true });
  }, [newest]);
  if (!asking && stage !== "summary") return null;
  const say = (what: "skip" | "keep" | "back" | "stop" | "file" | "change", primary = false) => (
    <button
      type="button"
      className={`krds-btn medium ${primary ? "primary" : "secondary"}`}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onSay(t(`bot.form.say.${what}`));
      }}
    >
      {t(`bot.form.say.${what}`)}
    </button>
  );
  return (
    <section ref={bar} className="bot-form" aria-label={t("bot.form.label")} tabIndex={-1}>
      <p className="bot-form-step">
        {asking
          ? t("bot.form.step", { form: format.text(asking.form), at: asking.at, of: asking.of })
          : t("bot.form.check")}
      </p>
      {asking?.kind === "photo" && (
        <Photos conversationKey={conversation.key} busy={busy} onSend={(ids) => onSay("", ids)} />
      )}
      <div className="bot-form-buttons">
        {!asking && say("file", true)}
        {!asking && say("change")}
        {asking?.may_skip && say("skip")}
        {asking?.may_keep && say("keep")}
        {asking && asking.at > 1 && say("back")}
        {say("stop")}
      </div>
    </section>
  );
}

interface PhotosProps {
  conversationKey: string;
  busy: boolean;
  onSend(ids: number[]): void;
}

/** Chosen or taken, sent to the server one by one, then said together. */
function Photos({ conversationKey, busy, onSend }: PhotosProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [ready, setReady] = useState<Attachment[]>([]);
  const [tooMany, setTooMany] = useState(false);
  const uploads = useUploads((photo) => setReady((photos) => [...photos, photo]), {
    upload: (file, onProgress, signal) => uploadBotPhoto(conversationKey, file, onProgress, signal),
    problemOf: (file) => {
      const fault = faultOfPhoto(file);
      return fault && t(fault === "wrong_type" ? "bot.form.wrongType" : `attachment.${fault}`);
    },
  });
  const waiting = uploads.pending.filter((one) => one.problem === null).length;
  const add = (files: File[]) => {
    const room = MOST - ready.length - waiting;
    setTooMany(files.length > room);
    uploads.add(files.slice(0, Math.max(room, 0)));
  };
  const idle = !busy && ready.length > 0 && waiting === 0;
  return (
    <>
      <p className="bot-form-step" id="bot-photo-hint">
        {t("bot.form.photoHint", { most: MOST })}
      </p>
      <UploadList
        attachments={ready}
        pending={uploads.pending}
        onRemove={(id) => setReady((photos) => photos.filter((photo) => photo.id !== id))}
        onDrop={uploads.drop}
        onRetry={(key, file) => void uploads.retry(key, file)}
      />
      {tooMany && (
        <p className="composer-problem" role="alert">
          {t("bot.form.most", { most: MOST })}
        </p>
      )}
      <div className="bot-form-buttons">
        <button
          type="button"
          className={`krds-btn medium ${ready.length > 0 ? "secondary" : "primary"}`}
          aria-describedby="bot-photo-hint"
          onClick={() => input.current?.click()}
        >
          {t("bot.form.photo")}
        </button>
        {ready.length > 0 && (
          <button
            type="button"
            className="krds-btn medium primary"
            aria-disabled={!idle}
            onClick={() => {
              if (idle) onSend(ready.map((photo) => photo.id));
            }}
          >
            {t("bot.form.send", { count: ready.length })}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept={ACCEPT_PHOTO}
        multiple
        hidden
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          // The same photo may be chosen again after it was removed.
          event.target.value = "";
        }}
      />
    </>
  );
}
