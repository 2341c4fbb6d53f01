import { clockText, useSeconds } from "@sori/ui";
import { useTranslation } from "react-i18next";
import classes from "./WrapUp.module.css";

/** Amber in the last quarter of the time allowed, red beyond it; the words say the same. */
export function WrapUpTimer({ since, limit }: { since: string; limit: number }) {
  const { t } = useTranslation();
  const seconds = useSeconds(since);
  const pressure = seconds > limit ? "over" : seconds > limit * 0.75 ? "late" : "fine";
  return (
    <span className={classes.timer} data-pressure={pressure}>
      <span className={classes.bar} aria-hidden>
        <span style={{ transform: `scaleX(${Math.min(1, seconds / limit)})` }} />
      </span>
      <span>{t("wrapUp.time", { used: clockText(seconds), limit: clockText(limit) })}</span>
      {pressure === "over" && <strong>{t("wrapUp.over")}</strong>}
    </span>
  );
}
