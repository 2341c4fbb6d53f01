import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./feedback.module.css";

/** Grey lines in the shape of what is coming. */
export function Loading({ lines = 5, height = 44 }: { lines?: number; height?: number }) {
  const { t } = useTranslation("ui");
  return (
    <div className={classes.loading} role="status" aria-label={t("loading")}>
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <Skeleton key={line} height={height} radius={6} />
      ))}
    </div>
  );
}
