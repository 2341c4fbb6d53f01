import { useEffect } from "react";
import { useCityMap } from "./CityMap";
import { MapMarker } from "./MapMarker";

interface MapPinProps {
  longitude: number;
  latitude: number;
}

/** The one place that a map is about; where it can't be seen, the map goes there. The page tells it in words. */
export function MapPin({ longitude, latitude }: MapPinProps) {
  const map = useCityMap();
  useEffect(() => {
    const at: [number, number] = [longitude, latitude];
    if (!map.getBounds().contains(at) || map.getZoom() < 12) map.jumpTo({ center: at, zoom: 14 });
  }, [map, longitude, latitude]);
  return (
    <MapMarker longitude={longitude} latitude={latitude} anchor="bottom">
      <svg className="city-map-pin" viewBox="0 0 26 36" width="26" height="36" aria-hidden="true">
        <path d="M13 1C6.4 1 1 6.4 1 13c0 8.6 12 22 12 22s12-13.4 12-22C25 6.4 19.6 1 13 1Z" />
        <circle cx="13" cy="13" r="4.5" />
      </svg>
    </MapMarker>
  );
}
