import type { MenuChoice } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { waitText } from "../i18n/wait";
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
  // A telephone asks for one key at a time: of 12, the citizen who pressed 1 sees 2.
  const digit = entry.key.slice(-1);
  return (
    <button
      type="button"
      className={entry.open ? "menu-entry" : "menu-entry closed"}
      onClick={() => onChoose(entry.key)}
    >
      <span className="menu-key">
        <span aria-hidden="true">{digit}</span>
        <span className="sr-only">{t("start.number", { key: digit })} </span>
      </span>
      <span className="menu-text">
        <strong>{format.text(entry.label)}</strong>
        <span className="sr-only">, </span>
        <span className="menu-state">
          <State entry={entry} />
        </span>
      </span>
      <Icon name="angle" className="right" />
    </button>
  );
}

function State({ entry }: { entry: MenuChoice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opens = entry.opens_at && t("start.opens_at", { time: format.moment(entry.opens_at) });
  if (!entry.busyness) return <span>{entry.open ? t("start.more") : opens}</span>;
  const { waiting, expected } = entry.busyness;
  return (
    <>
      <BusynessBadge busyness={entry.busyness} open={entry.open} />
      <span className="sr-only">, </span>
      <span>
        {entry.full
          ? t("start.full")
          : entry.open
            ? waiting > 0
              ? t("start.waiting", { count: waiting })
              : t("start.nobody_waiting")
            : opens}
      </span>
      {entry.open && !entry.full && expected && (
        <>
          <span className="sr-only">, {t("waits.label")} </span>
          <span>{waitText(expected, t)}</span>
        </>
      )}
    </>
  );
}
