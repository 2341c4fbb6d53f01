import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FloorFigure } from "../data/floor";
import figures from "../figures/Figures.module.css";

interface FigureProps {
  queue?: number | undefined;
  figure: FloorFigure;
  /** Whose figure it is, for those who hear the link without its row. */
  name: string;
  label?: string;
  value: string | number;
  strong?: boolean;
  pressure?: "none" | "late" | "over";
}

/** A figure that opens the records behind it. The address says which, so the back button closes them again. */
export function Figure({ queue, figure, name, label, value, strong = false, pressure = "none" }: FigureProps) {
  const { t, i18n } = useTranslation();
  const shown = typeof value === "number" ? value.toLocaleString(i18n.language) : value;
  return (
    <Link
      to="/floor"
      search={{ figure, ...(queue === undefined ? {} : { queue }) }}
      className={figures.figure}
      data-strong={strong || undefined}
      data-pressure={pressure}
      aria-label={t("floor.figure", { name, label: label ?? t(`figure.${figure}`), value: shown })}
      resetScroll={false}
    >
      {shown}
    </Link>
  );
}
