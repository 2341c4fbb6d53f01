import type { BotConversation, Menu } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { refreshConversation } from "../conversation/store";
import { announce } from "../parts/announcer";
import { Notice } from "../parts/Notice";
import { Spinner } from "../parts/Spinner";
import { usePageFocus } from "../parts/usePageFocus";
import { useTitle } from "../parts/useTitle";
import { BotComposer } from "./BotComposer";
import { ChooseQueue } from "./ChooseQueue";
import { botQuery, endBot, handOver, isOver, rateAnswer, sayWords, type Words } from "./data";
import { FormBar } from "./FormBar";
import { Turns } from "./Turns";

interface BotPageProps {
  menu: Menu | undefined;
  /** Where in the menu the citizen comes from, and the congestion notice that was shown there. */
  menuKey: string | null;
  noticeKey: string | null;
  onBack(): void;
}

/** Words that are not with the server yet; `problem` where it refused them. */
interface Unsent extends Words {
  problem: string | null;
}

export function BotPage({ menu, menuKey, noticeKey, onBack }: BotPageProps) {
  const { t } = useTranslation();
  const query = useQuery(botQuery);
  const heading = usePageFocus<HTMLHeadingElement>();
  const [unsent, setUnsent] = useState<Unsent | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // What was over when the page was opened is not shown again: a new conversation begins.
  const [old, setOld] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    if (old === undefined && query.data !== undefined) setOld(query.data && isOver(query.data) ? query.data.key : null);
  }, [old, query.data]);
  const held = query.data && query.data.key !== old ? query.data : null;
  const over = held !== null && isOver(held);
  const end = useEnd(held, unsent);
  useTitle(t("bot.title"));
  useSpokenAnswers(held);

  async function send(words: Words) {
    setUnsent({ ...words, problem: null });
    setProblem(null);
    try {
      await sayWords(held, words, { menuKey, noticeKey });
      setUnsent(null);
      // Handed over, the conversation goes on where counsellors answer.
      await refreshConversation();
    } catch (error) {
      setUnsent({ ...words, problem: problemText(error, t) });
    }
  }

  async function act(what: () => Promise<BotConversation>) {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const fresh = await what();
      if (fresh.contact_id !== null) await refreshConversation();
    } catch (error) {
      setProblem(problemText(error, t));
    } finally {
      setBusy(false);
    }
  }

  const person = () => {
    if (held === null) onBack();
    else void act(() => handOver(held.key, null));
  };
  const say = (body: string, photo_ids: number[] = []) => void send({ client_key: uuid(), body, photo_ids });
  const sending = unsent !== null && unsent.problem === null;

  return (
    <div className="chat talking bot">
      <div className="chat-top">
        <div className="talk-bar">
          <div className="talk-who">
            <span className="avatar" aria-hidden="true">
              {t("bot.letter")}
            </span>
            <div className="talk-name">
              <h1 ref={heading} tabIndex={-1}>
                {t("bot.name")}
              </h1>
              <p className="talk-state bot-about">
                <span>{t("bot.about")}</span>
              </p>
            </div>
          </div>
          {!over && (
            <button type="button" className="krds-btn medium secondary" onClick={person} aria-disabled={busy}>
              {t("bot.person")}
            </button>
          )}
          {held === null || over ? (
            <button type="button" className="krds-btn medium tertiary" onClick={onBack}>
              {t("common.back")}
            </button>
          ) : (
            <button
              type="button"
              className="krds-btn medium tertiary"
              onClick={() => void act(() => endBot(held.key))}
              aria-disabled={busy}
            >
              {t("bot.end")}
            </button>
          )}
        </div>
      </div>
      <section className="transcript" aria-labelledby="transcript">
        <h2 id="transcript" className="sr-only">
          {t("messages.title")}
        </h2>
        {query.isPending ? (
          <Spinner label={t("common.loading")} />
        ) : query.isError && !query.data ? (
          <Notice
            tone="danger"
            urgent
            title={t("error.title")}
            action={
              <button type="button" className="krds-btn large primary" onClick={() => void query.refetch()}>
                {t("common.retry")}
              </button>
            }
          >
            {problemText(query.error, t)}
          </Notice>
        ) : (
          <Turns
            conversation={held}
            unsent={unsent}
            onChoose={over || unsent !== null ? null : say}
            onRate={(turnId, helped) => held && void act(() => rateAnswer(held.key, turnId, helped))}
            onAgain={() =>
              unsent && void send({ client_key: unsent.client_key, body: unsent.body, photo_ids: unsent.photo_ids })
            }
            onDiscard={() => setUnsent(null)}
            onPerson={over ? null : person}
          />
        )}
        {problem && (
          <Notice tone="danger" urgent title={t("bot.failed")}>
            {problem}
          </Notice>
        )}
        {held?.stage === "handed_over" && held.contact_id === null && menu && (
          <ChooseQueue menu={menu} busy={busy} onChoose={(key) => void act(() => handOver(held.key, key))} />
        )}
        {held?.stage === "ended" && (
          <p className="previous">
            <button type="button" className="krds-btn large primary" onClick={() => setOld(held.key)}>
              {t("bot.anew")}
            </button>
          </p>
        )}
      </section>
      {!over && (
        <div className="composer-dock">
          {held && <FormBar conversation={held} busy={unsent !== null} onSay={say} />}
          <BotComposer busy={sending} onSend={say} />
        </div>
      )}
      {/* Below all that stays in sight at the bottom, which would cover the newest words else. */}
      <div ref={end} className="transcript-end" />
    </div>
  );
}

/** What the chatbot says is read out as it comes; an answer that is being phrased once, when it is whole. */
function useSpokenAnswers(held: BotConversation | null): void {
  const { t } = useTranslation();
  const last = useRef<number | null>(null);
  const coming = useRef(new Set<number>());
  useEffect(() => {
    const turns = held?.turns ?? [];
    const newest = turns.at(-1)?.id ?? 0;
    if (last.current !== null) {
      for (const turn of turns) {
        if (turn.sender !== "bot" || (turn.id <= last.current && !coming.current.has(turn.id))) continue;
        if (turn.phrasing) {
          coming.current.add(turn.id);
          continue;
        }
        coming.current.delete(turn.id);
        const body = [turn.phrased?.text ?? turn.body, ...(turn.choices ?? [])].join(" ");
        announce(t("messages.announce", { name: t("bot.name"), body }));
      }
    }
    // Nothing of what was there when the page was opened is said again.
    last.current = Math.max(last.current ?? 0, newest);
  }, [held, t]);
}

/** Keeps the newest words in sight. */
function useEnd(held: BotConversation | null, unsent: Unsent | null) {
  const mark = useRef<HTMLDivElement>(null);
  const count = (held?.turns.length ?? 0) + (unsent ? 1 : 0);
  const seen = useRef(0);
  useEffect(() => {
    if (count > seen.current) mark.current?.scrollIntoView({ block: "end" });
    seen.current = count;
  }, [count]);
  return mark;
}
