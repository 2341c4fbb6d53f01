import type { CaseUrgency } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { IconAlertTriangle, IconClockPause, IconHourglassLow } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { loadTexts } from "./i18n/load";
import classes from "./Office.module.css";

loadTexts();

const icons = { overdue: IconAlertTriangle, near: IconHourglassLow, stopped: IconClockPause } as const;
const isLoud = (urgency: CaseUrgency): urgency is keyof typeof icons => urgency in icons;

/** When a case is due, loud where that is close or over: by colour, sign and word together. */
export function DueDate({ due, urgency }: { due: string | null; urgency: CaseUrgency }) {
  const { t, i18n } = useTranslation("office");
  const loud = isLoud(urgency) ? urgency : null;
  const Icon = loud && icons[loud];
  return (
    <span className={classes.due} data-urgency={urgency}>
      {Icon && <Icon size={16} aria-hidden />}
      {loud && <strong>{t(`urgency.${loud}`)}</strong>}
      {due !== null && <span>{dateTimeText(due, i18n.language)}</span>}
      {due === null && !Icon && "–"}
    </span>
  );
}
