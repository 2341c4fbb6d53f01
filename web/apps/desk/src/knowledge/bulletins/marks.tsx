import type { Standing, Urgency } from "@sori/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "../Knowledge.module.css";

/** That a bulletin presses; nothing for ordinary ones. */
export function UrgencyMark({ urgency }: { urgency: Urgency }) {
  const { t } = useTranslation("knowledge");
  if (urgency !== "urgent") return null;
  return (
    <span className={classes.state} data-state="wrong">
      <IconAlertTriangle size={12} aria-hidden /> {t("bulletins.urgency.urgent")}
    </span>
  );
}

const tones = { draft: "", scheduled: "scheduled", current: "published", over: "", withdrawn: "" };

/** How a bulletin stands; a draft of another centre waits for an editor. */
export function StandingMark({ standing, received }: { standing: Standing; received: boolean }) {
  const { t } = useTranslation("knowledge");
  const waits = received && standing === "draft";
  return (
    <span className={classes.state} data-state={waits ? "review" : tones[standing]}>
      {t(waits ? "bulletins.standing.received" : `bulletins.standing.${standing}`)}
    </span>
  );
}
