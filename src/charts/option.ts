import type { EChartsCoreOption } from "echarts/core";
import { xAxis, yAxis } from "./axes.ts";
import type { Chart, Size } from "./chart.ts";
import { drawnPoints, type Point, placesOf, xRangeOf } from "./points.ts";
import { COLOURS, FONT, INK, MARGIN } from "./style.ts";
import { shortened, shownNames, textWidth } from "./text.ts";

/** The ECharts option for a chart. */
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
    // Axis labels and names stay inside these bounds.
    grid: { ...legend.room, outerBoundsMode: "same", outerBoundsContain: "all" },
    xAxis: xAxis(chart, [...places.keys()], xRangeOf(drawn), width - legend.room.right),
    yAxis: yAxis(chart),
    series: drawn.map((points, index) => ({ name: names[index], silent: true, ...seriesStyle(chart, points) })),
  };
}

const TITLE = { ...FONT, fontSize: 17, fontWeight: "normal", color: INK };
/** Maximum number of points that are drawn as dots on a line. */
const MAX_DOTTED = 40;

function seriesStyle({ kind }: Chart, points: readonly Point[]) {
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
          symbol: points.length <= MAX_DOTTED || isAlone(points, index) ? "circle" : "none",
        })),
        symbolSize: 5,
        showAllSymbol: true,
        lineStyle: { width: 2 },
        ...(kind === "area" && { areaStyle: { opacity: 0.25 } }),
      };
  }
}

/** A point between two gaps is not connected by a line. */
const isAlone = (points: readonly Point[], index: number): boolean =>
  (points[index - 1]?.[1] ?? null) === null && (points[index + 1]?.[1] ?? null) === null;

const SWATCH = 20;
const GAP = 18;
const ROW = 23;

/** A legend for several series, above the drawing if it fits in one line, otherwise to its right, and the remaining room. */
function legendFor(names: readonly string[], { width, height }: Size, top: number) {
  const room = { left: MARGIN, right: MARGIN, top, bottom: MARGIN / 2 };
  if (names.length < 2) return { room };
  const widths = names.map((name) => SWATCH + 6 + textWidth(name, FONT.fontSize));
  const shared = { padding: 0, itemGap: GAP, itemWidth: SWATCH, itemHeight: 10, textStyle: { ...FONT, color: INK } };
  if (widths.reduce((sum, each) => sum + each + GAP, 0) <= width - 2 * MARGIN) {
    const option = { ...shared, data: names, left: MARGIN, top: top - 4, orient: "horizontal" };
    return { option, room: { ...room, top: top + ROW } };
  }
  const legendWidth = Math.ceil(Math.max(...widths)) + MARGIN;
  // Series without a row in the legend are drawn unnamed.
  const data = names.slice(0, Math.max(1, Math.floor((height - top - MARGIN) / ROW)));
  const option = { ...shared, data, itemGap: ROW - 15, left: width - legendWidth, top, orient: "vertical" };
  return { option, room: { ...room, right: legendWidth + MARGIN } };
}
