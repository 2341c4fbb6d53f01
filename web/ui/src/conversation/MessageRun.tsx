import { IconEar } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { timeText } from "../time/format";
import { Attachments } from "./Attachments";
import type { ConversationProps } from "./Conversation";
import classes from "./Conversation.module.css";
import type { Line, Run } from "./grouping";
import { MaskedText } from "./MaskedText";
import { Refusal } from "./Refusal";
import { SendMark } from "./SendMark";

interface MessageRunProps {
  run: Run;
  citizenRead: number;
  attachmentUrl: (id: number) => string;
  onUnmask: ConversationProps["onUnmask"];
  onRetry?: (clientKey: string) => void;
  onDiscard?: (clientKey: string) => void;
}

const knownEvents = [
  "queued",
  "offered",
  "answered",
  "transferred",
  "ended",
  "citizen_left",
  "abandoned",
  "taken_over",
  "returned",
  "callback_asked",
  "unreached",
  "callback_given_up",
] as const;
type KnownEvent = (typeof knownEvents)[number];
const isKnown = (event: string | null): event is KnownEvent => knownEvents.includes(event as KnownEvent);

export function MessageRun({ run, ...rest }: MessageRunProps) {
  const { t } = useTranslation("ui");
  const first = run.lines[0];
  if (run.sender === "system") return first ? <SystemLine line={first} onUnmask={rest.onUnmask} /> : null;
  const name =
    run.sender === "counsellor"
      ? (run.senderName ?? t("conversation.counsellor"))
      : t(run.sender === "bot" ? "conversation.bot" : "conversation.citizen");
  return (
    <div className={classes.run} data-sender={run.sender}>
      <span className={classes.name}>{name}</span>
      {run.lines.map((line, index) => (
        <Bubble key={line.key} line={line} last={index === run.lines.length - 1} {...rest} />
      ))}
    </div>
  );
}

interface LineProps {
  line: Line;
  onUnmask: ConversationProps["onUnmask"];
}

function SystemLine({ line, onUnmask }: LineProps) {
  const { t, i18n } = useTranslation("ui");
  if (line.event === "whisper") return <WhisperLine line={line} onUnmask={onUnmask} />;
  const event = isKnown(line.event) ? line.event : "unknown";
  return (
    <p className={classes.system}>
      {t(`conversation.event.${event}`, { name: line.senderName ?? "" })}
      <time dateTime={line.at}>{timeText(line.at, i18n.language)}</time>
    </p>
  );
}

/** For the counsellor alone, which it says in words. */
function WhisperLine({ line, onUnmask }: LineProps) {
  const { t, i18n } = useTranslation("ui");
  return (
    <div className={classes.whisper}>
      <p className={classes.whisperHead}>
        <IconEar size={14} aria-hidden />
        {t("conversation.whisper", { name: line.senderName ?? "" })}
        <time dateTime={line.at}>{timeText(line.at, i18n.language)}</time>
      </p>
      <p className={classes.body}>
        <MaskedText text={line.body} masked={line.masked} onUnmask={() => onUnmask("whisper", line.id ?? 0)} />
      </p>
    </div>
  );
}

interface BubbleProps extends Omit<MessageRunProps, "run"> {
  line: Line;
  last: boolean;
}

const Bubble = memo(function Bubble(props: BubbleProps) {
  const { line, last, citizenRead, attachmentUrl, onUnmask, onRetry, onDiscard } = props;
  const { i18n } = useTranslation("ui");
  const mine = line.sender === "counsellor";
  return (
    <div className={classes.message}>
      <div className={classes.bubble} data-pending={line.pending !== null || undefined}>
        {line.body !== "" && (
          <p className={classes.body}>
            <MaskedText text={line.body} masked={line.masked} onUnmask={() => onUnmask("message", line.id ?? 0)} />
          </p>
        )}
        <Attachments items={line.attachments} url={attachmentUrl} />
      </div>
      <span className={classes.meta}>
        {last && <time dateTime={line.at}>{timeText(line.at, i18n.language)}</time>}
        {mine && <SendMark line={line} citizenRead={citizenRead} quiet={!last} />}
      </span>
      {line.pending?.refusal != null && onRetry && onDiscard && (
        <Refusal
          reason={line.pending.refusal}
          onRetry={() => onRetry(line.key)}
          onDiscard={() => onDiscard(line.key)}
        />
      )}
    </div>
  );
});
