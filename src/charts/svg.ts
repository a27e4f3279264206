import type { Chart, Size } from "./chart.ts";

const SIZE: Size = { width: 800, height: 450 };

/** Draws a chart as SVG, 800 × 450 pixels by default. The same chart gives the same bytes. Loads the library on first use. */
export async function chartSvg(chart: Chart, size: Partial<Size> = {}): Promise<string> {
  const { draw } = await import("./draw.ts");
  return draw(chart, { ...SIZE, ...size });
}
