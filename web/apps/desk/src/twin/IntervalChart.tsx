import { Button } from "@mantine/core";
import type { Scenario, TwinFigures } from "@sori/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { clocks, type Measure } from "../data/twin";
import { bars, type Drawing, percentLine, savePicture, useChart } from "../figures/useChart";
import classes from "./Twin.module.css";
import type { Compared } from "./TwinPage";

const drawn = {
  rates: { counted: ["answered", "calls"], shares: ["answer_rate", "service_level"] },
  waits: { counted: ["mean_wait_s"], shares: ["occupancy"] },
} as const satisfies Record<string, { counted: readonly Measure[]; shares: readonly Measure[] }>;

const colours: Partial<Record<Measure, string>> = {
  answered: "blue",
  calls: "text-3",
  answer_rate: "green",
  service_level: "accent",
  mean_wait_s: "amber",
  occupancy: "accent",
};
const nothing = () => {};

/** A picture by interval: counts or seconds as bars, shares as lines, and dashed those of the run compared with. */
export function IntervalChart({
  kind,
  scenario,
  figures,
  compared,
}: {
  kind: keyof typeof drawn;
  scenario: Scenario;
  figures: TwinFigures;
  compared: Compared | null;
}) {
  const { t } = useTranslation("twin");
  const drawing = useMemo((): Drawing => {
    const { counted, shares } = drawn[kind];
    const name = (measure: Measure) => t(`measure.${measure}`, { within: scenario.within_s ?? 20 });
    const values = (of: TwinFigures, measure: Measure, factor: number) =>
      (of.intervals[measure] ?? []).map(({ mean }) => (mean === null ? null : Math.round(10 * factor * mean) / 10));
    return {
      categories: clocks(scenario),
      series: (colour) => [
        ...counted.map((measure) => ({
          ...bars(
            name(measure),
            colour(colours[measure] ?? "blue"),
            values(figures, measure, 1).map((value) => value ?? 0),
          ),
          stack: measure,
        })),
        ...shares.map((measure) => ({
          ...percentLine(name(measure), colour(colours[measure] ?? "green"), values(figures, measure, 100)),
          showSymbol: false,
        })),
        ...(compared ? shares : []).map((measure) => {
          const color = colour(colours[measure] ?? "green");
          return {
            ...percentLine(
              t("beforeOf", { name: name(measure) }),
              color,
              values((compared as Compared).figures, measure, 100),
            ),
            showSymbol: false,
            lineStyle: { color, type: "dashed" },
          };
        }),
      ],
    };
  }, [kind, scenario, figures, compared, t]);
  const ref = useChart(drawing, nothing);
  return (
    <figure className={classes.figure}>
      <figcaption>
        {t(kind)}
        {(["png", "svg"] as const).map((format) => (
          <Button
            key={format}
            size="compact-xs"
            variant="subtle"
            aria-label={`${t("saveAs")}: ${t(kind)}, ${t(format)}`}
            onClick={() => savePicture(ref.current, drawing, format, `twin-${kind}`)}
          >
            {t(format)}
          </Button>
        ))}
      </figcaption>
      <div ref={ref} className={classes.chart} role="img" aria-label={t(kind)} />
    </figure>
  );
}
