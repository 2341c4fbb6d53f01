import { Button, VisuallyHidden } from "@mantine/core";
import type { CaseCluster, CaseUrgency, MappedCase, OfficeMap } from "@sori/api";
import { dateTimeText, Failure } from "@sori/ui";
import { type DrawnMap, MapMarker, useCityMap } from "@sori/ui/map";
import { IconAlertTriangle, IconClockPause, IconHourglassLow, IconMapPin } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { memo, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { useText } from "../i18n/useText";
import DeskMap from "../map/DeskMap";
import { NOWHERE, type OfficeSearch, whereOf } from "./address";
import classes from "./CaseMap.module.css";
import { officeMapQuery, type Seen } from "./data";

/** From so near on a cluster isn't taken apart by going nearer: its cases are listed. */
const NEAREST = 18;
/** By how much of its size more than what is seen is asked for, so that there is something when the map is moved. */
const MARGIN = 0.15;
const icons = {
  overdue: IconAlertTriangle,
  near: IconHourglassLow,
  stopped: IconClockPause,
  in_time: IconMapPin,
  over: IconMapPin,
} as const satisfies Record<CaseUrgency, unknown>;

interface CaseMapProps {
  search: OfficeSearch;
  /** The case that is pointed at on the list, where it has a point. */
  lit: { id: number; longitude: number; latitude: number } | null;
  chosen: ReadonlySet<number>;
  onLit(id: number | null): void;
}

/** The cases of the list on the city's map: near ones counted together, close and late ones loud. */
export default function CaseMap({ search, lit, chosen, onLit }: CaseMapProps) {
  const { t } = useTranslation("office");
  const navigate = useNavigate();
  const [seen, setSeen] = useState<Seen | null>(null);
  const found = useQuery(officeMapQuery(search, seen));
  const list = (where: string) => void navigate({ to: "/office", search: { ...search, where } });
  return (
    <section className={classes.map} aria-label={t("map.part")} aria-busy={found.isFetching}>
      <DeskMap label={t("map.label")} className={classes.drawn} onDrawn={(map) => map.setMaxZoom(20)}>
        <Watched onSeen={setSeen} />
        {found.data && <Markers found={found.data} chosen={chosen} onLit={onLit} onList={list} />}
        {lit && (
          <MapMarker longitude={lit.longitude} latitude={lit.latitude} above>
            <span className={classes.ring} aria-hidden />
          </MapMarker>
        )}
      </DeskMap>
      {found.isError && <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />}
      <div className={classes.legend}>
        <span role="status">{found.data ? t("map.count", { count: countOf(found.data) }) : t("map.loading")}</span>
        {(["overdue", "near"] as const).map((one) => {
          const Icon = icons[one];
          return (
            <span key={one} className={classes.sign} data-urgency={one}>
              <Icon size={14} aria-hidden /> {t(`urgency.${one}`)}
            </span>
          );
        })}
        {found.data && found.data.unplaced > 0 && (
          <Link to="/office" search={{ ...search, where: NOWHERE }}>
            {t("map.unplaced", { count: found.data.unplaced })}
          </Link>
        )}
        {seen && (
          <Button size="compact-sm" variant="default" onClick={() => list(seen.visible)}>
            {t("map.list")}
          </Button>
        )}
      </div>
    </section>
  );
}

const countOf = (found: OfficeMap) => found.clusters.reduce((sum, one) => sum + one.count, found.cases.length);

/** Tells which part of the map is seen, whenever it has come to rest. */
function Watched({ onSeen }: { onSeen(seen: Seen): void }) {
  const map = useCityMap();
  useEffect(() => {
    const tell = () => onSeen(seenOn(map));
    tell();
    map.on("moveend", tell);
    return () => {
      map.off("moveend", tell);
    };
  }, [map, onSeen]);
  return null;
}

function seenOn(map: DrawnMap): Seen {
  const bounds = map.getBounds();
  const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [wide, high] = [(east - west) * MARGIN, (north - south) * MARGIN];
  return {
    visible: whereOf({ west, south, east, north }),
    where: whereOf({ west: west - wide, south: south - high, east: east + wide, north: north + high }),
    zoom: Math.min(20, Math.ceil(map.getZoom())),
  };
}

interface MarkersProps {
  found: OfficeMap;
  chosen: ReadonlySet<number>;
  onLit(id: number | null): void;
  onList(where: string): void;
}

function Markers({ found, chosen, onLit, onList }: MarkersProps) {
  const map = useCityMap();
  const bounds = map.getBounds();
  const open = (one: CaseCluster) => {
    if (map.getZoom() >= NEAREST) return onList(whereOf(one.box));
    // The cluster is gone once the map has moved: whoever is at the keyboard goes on from the map.
    map.getCanvas().focus({ preventScroll: true });
    map.easeTo({ center: [one.middle.longitude, one.middle.latitude], zoom: Math.min(20, map.getZoom() + 2) });
  };
  return (
    <>
      {found.clusters.map((one) => (
        <Cluster
          key={`${one.box.west} ${one.box.north} ${one.box.east}`}
          one={one}
          inView={bounds.contains([one.middle.longitude, one.middle.latitude])}
          onOpen={open}
        />
      ))}
      {found.cases.map((one) => (
        <Single
          key={one.id}
          one={one}
          inView={bounds.contains([one.point.longitude, one.point.latitude])}
          chosen={chosen.has(one.id)}
          onLit={onLit}
        />
      ))}
    </>
  );
}

/** What can't be seen isn't gone to by the keyboard either. */
const reached = (inView: boolean) => (inView ? 0 : -1);

interface ClusterProps {
  one: CaseCluster;
  inView: boolean;
  onOpen(one: CaseCluster): void;
}

function Cluster({ one, inView, onOpen }: ClusterProps) {
  const { t, i18n } = useTranslation("office");
  const urgency = one.overdue > 0 ? "overdue" : one.near > 0 ? "near" : "in_time";
  const loud = [
    { urgency: "overdue" as const, count: one.overdue },
    { urgency: "near" as const, count: one.near },
  ].filter(({ count }) => count > 0);
  const said = loud.map((its) => t("map.of", { what: t(`urgency.${its.urgency}`), count: its.count }));
  const [first] = loud;
  const Icon = first && icons[first.urgency];
  const figure = new Intl.NumberFormat(i18n.language);
  return (
    <MapMarker longitude={one.middle.longitude} latitude={one.middle.latitude}>
      <button
        type="button"
        className={classes.cluster}
        data-urgency={urgency}
        tabIndex={reached(inView)}
        onClick={() => onOpen(one)}
      >
        <VisuallyHidden>{[t("map.cluster", { count: one.count }), ...said].join(", ")}</VisuallyHidden>
        <strong aria-hidden>{figure.format(one.count)}</strong>
        {first && Icon && (
          <span className={classes.loud} aria-hidden>
            <Icon size={12} aria-hidden />
            {figure.format(first.count)}
          </span>
        )}
      </button>
    </MapMarker>
  );
}

interface SingleProps {
  one: MappedCase;
  inView: boolean;
  chosen: boolean;
  onLit(id: number | null): void;
}

const Single = memo(function Single({ one, inView, chosen, onLit }: SingleProps) {
  const { t, i18n } = useTranslation("office");
  const text = useText();
  const Icon = icons[one.urgency];
  const loud = one.urgency === "overdue" || one.urgency === "near" || one.urgency === "stopped" ? one.urgency : null;
  const told = [
    one.number,
    text(one.type_name),
    t(`state.${one.state}`),
    loud && t(`urgency.${loud}`),
    one.due_at && dateTimeText(one.due_at, i18n.language),
  ].filter(Boolean);
  return (
    <MapMarker longitude={one.point.longitude} latitude={one.point.latitude} above={loud === "overdue"}>
      <Link
        to="/cases/$id"
        params={{ id: one.id }}
        preload={false}
        className={classes.single}
        data-urgency={one.urgency}
        data-chosen={chosen}
        tabIndex={reached(inView)}
        onPointerEnter={() => onLit(one.id)}
        onPointerLeave={() => onLit(null)}
        onFocus={() => onLit(one.id)}
        onBlur={() => onLit(null)}
      >
        <VisuallyHidden>{told.join(", ")}</VisuallyHidden>
        <Icon size={16} aria-hidden />
        <span className={classes.tip} aria-hidden>
          {told.join(" · ")}
        </span>
      </Link>
    </MapMarker>
  );
});
