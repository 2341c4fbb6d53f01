import type { Message } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { AttachmentList } from "./AttachmentList";
import { MessageBody } from "./MessageBody";

interface MessageItemProps {
  message: Message;
  /** The same person goes on: their name need not be seen again. */
  continues: boolean;
  read: boolean;
}

export function MessageItem({ message, continues, read }: MessageItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mine = message.sender === "citizen";
  const theirs = message.sender === "bot" ? t("bot.name") : (message.sender_name ?? t("talk.title_nameless"));
  const name = mine ? t("messages.me") : theirs;
  return (
    <li className={`message ${mine ? "mine" : "theirs"}${continues ? " continues" : ""}`}>
      <p className={mine || continues ? "sr-only" : "sender"}>{name}</p>
      <div className="bubble-row">
        <div className="bubble">
          {message.body && <MessageBody text={message.body} />}
          <AttachmentList attachments={message.attachments} />
        </div>
        <p className="meta">
          {mine && <span className={read ? "read" : ""}>{t(read ? "messages.read" : "messages.sent")}</span>}
          <time dateTime={message.sent_at}>{format.clock(message.sent_at)}</time>
        </p>
      </div>
    </li>
  );
}
