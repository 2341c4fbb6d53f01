import type { Pending } from "@sori/ui/outbox";
import { useTranslation } from "react-i18next";
import { Icon } from "../parts/Icon";
import { AttachmentList } from "./AttachmentList";
import { MessageBody } from "./MessageBody";

interface PendingItemProps {
  message: Pending;
  earlier: boolean;
  onEdit: ((message: Pending) => void) | null;
  onDiscard(message: Pending): void;
}

/** A message of one's own that the server does not have: on its way, or refused. */
export function PendingItem({ message, earlier, onEdit, onDiscard }: PendingItemProps) {
  const { t } = useTranslation();
  const stuck = earlier || message.refusal !== null;
  return (
    <li className={`message mine ${stuck ? "refused" : "pending"}`}>
      <p className="sr-only">{t("messages.me")}</p>
      <div className="bubble-row">
        <div className="bubble">
          {message.body && <MessageBody text={message.body} />}
          {/* The files of an earlier contact went with it. */}
          {!earlier && <AttachmentList attachments={message.attachments} />}
        </div>
        {!stuck && <p className="meta">{t("messages.sending")}</p>}
      </div>
      {stuck && (
        <div className="refusal">
          <p role={earlier ? undefined : "alert"}>
            <Icon name="error" />
            <span>
              <strong>{t("messages.refused")}</strong> {earlier ? t("messages.earlier") : message.refusal}
            </span>
          </p>
          <div className="refusal-actions">
            {onEdit && (
              <button type="button" className="krds-btn small secondary" onClick={() => onEdit(message)}>
                {t("messages.edit")}
              </button>
            )}
            <button type="button" className="krds-btn small tertiary" onClick={() => onDiscard(message)}>
              {t("messages.discard")}
            </button>
          </div>
        </div>
      )}
    </li>
  );
}
