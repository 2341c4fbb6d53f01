import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Conversation.module.css";

interface RefusalProps {
  reason: string;
  onRetry: () => void;
  onDiscard: () => void;
}

/** Why the server would not take a message, and the two ways on. */
export function Refusal({ reason, onRetry, onDiscard }: RefusalProps) {
  const { t } = useTranslation("ui");
  return (
    <div className={classes.refusal} role="alert">
      <span>{reason}</span>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        {t("conversation.retry")}
      </Button>
      <Button size="compact-xs" variant="default" onClick={onDiscard}>
        {t("conversation.discard")}
      </Button>
    </div>
  );
}
