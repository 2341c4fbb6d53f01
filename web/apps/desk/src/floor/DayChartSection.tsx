import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { DayChart, Floor, FloorQueue, Interval } from "@sori/api";
import { Failure, Loading, timeText } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { chartQuery, type Minutes } from "../data/team";
import figures from "../figures/Figures.module.css";
import { useText } from "../i18n/useText";
import classes from "./Floor.module.css";
import { useDrawing } from "./useDrawing";
import work from "./Work.module.css";

const route = getRouteApi("/staff/floor");
const series = ["inbound", "answered", "abandoned"] as const;

/** The day by intervals beside another day: a drawing, and the same as a table. */
export default function DayChartSection({ floor }: { floor: Floor }) {
  const { t } = useTranslation();
  const [queue, setQueue] = useState<number>();
  const [minutes, setMinutes] = useState<Minutes>(30);
  const [other, setOther] = useState<string>();
  const [asTable, setAsTable] = useState(false);
  const chart = useQuery(chartQuery(queue, minutes, other));
  return (
    <section className={figures.section} aria-labelledby="chart-title">
      <h2 id="chart-title">{t("chart.title")}</h2>
      <div className={work.tools}>
        <QueueSelect queues={floor.queues} value={queue} onChange={setQueue} />
        <NativeSelect
          size="xs"
          label={t("chart.interval")}
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.currentTarget.value) as Minutes)}
          data={[15, 30, 60].map((one) => ({ value: String(one), label: t("chart.minutes", { minutes: one }) }))}
        />
        <TextInput
          size="xs"
          type="date"
          label={t("chart.other")}
          value={other ?? chart.data?.other_day ?? ""}
          onChange={(event) => setOther(event.currentTarget.value || undefined)}
        />
        <Button size="xs" variant="default" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t("chart.table")}
        </Button>
      </div>
      {chart.data ? (
        asTable ? (
          <ChartTable chart={chart.data} queue={queue} />
        ) : (
          <Drawing chart={chart.data} queue={queue} />
        )
      ) : chart.isError ? (
        <Failure detail={problemDetail(chart.error)} onRetry={() => void chart.refetch()} />
      ) : (
        <Loading lines={1} height={280} />
      )}
    </section>
  );
}

interface QueueSelectProps {
  queues: readonly FloorQueue[];
  value: number | undefined;
  onChange: (queue: number | undefined) => void;
}

function QueueSelect({ queues, value, onChange }: QueueSelectProps) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <NativeSelect
      size="xs"
      label={t("floor.queue")}
      value={value === undefined ? "" : String(value)}
      onChange={(event) => onChange(event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value))}
      data={[
        { value: "", label: t("floor.all") },
        ...queues.map((queue) => ({ value: String(queue.id), label: text(queue.name) })),
      ]}
    />
  );
}

interface ChartProps {
  chart: DayChart;
  queue: number | undefined;
}

/** Where an interval's contacts are found. */
const stretch = (chart: DayChart, interval: Interval, queue: number | undefined) => ({
  figure: "inbound" as const,
  since: interval.starts_at,
  until: new Date(Date.parse(interval.starts_at) + chart.minutes * 60_000).toISOString(),
  ...(queue === undefined ? {} : { queue }),
});

function Drawing({ chart, queue }: ChartProps) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const open = (index: number) => {
    const interval = chart.intervals[index];
    if (interval) void navigate({ search: stretch(chart, interval, queue), resetScroll: false });
  };
  const ref = useDrawing(chart, open);
  return <div ref={ref} className={work.chart} role="img" aria-label={t("chart.described", { day: chart.day })} />;
}

function ChartTable({ chart, queue }: ChartProps) {
  const { t, i18n } = useTranslation();
  const percent = (value: number | null | undefined) => (value == null ? t("none") : `${value.toFixed(1)}%`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={figures.scroll} aria-labelledby="chart-title" tabIndex={0}>
      <table className={figures.table} data-figures>
        <thead>
          <tr>
            <th scope="col">{t("chart.from")}</th>
            {series.map((one) => (
              <th key={one} scope="col">
                {t(`figure.${one}`)}
              </th>
            ))}
            <th scope="col">{t("floor.column.serviceLevel")}</th>
            <th scope="col">{t("chart.inboundOn", { day: chart.other_day })}</th>
          </tr>
        </thead>
        <tbody>
          {chart.intervals.map((interval, index) => (
            <tr key={interval.starts_at}>
              <th scope="row">
                <Link to="/floor" search={stretch(chart, interval, queue)} className={classes.name} resetScroll={false}>
                  {timeText(interval.starts_at, i18n.language)}
                </Link>
              </th>
              {series.map((one) => (
                <td key={one}>{interval.figures[one]}</td>
              ))}
              <td>{percent(interval.figures.service_level_pct)}</td>
              <td>{chart.other[index]?.figures.inbound ?? t("none")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
