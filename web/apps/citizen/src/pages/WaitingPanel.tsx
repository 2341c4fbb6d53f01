import type { Conversation } from "@sori/api";
import { clockText } from "@sori/ui/duration";
import { useEffect, useRef, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { leave, turnIntoLeftMessage } from "../api/chat";
import { keepConversation } from "../conversation/store";
import { useFormat } from "../i18n/format";
import { waitText } from "../i18n/wait";
import { BusynessBadge } from "../parts/BusynessBadge";
import { Confirm } from "../parts/Confirm";
import { Notice } from "../parts/Notice";
import { usePageFocus } from "../parts/usePageFocus";
import { useTitle } from "../parts/useTitle";

export function WaitingPanel({ conversation, unread }: { conversation: Conversation; unread: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const heading = usePageFocus<HTMLHeadingElement>();
  const [leaving, setLeaving] = useState(false);
  const offered = conversation.state === "offered";
  const { place, waiting_since, busyness, expected } = conversation;
  const title = t(offered ? "waiting.offered_title" : "waiting.title");
  useTitle(title, unread);

  return (
    <div className="card status-card">
      <p className="topic">{format.text(conversation.queue)}</p>
      <h1 ref={heading} tabIndex={-1} className="status-title">
        {title}
      </h1>
      <p className="place">
        <Place place={place} offered={offered} />
      </p>
      <dl className="facts">
        {!offered && place !== null && (
          <div>
            <dt>{t("waiting.mine")}</dt>
            <dd>{t("waiting.place", { place })}</dd>
          </div>
        )}
        {waiting_since && (
          <div>
            <dt>{t("waiting.elapsed")}</dt>
            <dd>
              <Elapsed since={waiting_since} />
            </dd>
          </div>
        )}
        {!offered && expected && (
          <div>
            <dt>{t("waits.label")}</dt>
            <dd>{waitText(expected, t)}</dd>
          </div>
        )}
        <div>
          <dt>{t("waiting.busyness")}</dt>
          <dd>
            <BusynessBadge busyness={busyness} />
          </dd>
        </div>
      </dl>
      <p className="reassurance">
        {t("waiting.keep")} {t("waiting.write")}
      </p>
      {!offered && conversation.ways && <OtherWays conversation={conversation} />}
      <button type="button" className="krds-btn medium tertiary leave" onClick={() => setLeaving(true)}>
        {t("waiting.leave")}
      </button>
      {leaving && (
        <Confirm
          title={t("waiting.leave_title")}
          body={t("waiting.leave_body")}
          confirm={t("waiting.leave_confirm")}
          stay={t("waiting.leave_stay")}
          failed={t("talk.leave_failed")}
          act={async () => keepConversation(await leave())}
          onClose={() => setLeaving(false)}
        />
      )}
    </div>
  );
}

/** Told to who waits when the wait has grown long: they may leave what they have written to be answered later. */
function OtherWays({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { expected, ways, messages } = conversation;
  const hasWritten = messages.some((message) => message.sender === "citizen");
  return (
    <div className="way">
      <Notice tone="warning" title={t("notice.waiting_title")}>
        <p>{expected ? t("notice.expected", { wait: waitText(expected, t) }) : t("notice.unknown")}</p>
        {ways?.includes("message") && <p>{t(hasWritten ? "message.about" : "message.turn_first")}</p>}
      </Notice>
      {ways?.includes("message") && hasWritten && (
        <button type="button" className="krds-btn medium secondary" onClick={() => setAsking(true)}>
          {t("message.turn")}
        </button>
      )}
      {asking && (
        <Confirm
          title={t("message.turn_title")}
          body={t("message.turn_body")}
          confirm={t("message.turn_confirm")}
          stay={t("waiting.leave_stay")}
          failed={t("message.failed")}
          act={async () => keepConversation(await turnIntoLeftMessage())}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** A message was left: there is nothing to wait for at the screen. */
export function LeftPanel({ conversation, unread }: { conversation: Conversation; unread: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const heading = usePageFocus<HTMLHeadingElement>();
  useTitle(t("message.left_title"), unread);
  return (
    <div className="card status-card">
      <p className="topic">{format.text(conversation.queue)}</p>
      <h1 ref={heading} tabIndex={-1} className="status-title">
        {t("message.left_title")}
      </h1>
      <p className="reassurance">
        {t("message.left")} {t("message.left_more")}
      </p>
    </div>
  );
}

/** The place in the queue for those who have written so much that the panel has scrolled away. */
export function WaitingBar({ conversation }: { conversation: Conversation }) {
  const mark = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const { place, state, waiting_since } = conversation;

  useEffect(() => {
    if (!mark.current) return;
    const observer = new IntersectionObserver(([entry]) => setAway(entry ? entry.boundingClientRect.top < 1 : false), {
      rootMargin: "-1px 0px 0px 0px",
      threshold: [0, 1],
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);

  return (
    <div ref={mark} className="waiting-bar" aria-hidden="true">
      {away && (
        <p>
          <span>
            <Place place={place} offered={state === "offered"} />
          </span>
          {waiting_since && <Elapsed since={waiting_since} />}
        </p>
      )}
    </div>
  );
}

function Place({ place, offered }: { place: number | null; offered: boolean }) {
  const strong = { strong: <strong /> };
  if (offered) return <Trans i18nKey="waiting.offered" components={strong} />;
  if (place === null) return <Trans i18nKey="waiting.unknown" components={strong} />;
  if (place <= 1) return <Trans i18nKey="waiting.next" components={strong} />;
  return <Trans i18nKey="waiting.ahead" count={place - 1} components={strong} />;
}

/** Counts by itself; a screen reader is not told each second. */
function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span role="timer" aria-live="off" className="clock">
      {clockText((now - Date.parse(since)) / 1000)}
    </span>
  );
}
