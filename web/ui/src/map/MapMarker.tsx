import { Marker } from "maplibre-gl";
import { type ReactNode, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { useCityMap } from "./CityMap";

interface MapMarkerProps {
  longitude: number;
  latitude: number;
  /** Which part of it lies on the point: its middle, or its foot. */
  anchor?: "center" | "bottom";
  /** Loud ones lie above the others. */
  above?: boolean;
  children: ReactNode;
}

/** Something of the page's own at a point of the map: a button there is a button of the page. */
export function MapMarker({ longitude, latitude, anchor = "center", above = false, children }: MapMarkerProps) {
  const map = useCityMap();
  const [element] = useState(() => document.createElement("div"));
  const [marker] = useState(() => new Marker({ element, anchor }));
  useEffect(() => {
    marker.setLngLat([longitude, latitude]);
  }, [marker, longitude, latitude]);
  useEffect(() => {
    marker.addTo(map);
    return () => {
      marker.remove();
    };
  }, [marker, map]);
  useEffect(() => {
    element.classList.toggle("city-map-above", above);
  }, [element, above]);
  return createPortal(children, element);
}
