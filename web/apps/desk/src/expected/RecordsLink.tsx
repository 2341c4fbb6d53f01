import type { EstimateFigure } from "@sori/api";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Phase } from "../data/expectedWait";
import figures from "../figures/Figures.module.css";

interface RecordsLinkProps {
  name: string;
  figure: EstimateFigure;
  queue?: number | undefined;
  phase?: Phase | undefined;
  value: string | number;
}

/** A figure that opens the estimates behind it. The address says which, so the back button closes them again. */
export function RecordsLink({ name, figure, queue, phase, value }: RecordsLinkProps) {
  const { t, i18n } = useTranslation();
  const shown = typeof value === "number" ? value.toLocaleString(i18n.language) : value;
  return (
    <Link
      to="/floor/expected-wait"
      search={({ days }) => ({
        ...(days ? { days } : {}),
        figure,
        ...(queue === undefined ? {} : { queue }),
        ...(phase === undefined ? {} : { phase }),
      })}
      className={figures.figure}
      aria-label={t("expectedWait.look", { name, label: t(`expectedWait.figure.${figure}`), value: shown })}
      resetScroll={false}
    >
      {shown}
    </Link>
  );
}
