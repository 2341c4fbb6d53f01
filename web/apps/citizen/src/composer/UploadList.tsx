import type { Attachment } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { Icon } from "../parts/Icon";
import type { Pending } from "./useUploads";

interface UploadListProps {
  attachments: Attachment[];
  pending: Pending[];
  onRemove(id: number): void;
  onDrop(key: string): void;
  onRetry(key: string, file: File): void;
}

export function UploadList({ attachments, pending, onRemove, onDrop, onRetry }: UploadListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (attachments.length === 0 && pending.length === 0) return null;
  return (
    <ul className="uploads" aria-label={t("attachment.list")}>
      {attachments.map(({ id, name, size }) => (
        <li key={id} className="upload">
          <Icon name="file" />
          <span className="upload-text">
            <span className="upload-name">{name}</span>
            <span className="small">
              {format.size(size)} · {t("attachment.ready")}
            </span>
          </span>
          <Remove name={name} onClick={() => onRemove(id)} />
        </li>
      ))}
      {pending.map((item) => (
        <li key={item.key} className={item.problem ? "upload failed" : "upload"}>
          <Icon name={item.problem ? "error" : "file"} />
          <span className="upload-text">
            <span className="upload-name">{item.file.name}</span>
            {item.problem ? (
              <span className="small" role="alert">
                {item.problem}
              </span>
            ) : (
              <Progress name={item.file.name} share={item.share} />
            )}
          </span>
          {item.problem && item.retryable && (
            <button
              type="button"
              className="icon-button"
              aria-label={t("attachment.retry", { name: item.file.name })}
              onClick={() => onRetry(item.key, item.file)}
            >
              <Icon name="reset" />
            </button>
          )}
          <Remove name={item.file.name} onClick={() => onDrop(item.key)} />
        </li>
      ))}
    </ul>
  );
}

function Progress({ name, share }: { name: string; share: number }) {
  const { t } = useTranslation();
  const percent = Math.round(share * 100);
  return (
    <span className="small">
      <progress value={share} max={1} aria-label={name} /> {t("attachment.uploading", { percent })}
    </span>
  );
}

function Remove({ name, onClick }: { name: string; onClick(): void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="icon-button" aria-label={t("attachment.remove", { name })} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
