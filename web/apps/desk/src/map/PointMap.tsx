import { MapPin } from "@sori/ui/map";
import DeskMap from "./DeskMap";
import classes from "./Map.module.css";

interface PointMapProps {
  label: string;
  longitude: number;
  latitude: number;
}

/** Where something is: one point on the city's map. */
export default function PointMap({ label, longitude, latitude }: PointMapProps) {
  return (
    <DeskMap label={label} className={classes.small}>
      <MapPin longitude={longitude} latitude={latitude} />
    </DeskMap>
  );
}
