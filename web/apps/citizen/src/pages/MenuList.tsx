import type { MenuChoice } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { BusynessBadge } from "../parts/BusynessBadge";
import { Icon } from "../parts/Icon";

interface MenuListProps {
  entries: MenuChoice[];
  onChoose(key: string): void;
}

export function MenuList({ entries, onChoose }: MenuListProps) {
  return (
    <ul className="menu">
      {entries.map((entry) => (
        <li key={entry.key}>
          <MenuButton entry={entry} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  );
}

function MenuButton({ entry, onChoose }: { entry: MenuChoice; onChoose(key: string): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { waiting } = entry.busyness;
  return (
    <button
      type="button"
      className={entry.open ? "menu-entry" : "menu-entry closed"}
      onClick={() => onChoose(entry.key)}
    >
      <span className="menu-key">
        <span aria-hidden="true">{entry.key}</span>
        <span className="sr-only">{t("start.number", { key: entry.key })} </span>
      </span>
      <span className="menu-text">
        <strong>{format.text(entry.label)}</strong>
        <span className="sr-only">, </span>
        <span className="menu-state">
          <BusynessBadge busyness={entry.busyness} open={entry.open} />
          <span className="sr-only">, </span>
          <span>
            {entry.open
              ? waiting > 0
                ? t("start.waiting", { count: waiting })
                : t("start.nobody_waiting")
              : entry.opens_at && t("start.opens_at", { time: format.moment(entry.opens_at) })}
          </span>
        </span>
      </span>
      <Icon name="angle" className="right" />
    </button>
  );
}
