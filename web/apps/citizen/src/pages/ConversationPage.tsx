import type { Conversation } from "@sori/api";
import type { Pending } from "@sori/ui/outbox";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { tellTyping } from "../api/chat";
import { Composer, type ComposerHandle } from "../composer/Composer";
import { stageOf } from "../conversation/merge";
import { useAnnouncements } from "../conversation/useAnnouncements";
import type { Live } from "../conversation/useLive";
import { MessageList } from "../messages/MessageList";
import { useStickToEnd } from "../messages/useStickToEnd";
import { outbox, useOutbox } from "../outbox/useOutbox";
import { ConnectionBanner } from "../parts/ConnectionBanner";
import { AfterPanel } from "./AfterPanel";
import { TalkPanel } from "./TalkPanel";
import { LeftPanel, WaitingBar, WaitingPanel } from "./WaitingPanel";

interface ConversationPageProps {
  conversation: Conversation;
  live: Live;
  unread: number;
  onAgain(): void;
}

export function ConversationPage({ conversation, live, unread, onAgain }: ConversationPageProps) {
  const { t } = useTranslation();
  const kept = useOutbox();
  const composer = useRef<ComposerHandle>(null);
  const stage = stageOf(conversation);
  const { contact_id, messages, left_message: left } = conversation;

  // What has arrived as a message needs no sending, whichever answer told us so.
  const arrived = new Set(messages.map((message) => message.client_key));
  const pending = kept.filter((message) => !arrived.has(message.client_key));
  useEffect(() => {
    const keys = new Set(messages.map((message) => message.client_key));
    for (const { client_key } of kept) if (keys.has(client_key)) outbox.discard(client_key);
  }, [kept, messages]);

  useAnnouncements(conversation, live.lost);
  const end = useStickToEnd(stage !== "ended", messages, pending.length);

  function edit(message: Pending) {
    composer.current?.take(message.body, message.contact_id === contact_id ? message.attachments : []);
    outbox.discard(message.client_key);
  }

  return (
    <div className={`chat ${stage}`}>
      {stage === "waiting" && !left && <WaitingPanel conversation={conversation} unread={unread} />}
      {stage === "waiting" && left && <LeftPanel conversation={conversation} unread={unread} />}
      {stage === "ended" && <AfterPanel conversation={conversation} onAgain={onAgain} />}
      <div className="chat-top">
        {stage === "waiting" && !left && <WaitingBar conversation={conversation} />}
        {stage === "talking" && <TalkPanel conversation={conversation} unread={unread} lost={live.lost} />}
        <ConnectionBanner lost={live.lost && stage !== "ended"} />
      </div>
      <section className="transcript" aria-labelledby="transcript">
        <h2 id="transcript" className={stage === "ended" ? "" : "sr-only"}>
          {t(stage === "ended" ? "after.transcript" : "messages.title")}
        </h2>
        <MessageList
          conversation={conversation}
          pending={pending}
          onEdit={stage === "ended" ? null : edit}
          onDiscard={(message) => outbox.discard(message.client_key)}
        />
        {live.typing && !live.lost && stage === "talking" && <Typing />}
        <div ref={end.mark} className="transcript-end" />
      </section>
      {stage !== "ended" && (
        <div className="composer-dock">
          {end.newBelow && (
            <button type="button" className="krds-btn medium secondary to-end" onClick={end.jump}>
              {t("messages.new")}
            </button>
          )}
          <Composer
            ref={composer}
            key={contact_id}
            contactId={contact_id}
            onTyping={stage === "talking" ? tellTyping : undefined}
          />
        </div>
      )}
    </div>
  );
}

function Typing() {
  const { t } = useTranslation();
  return (
    <p className="typing">
      <span className="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {t("talk.typing")}
    </p>
  );
}
