import { useComputedColorScheme } from "@mantine/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { type RefObject, useEffect, useRef } from "react";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

/** A colour of the tokens by its name, as it is in the present scheme. */
export type Colour = (name: string) => string;

/** What is drawn: the categories along the bottom, and the series over a scale of counts and one of per cent. */
export interface Drawing {
  categories: string[];
  series: (colour: Colour) => object[];
}

/**
 * Draws into the element that the reference is given to: counts on the left, per cent on the right. Pressing anywhere
 * over a category opens it.
 */
export function useChart(drawing: Drawing, onOpen: (index: number) => void): RefObject<HTMLDivElement | null> {
  const scheme = useComputedColorScheme();
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const open = useRef(onOpen);
  open.current = onOpen;

  useEffect(() => {
    if (!element.current) return;
    const made = init(element.current);
    chart.current = made;
    // Also between the bars: the whole height of a category can be pressed.
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
    chart.current?.setOption(options(drawing), true);
  }, [drawing, scheme]);

  return element;
}

function options({ categories, series }: Drawing): EChartsCoreOption {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--sori-${name}`).trim();
  const axis = { axisLabel: { color: colour("text-2") }, axisLine: { lineStyle: { color: colour("line") } } };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: style.getPropertyValue("--sori-font") },
    grid: { left: 56, right: 48, top: 40, bottom: 32 },
    legend: { top: 0, textStyle: { color: colour("text-2") } },
    tooltip: {
      trigger: "axis",
      backgroundColor: colour("surface"),
      borderColor: colour("line"),
      textStyle: { color: colour("text") },
    },
    xAxis: { type: "category", data: categories, ...axis },
    yAxis: [
      { type: "value", minInterval: 1, ...axis, splitLine: { lineStyle: { color: colour("line") } } },
      {
        type: "value",
        min: 0,
        max: 100,
        axisLabel: { color: colour("text-2"), formatter: "{value}%" },
        splitLine: { show: false },
      },
    ],
    series: series(colour),
  };
}

/** Bars stacked on one another. */
export const bars = (name: string, color: string, data: readonly number[]) => ({
  name,
  type: "bar",
  stack: "all",
  itemStyle: { color },
  data,
});

/** A line over the scale of per cent, broken where there is nothing. */
export const percentLine = (name: string, color: string, data: readonly (number | null)[]) => ({
  name,
  type: "line",
  yAxisIndex: 1,
  connectNulls: false,
  lineStyle: { color },
  itemStyle: { color },
  data,
});

/** Saves a drawing as a file, as large as it is on the screen; a PNG twice as fine. */
export function savePicture(shown: HTMLElement | null, drawing: Drawing, format: "png" | "svg", name: string): void {
  const { width, height } = shown?.getBoundingClientRect() ?? { width: 900, height: 260 };
  const renderer = format === "svg" ? "svg" : "canvas";
  const made = init(document.createElement("div"), null, { renderer, width, height });
  made.setOption({ ...options(drawing), animation: false });
  const link = document.createElement("a");
  const backgroundColor = getComputedStyle(document.documentElement).getPropertyValue("--sori-surface").trim();
  link.href = made.getDataURL({ type: format, pixelRatio: 2, backgroundColor });
  link.download = `${name}.${format}`;
  link.click();
  made.dispose();
}
