import { useComputedColorScheme } from "@mantine/core";
import { CityMap, type DrawnMap } from "@sori/ui/map";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../i18n/language";
import classes from "./Map.module.css";

interface DeskMapProps {
  /** What the map is called to those who can't see it. */
  label: string;
  className?: string | undefined;
  onDrawn?: ((map: DrawnMap) => void) | undefined;
  children?: ReactNode;
}

/** The city's map in the desk's language and colours. Large as what draws it is, pages take it with `lazy`. */
export default function DeskMap({ label, className, onDrawn, children }: DeskMapProps) {
  const { t } = useTranslation("ui");
  const scheme = useComputedColorScheme();
  const [failed, setFailed] = useState(false);
  const texts = { language: currentLanguage(), label, zoomIn: t("map.zoomIn"), zoomOut: t("map.zoomOut") };
  if (failed) return <p className={classes.failed}>{t("map.failed")}</p>;
  return (
    <CityMap key={scheme} texts={texts} className={className} onDrawn={onDrawn} onFailed={() => setFailed(true)}>
      {children}
    </CityMap>
  );
}
