import { ActionIcon, Progress } from "@mantine/core";
import type { Attachment } from "@sori/api";
import { fileIcon, fileSizeText } from "@sori/ui";
import { IconRefresh, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Composer.module.css";
import type { Upload } from "./useUploads";

interface UploadListProps {
  attachments: readonly Attachment[];
  uploads: readonly Upload[];
  onRemove: (attachmentId: number) => void;
  onDrop: (key: string) => void;
  onRetry: (upload: Upload) => void;
}

/** What will go with the next message: files that are up, files that are coming, and files that could not. */
export function UploadList({ attachments, uploads, onRemove, onDrop, onRetry }: UploadListProps) {
  const { t } = useTranslation();
  if (attachments.length + uploads.length === 0) return null;
  return (
    <ul className={classes.files}>
      {attachments.map((attachment) => (
        <li key={attachment.id} className={classes.file}>
          <FileName name={attachment.name} size={attachment.size} />
          <Remove name={attachment.name} onClick={() => onRemove(attachment.id)} />
        </li>
      ))}
      {uploads.map((upload) => (
        <li key={upload.key} className={classes.file} data-failed={upload.error !== null || undefined}>
          <FileName name={upload.file.name} size={upload.file.size} />
          {upload.error === null ? (
            <Progress
              value={upload.share * 100}
              size="sm"
              w={70}
              aria-label={t("composer.uploading", { name: upload.file.name })}
            />
          ) : (
            <>
              <span role="alert" className={classes.fileError}>
                {upload.error || t("offline")}
              </span>
              <ActionIcon size="sm" onClick={() => onRetry(upload)} aria-label={t("composer.retryFile")}>
                <IconRefresh size={14} aria-hidden />
              </ActionIcon>
            </>
          )}
          <Remove name={upload.file.name} onClick={() => onDrop(upload.key)} />
        </li>
      ))}
    </ul>
  );
}

function FileName({ name, size }: { name: string; size: number }) {
  const { i18n } = useTranslation();
  const Icon = fileIcon(name);
  return (
    <>
      <Icon size={16} aria-hidden />
      <span className={classes.fileName}>{name}</span>
      <span className={classes.fileSize}>{fileSizeText(size, i18n.language)}</span>
    </>
  );
}

function Remove({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon size="sm" onClick={onClick} aria-label={t("composer.removeFile", { name })}>
      <IconX size={14} aria-hidden />
    </ActionIcon>
  );
}
