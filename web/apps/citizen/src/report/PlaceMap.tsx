import type { FeatureCollection, MultiPolygon, Polygon } from "geojson";
import { Map as DrawnMap, Marker, NavigationControl, type StyleSpecification, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../i18n";
import { Notice } from "../parts/Notice";
import type { Point } from "./draft";

setWorkerUrl(workerUrl);

/** The names on the map are drawn by the browser itself, in the face of the page. */
const FACE = '"Pretendard Variable", "Apple SD Gothic Neo", "Noto Sans KR", sans-serif';

interface PlaceMapProps {
  point: Point | null;
  onChoose(point: Point): void;
}

/** The city's areas as the centre keeps them; a tap, or the middle of the map by a button, chooses the place. */
export default function PlaceMap({ point, onChoose }: PlaceMapProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<DrawnMap | null>(null);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const [failed, setFailed] = useState(false);
  const [ready, setReady] = useState(false);
  const label = t("report.map.label");
  const zoomIn = t("report.map.zoomIn");
  const zoomOut = t("report.map.zoomOut");

  useEffect(() => {
    const container = place.current;
    if (!container) return;
    let drawn: DrawnMap;
    try {
      drawn = new DrawnMap({
        container,
        style: STYLE,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        localIdeographFontFamily: FACE,
        locale: {
          "Map.Title": label,
          "NavigationControl.ZoomIn": zoomIn,
          "NavigationControl.ZoomOut": zoomOut,
        },
      });
    } catch {
      // No WebGL on this device: the place is told in words.
      setFailed(true);
      return;
    }
    map.current = drawn;
    drawn.touchZoomRotate.disableRotation();
    drawn.addControl(new NavigationControl({ showCompass: false }), "top-right");
    drawn.on("click", ({ lngLat }) => choose.current({ longitude: lngLat.lng, latitude: lngLat.lat }));
    const stop = new AbortController();
    void showAreas(drawn, stop.signal).then(
      () => setReady(true),
      () => {
        if (!stop.signal.aborted) setFailed(true);
      },
    );
    return () => {
      stop.abort();
      map.current = null;
      drawn.remove();
    };
  }, [label, zoomIn, zoomOut]);

  useEffect(() => {
    const drawn = map.current;
    if (!drawn || !ready || point === null) return;
    const at: [number, number] = [point.longitude, point.latitude];
    const marker = new Marker({ color: "#0b50d0" }).setLngLat(at).addTo(drawn);
    marker.getElement().setAttribute("aria-hidden", "true");
    if (!drawn.getBounds().contains(at) || drawn.getZoom() < 12) drawn.jumpTo({ center: at, zoom: 14 });
    return () => {
      marker.remove();
    };
  }, [point, ready]);

  if (failed) return <Notice tone="information">{t("report.map.failed")}</Notice>;
  return (
    <>
      <p className="small" id="report-map-hint">
        {t("report.map.hint")}
      </p>
      <div className="report-map" data-ready={ready}>
        <div ref={place} className="report-map-drawn" />
        <span className="report-middle" aria-hidden="true" />
      </div>
      <button
        type="button"
        className="krds-btn medium tertiary"
        onClick={() => {
          const centre = map.current?.getCenter();
          if (centre) onChoose({ longitude: centre.lng, latitude: centre.lat });
        }}
      >
        {t("report.map.middle")}
      </button>
    </>
  );
}

/** Fetches the areas and shows all of them. */
async function showAreas(map: DrawnMap, signal: AbortSignal): Promise<void> {
  const answered = await fetch("/api/places/map", { signal });
  if (!answered.ok) throw new Error(`the map was answered with ${answered.status}`);
  const areas = (await answered.json()) as FeatureCollection<Polygon | MultiPolygon>;
  if (!map.isStyleLoaded()) await map.once("load");
  if (signal.aborted) return;
  const source = map.getSource("areas") as { setData?(data: FeatureCollection): void } | undefined;
  source?.setData?.(areas);
  const bounds = boundsOf(areas);
  if (bounds) map.fitBounds(bounds, { padding: 16, animate: false });
  // Only the parts of the face that the names need are fetched; without them the device's own draws them.
  const names = areas.features.map(({ properties }) => properties?.ko).join("");
  void document.fonts
    .load('400 24px "Pretendard Variable"', names)
    .catch(() => [])
    .then(() => {
      if (!signal.aborted) for (const layer of namesIn(currentLanguage())) map.addLayer(layer);
    });
}

function boundsOf(areas: FeatureCollection<Polygon | MultiPolygon>) {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { geometry } of areas.features) {
    for (const ring of (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat()) {
      for (const [x = 0, y = 0] of ring) {
        west = Math.min(west, x);
        east = Math.max(east, x);
        south = Math.min(south, y);
        north = Math.max(north, y);
      }
    }
  }
  return west <= east ? ([west, south, east, north] as [number, number, number, number]) : null;
}

const level = (name: string) => ["==", ["get", "level"], name] as ["==", ["get", string], string];

const STYLE: StyleSpecification = {
  version: 8,
  sources: { areas: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": "#eef2f7" } },
    {
      id: "district",
      type: "fill",
      source: "areas",
      filter: level("district"),
      paint: { "fill-color": "#ffffff" },
    },
    {
      id: "neighbourhood-border",
      type: "line",
      source: "areas",
      minzoom: 11,
      filter: level("neighbourhood"),
      paint: { "line-color": "#b1b8be", "line-width": 1 },
    },
    {
      id: "district-border",
      type: "line",
      source: "areas",
      filter: level("district"),
      paint: { "line-color": "#58616a", "line-width": 1.5 },
    },
  ],
};

type NameLayer = Extract<StyleSpecification["layers"][number], { type: "symbol" }>;

/** The districts by name, and from near the neighbourhoods. */
function namesIn(language: "ko" | "en"): NameLayer[] {
  const named = (name: string, size: number, from: number, to: number): NameLayer => ({
    id: `${name}-name`,
    type: "symbol",
    source: "areas",
    minzoom: from,
    maxzoom: to,
    filter: level(name),
    layout: { "text-field": ["get", language], "text-size": size },
    paint: { "text-color": "#1e2124", "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
  });
  return [named("district", 14, 0, 12), named("neighbourhood", 13, 12, 24)];
}
