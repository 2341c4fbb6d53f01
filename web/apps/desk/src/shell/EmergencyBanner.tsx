import { clockText, timeText, useSeconds } from "@sori/ui";
import { IconUrgent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { emergencyQuery } from "../data/emergency";
import classes from "./Shell.module.css";

/** Tells everybody at work that the emergency is on, and for how long still. */
export function EmergencyBanner() {
  const { t, i18n } = useTranslation();
  const { data: emergency } = useQuery(emergencyQuery);
  if (!emergency) return null;
  return (
    <aside className={`${classes.banner} ${classes.emergency}`} aria-label={t("emergency.label")}>
      <IconUrgent size={16} aria-hidden />
      <span>{t("emergency.on", { label: emergency.label[i18n.language === "en" ? "en" : "ko"] })}</span>
      <span>
        {t("emergency.until", { time: timeText(emergency.until, i18n.language) })} · <Left until={emergency.until} />
      </span>
    </aside>
  );
}

function Left({ until }: { until: string }) {
  const { t } = useTranslation();
  const elapsed = useSeconds("1970-01-01T00:00:00Z");
  return <time>{t("emergency.left", { time: clockText(Date.parse(until) / 1000 - elapsed) })}</time>;
}
