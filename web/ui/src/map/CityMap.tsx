import { Map as DrawnMap, NavigationControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { coloursOf, FACE, groundOf, showAreas } from "./areas";

setWorkerUrl(workerUrl);

/** What the map is called, and its buttons, in the page's language. */
export interface MapTexts {
  language: "ko" | "en";
  label: string;
  zoomIn: string;
  zoomOut: string;
}

interface CityMapProps {
  texts: MapTexts;
  className?: string | undefined;
  /** Called with the map as soon as there is one: to hear taps, or to ask where its middle is. */
  onDrawn?: ((map: DrawnMap) => void) | undefined;
  /** The browser can't draw maps, or the areas can't be fetched: nothing is shown, the page says so or does without. */
  onFailed?: (() => void) | undefined;
  /** What lies on the map: `MapMarker`s, and whatever asks `useCityMap` for it. Mounted once the areas are there. */
  children?: ReactNode;
}

const Shown = createContext<DrawnMap | null>(null);

/** The map on which something lies. */
export function useCityMap(): DrawnMap {
  const map = useContext(Shown);
  if (!map) throw new Error("this lies on no CityMap");
  return map;
}

/**
 * The city's areas as the centre keeps them, without any server of tiles, with what lies on them.
 *
 * Its colours are the page's (`map.css`); a page whose colours change gives it another `key`.
 */
export function CityMap({ texts, className, onDrawn, onFailed, children }: CityMapProps) {
  const place = useRef<HTMLDivElement>(null);
  const told = useRef({ onDrawn, onFailed });
  told.current = { onDrawn, onFailed };
  const [shown, setShown] = useState<DrawnMap | null>(null);
  const [failed, setFailed] = useState(false);
  const { language, label, zoomIn, zoomOut } = texts;

  useEffect(() => {
    const container = place.current;
    if (!container) return;
    const fail = () => {
      setFailed(true);
      told.current.onFailed?.();
    };
    const colours = coloursOf(container);
    let drawn: DrawnMap;
    try {
      drawn = new DrawnMap({
        container,
        style: groundOf(colours),
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        localIdeographFontFamily: FACE,
        locale: { "Map.Title": label, "NavigationControl.ZoomIn": zoomIn, "NavigationControl.ZoomOut": zoomOut },
      });
    } catch {
      // No WebGL on this device: what the map shows is told in words.
      fail();
      return;
    }
    drawn.touchZoomRotate.disableRotation();
    drawn.keyboard.disableRotation();
    drawn.addControl(new NavigationControl({ showCompass: false }), "top-right");
    told.current.onDrawn?.(drawn);
    const stop = new AbortController();
    void showAreas(drawn, colours, language, stop.signal).then(
      () => setShown(drawn),
      () => {
        if (!stop.signal.aborted) fail();
      },
    );
    return () => {
      stop.abort();
      setShown(null);
      drawn.remove();
    };
  }, [language, label, zoomIn, zoomOut]);

  if (failed) return null;
  return (
    <div className={className ? `city-map ${className}` : "city-map"} data-ready={shown !== null}>
      <div ref={place} className="city-map-drawn" />
      {shown && <Shown value={shown}>{children}</Shown>}
    </div>
  );
}
