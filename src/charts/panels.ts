import { setImmediate } from "node:timers/promises";
import type { Chart } from "./chart.ts";
import { counterSvg, markdownSvg, noteSvg } from "./panels-blocks.ts";
import { type Box, layOut, SHEET } from "./panels-layout.ts";
import { type TableBody, tableSvg } from "./panels-table.ts";
import { fitted, line, px } from "./panels-text.ts";
import { INK, QUIET, RULE } from "./style.ts";
import { chartSvg } from "./svg.ts";

/** The content of a panel. */
export type PanelBody =
  | { readonly kind: "chart"; readonly chart: Chart }
  | { readonly kind: "counter"; readonly value: string; readonly label?: string }
  | TableBody
  /** Markdown, of which headings, lists and paragraphs are drawn. */
  | { readonly kind: "text"; readonly text: string }
  /** Why there is no other content. */
  | { readonly kind: "note"; readonly text: string; readonly alarming: boolean };

/** A titled part of a sheet. */
export interface Panel {
  readonly title: string;
  /** Position and size in cells of the sheet's grid. */
  readonly place: Box;
  readonly body: PanelBody;
}

/** A picture of several panels, such as a dashboard page. */
export interface Sheet {
  readonly title: string;
  readonly subtitle: string;
  readonly columns: number;
  readonly panels: readonly Panel[];
}

const PADDING = 14;
const TITLE = 14;
/** Minimum height of a chart with axis names. */
const LABELLED = 120;

/** Draws a sheet as SVG, 1200 pixels wide and at most 1600 high. Panels below its end are not drawn. */
export async function sheetSvg({ title, subtitle, columns, panels }: Sheet): Promise<string> {
  const { boxes, height } = layOut(
    panels.map(({ place }) => place),
    columns,
  );
  const { width, margin, scale } = SHEET;
  const drawn: string[] = [];
  for (const [index, panel] of panels.entries()) {
    const box = boxes[index];
    if (!box) continue;
    drawn.push(await panelSvg(panel, box, index));
    // A chart takes long to draw, so other calls get a turn after each one.
    await setImmediate();
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width * scale)}" height="${px(height * scale)}" viewBox="0 0 ${width} ${height}" font-family="Inter">`,
    `<rect width="${width}" height="${height}" fill="#f4f6f8"/>`,
    line(fitted(title, width * 0.6, 22), margin + 2, 38, { size: 22 }),
    line(fitted(subtitle, width * 0.35, 13), width - margin - 2, 37, { colour: QUIET, anchor: "end" }),
    ...drawn,
    "</svg>",
  ].join("\n");
}

async function panelSvg({ title, body }: Panel, box: Box, index: number): Promise<string> {
  // Text has no frame, as on a dashboard.
  if (body.kind === "text") return markdownSvg(body.text, { ...box, x: box.x + 2, width: box.width - 4 });
  const heading = title === "" ? 0 : TITLE + 8;
  const top = Math.min(12, Math.max(6, (box.height - heading - 20) / 2));
  const inner: Box = {
    x: box.x + PADDING,
    y: box.y + top + heading,
    width: box.width - 2 * PADDING,
    height: box.height - top - heading - 10,
  };
  // A chart has a margin of its own, and the heading has one already.
  const lift = title === "" ? 0 : 8;
  return [
    `<rect x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}" rx="6" fill="#fff" stroke="${RULE}"/>`,
    body.kind === "chart"
      ? await nestedChart(
          body.chart,
          { ...box, y: inner.y - lift, height: box.y + box.height - inner.y + lift - 2 },
          index,
        )
      : blockSvg(body, inner),
    title === ""
      ? ""
      : line(fitted(title, inner.width, TITLE), inner.x, box.y + top + TITLE - 1, { size: TITLE, colour: INK }),
  ].join("");
}

function blockSvg(body: Exclude<PanelBody, { kind: "chart" | "text" }>, box: Box): string {
  switch (body.kind) {
    case "counter":
      return counterSvg(body, box);
    case "table":
      return tableSvg(body, box);
    case "note":
      return noteSvg(body, box);
  }
}

/** A chart as a nested SVG. All charts have the same ids, so they are made unique by the index. */
async function nestedChart(chart: Chart, { x, y, width, height }: Box, index: number): Promise<string> {
  const size = { width: Math.floor(width - 8), height: Math.floor(Math.max(40, height)) };
  // Where space is short, the axis names are left out.
  const bare: Chart = { ...chart, x: { type: chart.x.type }, y: { log: chart.y.log ?? false } };
  const svg = await chartSvg(size.height < LABELLED ? bare : chart, size);
  return svg
    .replaceAll(/(="(?:url\(#|#)?)zr-/g, `$1p${index}-`)
    .replace(
      /^[\s\S]*?<svg\b[^>]*>/,
      () =>
        `<svg x="${px(x + 4)}" y="${px(y)}" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}">`,
    );
}
