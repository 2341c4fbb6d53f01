import { NativeSelect } from "@mantine/core";
import type { CaseCell, CaseFigureChoices, CaseHeatMap as Found } from "@sori/api";
import { Empty, Failure, Loading } from "@sori/ui";
import { useCityMap } from "@sori/ui/map";
import { IconMapOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import figures from "../../figures/Figures.module.css";
import { useText } from "../../i18n/useText";
import DeskMap from "../../map/DeskMap";
import statistics from "../../statistics/Statistics.module.css";
import classes from "./CaseHeatMap.module.css";
import { caseFigures, caseHeatMapQuery, cellSizes } from "./data";
import { useCounted } from "./useCounted";

const route = getRouteApi("/staff/cases/figures");
/** So many cells are listed at first. */
const FIRST = 50;

/** Where cases are, by cells of the city's map, and the same as a table. */
export default function CaseHeatMap({ choices }: { choices: CaseFigureChoices }) {
  const { t } = useTranslation("cases");
  const { figure = "received", size = "medium" } = route.useSearch();
  const navigate = route.useNavigate();
  const { counted } = useCounted(choices);
  const found = useQuery(caseHeatMapQuery(figure, size, counted));
  const change = (changed: object) => void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  return (
    <section className={figures.section} aria-labelledby="case-map-title" aria-busy={found.isPlaceholderData}>
      <div className={statistics.tableHead}>
        <h2 id="case-map-title">{t("figures.map.title")}</h2>
        <div className={classes.choices}>
          <NativeSelect
            size="xs"
            aria-label={t("figures.map.figure")}
            value={figure}
            data={caseFigures.map((value) => ({ value, label: t(`figures.figure.${value}`) }))}
            onChange={({ currentTarget: { value } }) => change({ figure: value })}
          />
          <NativeSelect
            size="xs"
            aria-label={t("figures.map.size")}
            value={size}
            data={cellSizes.map((value) => ({ value, label: t(`figures.map.sizeName.${value}`) }))}
            onChange={({ currentTarget: { value } }) => change({ size: value })}
          />
        </div>
      </div>
      {found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : found.data ? (
        <Drawn found={found.data} />
      ) : (
        <Loading lines={10} height={34} />
      )}
    </section>
  );
}

function Drawn({ found }: { found: Found }) {
  const { t, i18n } = useTranslation("cases");
  const number = (value: number) => value.toLocaleString(i18n.language);
  const least = number(found.least ?? 0);
  return (
    <>
      {found.cells.length === 0 ? (
        <Empty icon={<IconMapOff size={32} />} title={t("figures.map.none")}>
          {t("figures.map.noneAbout", { least })}
        </Empty>
      ) : (
        <>
          <DeskMap label={t("figures.map.label")} className={classes.map}>
            <Heat cells={found.cells} />
          </DeskMap>
          <p className={classes.legend} aria-hidden>
            {number(found.cells.at(-1)?.count ?? 0)}
            <span className={classes.scale} />
            {number(found.cells[0]?.count ?? 0)}
          </p>
          <Cells cells={found.cells} />
        </>
      )}
      <p className={statistics.about}>
        {found.cell_m !== null && `${t("figures.map.cell", { metres: number(found.cell_m) })} `}
        {t("figures.map.rest", { least, scattered: number(found.scattered), without: number(found.without_place) })}
      </p>
    </>
  );
}

/** Cells as they lie on the map, the fuller the stronger; the map goes where they are. */
function Heat({ cells }: { cells: readonly CaseCell[] }) {
  const map = useCityMap();
  useEffect(() => {
    const most = Math.max(...cells.map((one) => one.count));
    const data = {
      type: "FeatureCollection" as const,
      features: cells.map(({ box: { west, south, east, north }, count }) => ({
        type: "Feature" as const,
        // By the root: areas differ, and most cells have few.
        properties: { heat: Math.sqrt(count / most) },
        geometry: {
          type: "Polygon" as const,
          coordinates: [
            [
              [west, south],
              [east, south],
              [east, north],
              [west, north],
              [west, south],
            ],
          ],
        },
      })),
    };
    const source = map.getSource("heat") as { setData?(data: unknown): void } | undefined;
    if (source) source.setData?.(data);
    else {
      map.addSource("heat", { type: "geojson", data });
      const colour = getComputedStyle(document.documentElement).getPropertyValue("--sori-red").trim();
      const paint = { "fill-color": colour, "fill-opacity": ["+", 0.12, ["*", 0.73, ["get", "heat"]]] };
      map.addLayer(
        { id: "heat", type: "fill", source: "heat", paint } as Parameters<typeof map.addLayer>[0],
        "district-border",
      );
    }
    const west = Math.min(...cells.map(({ box }) => box.west));
    const south = Math.min(...cells.map(({ box }) => box.south));
    const east = Math.max(...cells.map(({ box }) => box.east));
    const north = Math.max(...cells.map(({ box }) => box.north));
    map.fitBounds([west, south, east, north], { padding: 24, animate: false, maxZoom: 15 });
  }, [map, cells]);
  return null;
}

function Cells({ cells }: { cells: readonly CaseCell[] }) {
  const { t, i18n } = useTranslation("cases");
  const text = useText();
  const [all, setAll] = useState(false);
  const middle = ({ box }: CaseCell) =>
    `${((box.south + box.north) / 2).toFixed(4)}, ${((box.west + box.east) / 2).toFixed(4)}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={`${figures.scroll} ${classes.cells}`} aria-label={t("figures.map.table")} tabIndex={0}>
      <table className={figures.table} data-figures>
        <thead>
          <tr>
            <th scope="col">{t("figures.map.area")}</th>
            <th scope="col">{t("figures.map.middle")}</th>
            <th scope="col">{t("figures.map.count")}</th>
          </tr>
        </thead>
        <tbody>
          {(all ? cells : cells.slice(0, FIRST)).map((one) => (
            <tr key={middle(one)}>
              <th scope="row">{one.area ? text(one.area) : t("figures.map.noArea")}</th>
              <td>{middle(one)}</td>
              <td>{one.count.toLocaleString(i18n.language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {cells.length > FIRST && !all && (
        <button type="button" className={`${figures.sort} ${classes.more}`} onClick={() => setAll(true)}>
          {t("figures.map.all", { count: cells.length })}
        </button>
      )}
    </section>
  );
}
