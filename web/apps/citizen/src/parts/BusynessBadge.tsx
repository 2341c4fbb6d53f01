import type { Busyness, Congestion } from "@sori/api";
import { useTranslation } from "react-i18next";

const COLOURS: Record<Busyness, string> = {
  quiet: "bg-light-success",
  normal: "bg-light-information",
  busy: "bg-light-warning",
  very_busy: "bg-light-danger",
};

export function BusynessBadge({ busyness, open = true }: { busyness: Congestion; open?: boolean }) {
  const { t } = useTranslation();
  const { level, on_duty } = busyness;
  if (!open) return <span className="krds-badge large bg-light-gray">{t("start.closed")}</span>;
  // "Quiet" would be no help where nobody is there to answer.
  if (on_duty === 0) return <span className="krds-badge large bg-light-gray">{t("start.nobody")}</span>;
  return <span className={`krds-badge large ${COLOURS[level]}`}>{t(`busyness.${level}`)}</span>;
}
