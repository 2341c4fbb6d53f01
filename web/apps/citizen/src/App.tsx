import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "./api/words";
import { stageOf } from "./conversation/merge";
import { useConversation } from "./conversation/useConversation";
import { useLive } from "./conversation/useLive";
import { useReading } from "./conversation/useReading";
import { useSending } from "./outbox/useOutbox";
import { BeforePage } from "./pages/BeforePage";
import { ConversationPage } from "./pages/ConversationPage";
import { useLeftBehind } from "./pages/leftBehind";
import { forgetRequest } from "./pages/request";
import { clearRoute, useRoute } from "./pages/route";
import { StartPage } from "./pages/StartPage";
import { useMenu } from "./pages/useMenu";
import { Frame } from "./parts/Frame";
import { Notice } from "./parts/Notice";
import { Spinner } from "./parts/Spinner";

/** The chatbot is a page of its own, fetched by those who ask it. */
const BotPage = lazy(() => import("./chatbot/BotPage").then((module) => ({ default: module.BotPage })));

/** Which step to show follows from the conversation the server holds for this device, and from the address. */
export function App() {
  const conversation = useConversation();
  const held = conversation.data ?? null;
  const [leftBehind, setLeftBehind] = useLeftBehind();
  const over = held !== null && stageOf(held) === "ended";
  const shown = held !== null && !(over && leftBehind === held.contact_id) ? held : null;
  const following = shown !== null && !over ? shown.contact_id : null;

  const live = useLive(following);
  const unread = useReading(shown);
  const route = useRoute();
  const menu = useMenu(shown === null);
  const bot = route.bot && shown === null && !conversation.isPending;

  useSending(shown?.contact_id ?? null);
  // A live conversation is one for all of a device's tabs; a link to another menu entry does not leave it.
  useEffect(() => {
    if (following === null) return;
    clearRoute();
    forgetRequest();
  }, [following]);

  const again = useCallback(() => {
    clearRoute();
    setLeftBehind(held?.contact_id ?? null);
  }, [held?.contact_id, setLeftBehind]);
  const previous = useCallback(() => setLeftBehind(null), [setLeftBehind]);

  const entry = menu.data?.entries.find((candidate) => candidate.key === route.entry);

  return (
    <Frame menu={menu.data} compact={(shown !== null && !over) || bot}>
      {shown ? (
        <ConversationPage conversation={shown} live={live} unread={unread} onAgain={again} />
      ) : conversation.isPending ? (
        <Loading />
      ) : conversation.isError && !conversation.data ? (
        <Failed error={conversation.error} onRetry={() => void conversation.refetch()} />
      ) : bot ? (
        <Suspense fallback={<Loading />}>
          <BotPage menu={menu.data} menuKey={route.entry} noticeKey={route.notice} onBack={route.back} />
        </Suspense>
      ) : entry?.busyness ? (
        <BeforePage
          key={entry.key}
          entry={entry}
          busyness={entry.busyness}
          onBack={route.back}
          onBot={(notice) => route.askBot(entry.key, notice)}
        />
      ) : (
        <StartPage
          key={entry?.key}
          menu={menu}
          above={entry ?? null}
          onChoose={route.choose}
          onBack={route.back}
          onBot={() => route.askBot(null, null)}
          onPrevious={over ? previous : null}
        />
      )}
    </Frame>
  );
}

function Loading() {
  const { t } = useTranslation();
  const [slow, setSlow] = useState(false);
  // Nothing flickers when the answer comes at once.
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return slow ? <Spinner label={t("common.loading")} /> : null;
}

function Failed({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <div className="inner page">
      <h1>{t("error.title")}</h1>
      <Notice
        tone="danger"
        urgent
        action={
          <button type="button" className="krds-btn large primary" onClick={onRetry}>
            {t("common.retry")}
          </button>
        }
      >
        {problemText(error, t)}
      </Notice>
    </div>
  );
}
