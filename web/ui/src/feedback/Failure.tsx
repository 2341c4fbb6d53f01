import { Button } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./feedback.module.css";

interface FailureProps {
  /** The server's own words; empty when no answer came at all. */
  detail: string;
  onRetry: () => void;
}

/** What stands where something could not be loaded, with the way out. */
export function Failure({ detail, onRetry }: FailureProps) {
  const { t } = useTranslation("ui");
  return (
    <div className={classes.place} role="alert">
      <IconAlertTriangle size={22} aria-hidden />
      <strong>{t("failed.title")}</strong>
      <span>{detail || t("failed.offline")}</span>
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
        {t("retry")}
      </Button>
    </div>
  );
}
