import type { EChartsCoreOption } from "echarts/core";
import { horizontal, vertical } from "./axes.ts";
import type { Chart, Size } from "./chart.ts";
import { legendFor } from "./legend.ts";
import { drawnPoints, type Point, placesOf, reachOf } from "./points.ts";
import { COLOURS, FONT, INK, MARGIN } from "./style.ts";
import { shortened, shownNames } from "./text.ts";

/** A chart in the library's words. */
export function chartOption(chart: Chart, { width, height }: Size): EChartsCoreOption {
  const names = shownNames(
    chart.series.map(({ name }) => name),
    28,
  );
  const titled = shortened(chart.title ?? "", Math.floor(width / 9.5));
  const below = titled ? 52 : MARGIN;
  const legend = legendFor(names, { width, height }, below);
  const places = placesOf(chart);
  const drawn = chart.series.map((series) => drawnPoints(chart, series, places));
  return {
    animation: false,
    useUTC: true,
    backgroundColor: "#fff",
    color: COLOURS,
    textStyle: { ...FONT, color: INK },
    ...(titled && { title: { text: titled, left: MARGIN, top: 14, padding: 0, textStyle: TITLE } }),
    ...(legend.option && { legend: legend.option }),
    // Labels and names of the axes are inside these bounds.
    grid: { ...legend.room, outerBoundsMode: "same", outerBoundsContain: "all" },
    xAxis: horizontal(chart, [...places.keys()], reachOf(drawn), width - legend.room.right),
    yAxis: vertical(chart),
    series: drawn.map((points, index) => ({ name: names[index], silent: true, ...marked(chart, points) })),
  };
}

const TITLE = { ...FONT, fontSize: 17, fontWeight: "normal", color: INK };
/** Up to so many points each has its dot. */
const DOTTED = 40;

function marked({ kind }: Chart, points: readonly Point[]) {
  switch (kind) {
    case "bar":
      return { type: "bar", data: points, barMaxWidth: 56 };
    case "scatter":
      return { type: "scatter", data: points, symbolSize: points.length > 500 ? 4 : 7, itemStyle: { opacity: 0.65 } };
    default:
      return {
        type: "line",
        data: points.map((value, index) => ({
          value,
          symbol: points.length <= DOTTED || isAlone(points, index) ? "circle" : "none",
        })),
        symbolSize: 5,
        showAllSymbol: true,
        lineStyle: { width: 2 },
        ...(kind === "area" && { areaStyle: { opacity: 0.25 } }),
      };
  }
}

/** Between two gaps there is no line to see. */
const isAlone = (points: readonly Point[], index: number): boolean =>
  (points[index - 1]?.[1] ?? null) === null && (points[index + 1]?.[1] ?? null) === null;
