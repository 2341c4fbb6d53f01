import { IconAlertCircle, IconCheck, IconChecks, IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Conversation.module.css";
import type { Line } from "./grouping";

interface SendMarkProps {
  line: Line;
  citizenRead: number;
  /** Inside a run only what is unsettled needs a mark. */
  quiet: boolean;
}

/** How far a counsellor's message has come. "Sent" means that the server acknowledged it, nothing less. */
export function SendMark({ line, citizenRead, quiet }: SendMarkProps) {
  const { t } = useTranslation("ui");
  if (line.pending?.refusal != null) {
    return (
      <span className={classes.mark} data-mark="refused">
        <IconAlertCircle size={14} aria-hidden />
        {t("conversation.refused")}
      </span>
    );
  }
  if (line.pending !== null || line.id === null) {
    return (
      <span className={classes.mark}>
        <IconClock size={14} aria-hidden />
        {t("conversation.sending")}
      </span>
    );
  }
  if (quiet) return null;
  const read = line.id <= citizenRead;
  return (
    <span className={classes.mark} data-mark={read ? "read" : undefined}>
      {read ? <IconChecks size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
      {read ? t("conversation.read") : t("conversation.sent")}
    </span>
  );
}
