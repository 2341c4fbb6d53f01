import type { Congestion, MenuChoice } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { leaveMessage, tellNoticeShown } from "../api/chat";
import { problemText } from "../api/words";
import { keepConversation } from "../conversation/store";
import { waitText } from "../i18n/wait";
import { Notice } from "../parts/Notice";

interface CongestedProps {
  entry: MenuChoice;
  busyness: Congestion;
  /** The key under which it is counted which way is taken. */
  notice: string | null;
  onBot(): void;
}

/** The congestion notice, with the ways that there are beside waiting. */
export function Congested({ entry, busyness, notice, onBot }: CongestedProps) {
  const { t } = useTranslation();
  useEffect(() => {
    if (notice) tellNoticeShown(notice, entry.key);
  }, [notice, entry.key]);
  const { expected, ways } = busyness;
  const offersMessage = ways?.includes("message") ?? false;
  const offersBot = ways?.includes("chatbot") ?? false;

  return (
    <section aria-label={t("notice.title")}>
      <Notice tone="warning" title={t("notice.title")}>
        <p>{expected ? t("notice.expected", { wait: waitText(expected, t) }) : t("notice.unknown")}</p>
        {(offersMessage || offersBot) && <p>{t("notice.ways")}</p>}
      </Notice>
      {offersBot && (
        <div className="card way">
          <p>{t("bot.askAbout")}</p>
          <button type="button" className="krds-btn large secondary" onClick={onBot}>
            {t("bot.ask")}
          </button>
        </div>
      )}
      {offersMessage && <MessageForm entry={entry} notice={notice} />}
    </section>
  );
}

function MessageForm({ entry, notice }: { entry: MenuChoice; notice: string | null }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [body, setBody] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // Asking again after a lost answer is asking for the same.
  const [keys] = useState(() => ({ request_key: uuid(), client_key: uuid() }));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (!body.trim()) {
      setProblem(t("message.empty"));
      field.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await keepConversation(await leaveMessage({ menu_key: entry.key, ...keys, body, notice_key: notice }));
    } catch (error) {
      setProblem(problemText(error, t));
      setBusy(false);
    }
  }

  if (!open) {
    return (
      <div className="card way">
        <p>{t("message.about")}</p>
        <button type="button" className="krds-btn large secondary" onClick={() => setOpen(true)}>
          {t("message.way")}
        </button>
      </div>
    );
  }
  return (
    <form className="card way" onSubmit={send} noValidate>
      <label htmlFor="left-message">{t("message.label")}</label>
      <textarea
        ref={field}
        id="left-message"
        className="krds-input large"
        rows={5}
        maxLength={4000}
        value={body}
        aria-describedby="left-message-about"
        onChange={(event) => setBody(event.target.value)}
      />
      <p id="left-message-about">{t("message.about")}</p>
      {problem && (
        <Notice tone="danger" title={t("message.failed")} urgent>
          {problem}
        </Notice>
      )}
      <button type="submit" className="krds-btn large primary" aria-disabled={busy}>
        {busy ? t("message.sending") : t("message.send")}
      </button>
    </form>
  );
}
