import { useTranslation } from "react-i18next";
import { Icon } from "./Icon";

/** Seen while the line is down; `useAnnouncements` says it once to a screen reader. */
export function ConnectionBanner({ lost }: { lost: boolean }) {
  const { t } = useTranslation();
  if (!lost) return null;
  return (
    <div className="connection">
      <Icon name="warning" />
      <p>{t("connection.lost")}</p>
    </div>
  );
}
