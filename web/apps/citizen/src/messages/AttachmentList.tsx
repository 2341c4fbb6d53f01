import type { Attachment } from "@sori/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { attachmentUrl } from "../api/chat";
import { useFormat } from "../i18n/format";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";

interface AttachmentListProps {
  attachments: Attachment[];
  /** Where each is, if not among the files of the conversation with a counsellor. */
  urlOf?: (id: number) => string;
}

export function AttachmentList({ attachments, urlOf = attachmentUrl }: AttachmentListProps) {
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          {attachment.media_type.startsWith("image/") ? (
            <Photo attachment={attachment} url={urlOf(attachment.id)} />
          ) : (
            <FileLink attachment={attachment} url={urlOf(attachment.id)} />
          )}
        </li>
      ))}
    </ul>
  );
}

function FileLink({ attachment, url }: { attachment: Attachment; url: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <a className="file-link" href={url} download={attachment.name}>
      <Icon name="file" />
      <span className="file-name">
        {attachment.name}
        <span className="small">
          {format.size(attachment.size)} · {t("attachment.download")}
        </span>
      </span>
    </a>
  );
}

function Photo({ attachment, url }: { attachment: Attachment; url: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { name, width, height } = attachment;
  return (
    <>
      <button type="button" className="photo" onClick={() => setOpen(true)} aria-label={t("attachment.view", { name })}>
        <img src={url} alt="" loading="lazy" width={width ?? undefined} height={height ?? undefined} />
      </button>
      {open && (
        <Dialog
          title={name}
          wide
          onClose={() => setOpen(false)}
          footer={
            <a className="krds-btn large secondary" href={url} download={name}>
              {t("attachment.download")}
            </a>
          }
        >
          <img className="photo-large" src={url} alt={`${t("attachment.photo")}: ${name}`} />
        </Dialog>
      )}
    </>
  );
}
