import type { Message, Whisper } from "@sori/api";
import { IconArrowDown, IconMessages } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../feedback/Empty";
import type { Pending } from "../outbox";
import { dayText } from "../time/format";
import classes from "./Conversation.module.css";
import { groupByDay, toLines } from "./grouping";
import { MessageRun } from "./MessageRun";
import { useStickToEnd } from "./useStickToEnd";

export interface ConversationProps {
  messages: readonly Message[];
  pending?: readonly Pending[];
  /** What a team leader said to the counsellor alone. */
  whispers?: readonly Whisper[];
  /** The last message that the citizen has read. */
  citizenRead: number;
  typing: boolean;
  attachmentUrl: (id: number) => string;
  /** Asks for a masked text as it was written. */
  onUnmask: (part: "message" | "whisper", id: number) => Promise<string>;
  onRetry?: (clientKey: string) => void;
  onDiscard?: (clientKey: string) => void;
}

const none: readonly Pending[] = [];
const silence: readonly Whisper[] = [];

/** The messages of one contact, grouped by day and sender; new ones are announced politely. */
export function Conversation(props: ConversationProps) {
  const { messages, pending = none, whispers = silence, typing } = props;
  const { t, i18n } = useTranslation("ui");
  const lines = useMemo(() => toLines(messages, pending, whispers), [messages, pending, whispers]);
  const days = useMemo(() => groupByDay(lines), [lines]);
  const { ref, atEnd, toEnd } = useStickToEnd(`${lines.length} ${typing}`);

  return (
    <div className={classes.frame}>
      {/* Scrolls, so it has to be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <div ref={ref} className={classes.scroll} role="log" aria-label={t("conversation.label")} tabIndex={0}>
        {lines.length === 0 && <Empty icon={<IconMessages size={28} />} title={t("conversation.empty")} />}
        {days.map((day) => (
          <section key={day.key} className={classes.day} aria-label={dayText(day.at, i18n.language)}>
            <h3 className={classes.date}>{dayText(day.at, i18n.language)}</h3>
            {day.runs.map((run) => (
              <MessageRun key={run.key} run={run} {...props} />
            ))}
          </section>
        ))}
        {typing && (
          <p className={classes.typing}>
            <span className={classes.dots} aria-hidden />
            {t("conversation.typing")}
          </p>
        )}
      </div>
      {!atEnd && (
        <button type="button" className={classes.newer} onClick={toEnd}>
          <IconArrowDown size={14} aria-hidden />
          {t("conversation.newer")}
        </button>
      )}
    </div>
  );
}
