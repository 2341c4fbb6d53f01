import type { Conversation, Message } from "@sori/api";
import type { Pending } from "@sori/ui/outbox";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { eventText } from "./eventText";
import { MessageItem } from "./MessageItem";
import { PendingItem } from "./PendingItem";

interface MessageListProps {
  conversation: Conversation;
  pending: Pending[];
  /** Null when there is nowhere left to write. */
  onEdit: ((message: Pending) => void) | null;
  onDiscard(message: Pending): void;
}

export function MessageList({ conversation, pending, onEdit, onDiscard }: MessageListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { messages } = conversation;
  if (messages.length === 0 && pending.length === 0) return <p className="no-messages">{t("messages.empty")}</p>;

  return (
    <ol className="messages">
      {messages.map((message, index) => {
        const day = format.day(message.sent_at);
        const before = messages[index - 1];
        const newDay = before === undefined || format.day(before.sent_at) !== day;
        return (
          <Fragment key={message.id}>
            {newDay && <li className="day">{day}</li>}
            <Line message={message} before={before} readUpTo={conversation.counsellor_read} />
            {message.event === "answered" && conversation.simulated_counsellor && (
              <li className="day">{t("talk.simulated_note")}</li>
            )}
          </Fragment>
        );
      })}
      {pending.map((message) => (
        <PendingItem
          key={message.client_key}
          message={message}
          earlier={message.contact_id !== conversation.contact_id}
          onEdit={onEdit}
          onDiscard={onDiscard}
        />
      ))}
    </ol>
  );
}

interface LineProps {
  message: Message;
  before: Message | undefined;
  readUpTo: number;
}

function Line({ message, before, readUpTo }: LineProps) {
  const { t } = useTranslation();
  if (message.sender === "system") {
    const text = eventText(message, t);
    return text && <li className="event">{text}</li>;
  }
  const continues = before?.sender === message.sender && before.sender_name === message.sender_name;
  return <MessageItem message={message} continues={continues} read={message.id <= readUpTo} />;
}
