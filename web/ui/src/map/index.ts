export type { Map as DrawnMap } from "maplibre-gl";
export { CityMap, type MapTexts, useCityMap } from "./CityMap";
export { MapMarker } from "./MapMarker";
export { MapPin } from "./MapPin";
