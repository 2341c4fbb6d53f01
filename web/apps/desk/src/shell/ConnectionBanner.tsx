import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnectionLost } from "../live/useStreamStatus";
import classes from "./Shell.module.css";

export function ConnectionBanner() {
  const { t } = useTranslation();
  const lost = useConnectionLost();
  return (
    <div role="status">
      {lost && (
        <div className={`${classes.banner} ${classes.lost}`}>
          <IconPlugConnectedX size={16} aria-hidden />
          {t("shell.connectionLost")}
        </div>
      )}
    </div>
  );
}
