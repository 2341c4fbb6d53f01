import type { FeatureCollection, MultiPolygon, Polygon } from "geojson";
import type { Map as DrawnMap, StyleSpecification } from "maplibre-gl";

type Areas = FeatureCollection<Polygon | MultiPolygon>;
type NameLayer = Extract<StyleSpecification["layers"][number], { type: "symbol" }>;

/** The names on the map are drawn by the browser itself, in the face of the page. */
export const FACE = '"Pretendard Variable", "Apple SD Gothic Neo", "Noto Sans KR", sans-serif';

const names = ["ground", "area", "line", "line-soft", "text"] as const;
type Colours = Record<(typeof names)[number], string>;

/** The map's colours as the page's styles have them where it stands. */
export function coloursOf(element: Element): Colours {
  const styles = getComputedStyle(element);
  return Object.fromEntries(names.map((name) => [name, styles.getPropertyValue(`--map-${name}`).trim()])) as Colours;
}

const level = (name: string) => ["==", ["get", "level"], name] as ["==", ["get", string], string];

/** The areas without their names; there are none in it before `showAreas`. */
export const groundOf = (colours: Colours): StyleSpecification => ({
  version: 8,
  sources: { areas: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": colours.ground } },
    {
      id: "district",
      type: "fill",
      source: "areas",
      filter: level("district"),
      paint: { "fill-color": colours.area },
    },
    {
      id: "neighbourhood-border",
      type: "line",
      source: "areas",
      minzoom: 11,
      filter: level("neighbourhood"),
      paint: { "line-color": colours["line-soft"], "line-width": 1 },
    },
    {
      id: "district-border",
      type: "line",
      source: "areas",
      filter: level("district"),
      paint: { "line-color": colours.line, "line-width": 1.5 },
    },
  ],
});

/** Fetches the areas and shows all of them. */
export async function showAreas(
  map: DrawnMap,
  colours: Colours,
  language: "ko" | "en",
  signal: AbortSignal,
): Promise<void> {
  const answered = await fetch("/api/places/map", { signal });
  if (!answered.ok) throw new Error(`the map was answered with ${answered.status}`);
  const areas = (await answered.json()) as Areas;
  if (!map.isStyleLoaded()) await map.once("load");
  if (signal.aborted) return;
  const source = map.getSource("areas") as { setData?(data: FeatureCollection): void } | undefined;
  source?.setData?.(areas);
  const bounds = boundsOf(areas);
  if (bounds) map.fitBounds(bounds, { padding: 16, animate: false });
  // Only the parts of the face that the names need are fetched; without them the device's own draws them.
  const letters = areas.features.map(({ properties }) => properties?.ko).join("");
  void document.fonts
    .load('400 24px "Pretendard Variable"', letters)
    .catch(() => [])
    .then(() => {
      if (!signal.aborted) for (const layer of namesIn(language, colours)) map.addLayer(layer);
    });
}

function boundsOf(areas: Areas) {
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

/** The districts by name, and from near the neighbourhoods. */
function namesIn(language: "ko" | "en", colours: Colours): NameLayer[] {
  const named = (name: string, size: number, from: number, to: number): NameLayer => ({
    id: `${name}-name`,
    type: "symbol",
    source: "areas",
    minzoom: from,
    maxzoom: to,
    filter: level(name),
    layout: { "text-field": ["get", language], "text-size": size },
    paint: { "text-color": colours.text, "text-halo-color": colours.area, "text-halo-width": 1.5 },
  });
  return [named("district", 14, 0, 12), named("neighbourhood", 13, 12, 24)];
}
