import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridSimpleComponent, LegendPlainComponent, TitleComponent } from "echarts/components";
import { init, setPlatformAPI, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Chart, Size } from "./chart.ts";
import { chartOption } from "./option.ts";
import { fontSizeOf, textWidth } from "./text.ts";

use([BarChart, LineChart, ScatterChart, GridSimpleComponent, LegendPlainComponent, TitleComponent, SVGRenderer]);
// Without a browser the library assumes a narrower font than ours, and labels would overlap.
setPlatformAPI({
  measureText: (text: string, font?: string) => ({ width: textWidth(text, fontSizeOf(font)) }),
});

/** Draws a chart as SVG. */
export function draw(chart: Chart, { width, height }: Size): string {
  const canvas = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    canvas.setOption(chartOption(chart, { width, height }));
    return withoutInteraction(canvas.renderToSVGString());
  } finally {
    canvas.dispose();
  }
}

/**
 * Removes what only serves a mouse pointer, and the counter of this process in ids, so that the same chart gives the same
 * text. User text cannot match these patterns, because its quotes are escaped.
 */
const withoutInteraction = (svg: string): string =>
  svg
    .replace(/<style >[\s\S]*?<\/style>\s*/, "")
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
    .replaceAll(/(="(?:url\(#|#)?)zr\d+-/g, "$1zr-");
