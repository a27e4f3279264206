import type { Chart, Size } from "./chart.ts";

const SIZE: Size = { width: 800, height: 450 };

/** The chart as SVG, the same bytes for the same chart. The library is loaded with the first one. */
export async function chartSvg(chart: Chart, size: Partial<Size> = {}): Promise<string> {
  const { draw } = await import("./draw.ts");
  return draw(chart, { ...SIZE, ...size });
}
