import { CityMap, type DrawnMap, MapPin } from "@sori/ui/map";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../i18n";
import { Notice } from "../parts/Notice";
import type { Point } from "./draft";

interface PlaceMapProps {
  point: Point | null;
  onChoose(point: Point): void;
}

/** The city's areas; a tap, or the middle of the map by a button, chooses the place. */
export default function PlaceMap({ point, onChoose }: PlaceMapProps) {
  const { t } = useTranslation();
  const map = useRef<DrawnMap | null>(null);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const [failed, setFailed] = useState(false);
  const texts = {
    language: currentLanguage(),
    label: t("report.map.label"),
    zoomIn: t("report.map.zoomIn"),
    zoomOut: t("report.map.zoomOut"),
  };
  const chosen = ({ lng, lat }: { lng: number; lat: number }) => choose.current({ longitude: lng, latitude: lat });
  if (failed) return <Notice tone="information">{t("report.map.failed")}</Notice>;
  return (
    <>
      <p className="small">{t("report.map.hint")}</p>
      <CityMap
        texts={texts}
        className="report-map"
        onDrawn={(drawn) => {
          map.current = drawn;
          drawn.on("click", ({ lngLat }) => chosen(lngLat));
        }}
        onFailed={() => setFailed(true)}
      >
        {point && <MapPin {...point} />}
        <span className="report-middle" aria-hidden="true" />
      </CityMap>
      <button
        type="button"
        className="krds-btn medium tertiary"
        onClick={() => {
          if (map.current) chosen(map.current.getCenter());
        }}
      >
        {t("report.map.middle")}
      </button>
    </>
  );
}
