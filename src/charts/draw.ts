import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, setPlatformAPI, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Chart, Size } from "./chart.ts";
import { chartOption } from "./option.ts";
import { fontSizeOf, textWidth } from "./text.ts";

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
// Without a browser the library guesses by a narrower font than ours, and labels would overlap.
setPlatformAPI({
  measureText: (text: string, font?: string) => ({ width: textWidth(text, fontSizeOf(font)) }),
});

/** Draws a chart as SVG. */
export function draw(chart: Chart, { width, height }: Size): string {
  const canvas = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    canvas.setOption(chartOption(chart, { width, height }));
    return still(canvas.renderToSVGString());
  } finally {
    canvas.dispose();
  }
}

/**
 * Without what is for a pointer over a page, and with ids that do not count the drawings of this process: the same chart
 * is the same text. What somebody wrote cannot be meant, its quotes being escaped.
 */
const still = (svg: string): string =>
  svg
    .replace(/<style >[\s\S]*?<\/style>\s*/, "")
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
    .replaceAll(/(="(?:url\(#|#)?)zr\d+-/g, "$1zr-");
