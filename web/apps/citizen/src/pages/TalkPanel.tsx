import type { Conversation } from "@sori/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { leave } from "../api/chat";
import { keepConversation } from "../conversation/store";
import { useFormat } from "../i18n/format";
import { Confirm } from "../parts/Confirm";
import { usePageFocus } from "../parts/usePageFocus";
import { useTitle } from "../parts/useTitle";

interface TalkPanelProps {
  conversation: Conversation;
  unread: number;
  /** While our own line is down, nobody here knows how the counsellor's is. */
  lost: boolean;
}

export function TalkPanel({ conversation, unread, lost }: TalkPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const heading = usePageFocus<HTMLHeadingElement>({ toTop: false });
  const [ending, setEnding] = useState(false);
  const name = conversation.counsellor?.display_name;
  const { counsellor_connected: connected, simulated_counsellor: simulated } = conversation;
  useTitle(name ? t("talk.title", { name }) : t("talk.title_nameless"), unread);

  return (
    <div className="talk-bar">
      <div className="talk-who">
        <span className="avatar" aria-hidden="true">
          {(name ?? "·").slice(0, 1)}
        </span>
        <div className="talk-name">
          <h1 ref={heading} tabIndex={-1}>
            {name ? t("talk.counsellor", { name }) : t("talk.title_nameless")}
          </h1>
          <p className="talk-state">
            {simulated && <span className="krds-badge bg-light-warning">{t("talk.simulated")}</span>}
            {!lost && (
              <span className={connected ? "presence on" : "presence"}>
                {connected ? t("talk.connected") : t("talk.away")}
              </span>
            )}
            <span className="talk-topic">{format.text(conversation.queue)}</span>
          </p>
        </div>
      </div>
      <button type="button" className="krds-btn medium tertiary" onClick={() => setEnding(true)}>
        {t("talk.end")}
      </button>
      {ending && (
        <Confirm
          title={t("talk.end_title")}
          body={t("talk.end_body")}
          confirm={t("talk.end_confirm")}
          stay={t("talk.end_stay")}
          failed={t("talk.leave_failed")}
          act={async () => keepConversation(await leave())}
          onClose={() => setEnding(false)}
        />
      )}
    </div>
  );
}
