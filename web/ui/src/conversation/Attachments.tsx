import { IconFile, IconFileSpreadsheet, IconFileText, IconFileTypePdf } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { fileSizeText } from "../time/format";
import classes from "./Attachments.module.css";
import type { Attached } from "./grouping";

interface AttachmentsProps {
  items: readonly Attached[];
  url: (id: number) => string;
}

/** Pictures as thumbnails, other files as their name and size; each opens in a tab of its own. */
export function Attachments({ items, url }: AttachmentsProps) {
  if (items.length === 0) return null;
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={item.id}>
          {item.media_type.startsWith("image/") ? (
            <a href={url(item.id)} target="_blank" rel="noreferrer" className={classes.picture}>
              <img src={url(item.id)} alt={item.name} {...thumbnailSize(item)} loading="lazy" />
            </a>
          ) : (
            <FileLink item={item} href={url(item.id)} />
          )}
        </li>
      ))}
    </ul>
  );
}

function FileLink({ item, href }: { item: Attached; href: string }) {
  const { i18n } = useTranslation("ui");
  const Icon = fileIcon(item.name);
  return (
    <a href={href} target="_blank" rel="noreferrer" className={classes.file}>
      <Icon size={20} aria-hidden />
      <span>
        <span className={classes.name}>{item.name}</span>
        <span className={classes.size}>{fileSizeText(item.size, i18n.language)}</span>
      </span>
    </a>
  );
}

export function fileIcon(name: string) {
  if (/\.pdf$/i.test(name)) return IconFileTypePdf;
  if (/\.xlsx$/i.test(name)) return IconFileSpreadsheet;
  if (/\.(docx|hwpx?|txt)$/i.test(name)) return IconFileText;
  return IconFile;
}

/** The room is reserved before the picture arrives, so that the conversation does not jump. */
function thumbnailSize(item: Attached): { width: number; height: number } | undefined {
  if (!item.width || !item.height) return undefined;
  const scale = Math.min(1, 260 / item.width, 200 / item.height);
  return { width: Math.max(40, Math.round(item.width * scale)), height: Math.max(40, Math.round(item.height * scale)) };
}
