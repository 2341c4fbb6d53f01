import { useComputedColorScheme } from "@mantine/core";
import type { DayChart } from "@sori/api";
import { timeText } from "@sori/ui";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Draws a day into the element that the reference is given to; pressing an interval opens it. */
export function useDrawing(chart: DayChart, onOpen: (index: number) => void) {
  const { t, i18n } = useTranslation();
  const scheme = useComputedColorScheme();
  const element = useRef<HTMLDivElement>(null);
  const drawing = useRef<ECharts | null>(null);
  const open = useRef(onOpen);
  open.current = onOpen;

  useEffect(() => {
    if (!element.current) return;
    const made = init(element.current);
    drawing.current = made;
    // Also between the bars: the whole height of an interval can be pressed.
    made.getZr().on("click", (event) => {
      const [index] = made.convertFromPixel({ seriesIndex: 0 }, [event.offsetX, event.offsetY]) as number[];
      if (index !== undefined && index >= 0) open.current(index);
    });
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours change with the scheme
  useEffect(() => {
    const times = chart.other.map((interval) => timeText(interval.starts_at, i18n.language));
    drawing.current?.setOption(
      options(chart, times, (key, day) => t(key, { day })),
      true,
    );
  }, [chart, scheme, t, i18n.language]);

  return element;
}

type Words = (key: "figure.answered" | "figure.abandoned" | "chart.inboundOn" | "chart.level", day?: string) => string;

function options(chart: DayChart, times: string[], words: Words) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--sori-${name}`).trim();
  const axis = { axisLabel: { color: colour("text-2") }, axisLine: { lineStyle: { color: colour("line") } } };
  const split = { splitLine: { lineStyle: { color: colour("line") } } };
  const bars = (name: string, key: "answered" | "abandoned", hue: string) => ({
    name,
    type: "bar",
    stack: "day",
    itemStyle: { color: colour(hue) },
    data: chart.intervals.map((interval) => interval.figures[key]),
  });
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: style.getPropertyValue("--sori-font") },
    grid: { left: 48, right: 48, top: 40, bottom: 32 },
    legend: { top: 0, textStyle: { color: colour("text-2") } },
    tooltip: {
      trigger: "axis",
      backgroundColor: colour("surface"),
      borderColor: colour("line"),
      textStyle: { color: colour("text") },
    },
    xAxis: { type: "category", data: times, ...axis },
    yAxis: [
      { type: "value", minInterval: 1, ...axis, ...split },
      {
        type: "value",
        min: 0,
        max: 100,
        axisLabel: { color: colour("text-2"), formatter: "{value}%" },
        splitLine: { show: false },
      },
    ],
    series: [
      bars(words("figure.answered"), "answered", "blue"),
      bars(words("figure.abandoned"), "abandoned", "red"),
      {
        name: words("chart.inboundOn", chart.other_day),
        type: "line",
        symbol: "none",
        lineStyle: { color: colour("grey"), type: "dashed" },
        itemStyle: { color: colour("grey") },
        data: chart.other.map((interval) => interval.figures.inbound),
      },
      {
        name: words("chart.level"),
        type: "line",
        yAxisIndex: 1,
        connectNulls: false,
        lineStyle: { color: colour("green") },
        itemStyle: { color: colour("green") },
        data: chart.intervals.map((interval) => interval.figures.service_level_pct ?? null),
      },
    ],
  };
}
