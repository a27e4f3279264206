import { setImmediate } from "node:timers/promises";
import type { Chart } from "./chart.ts";
import { counter, note, prose } from "./panels-blocks.ts";
import { type Box, layOut, SHEET } from "./panels-layout.ts";
import { grid, type TableBody } from "./panels-table.ts";
import { fitted, line, px } from "./panels-text.ts";
import { INK, QUIET, RULE } from "./style.ts";
import { chartSvg } from "./svg.ts";

/** What a panel shows. */
export type Body =
  | { readonly kind: "chart"; readonly chart: Chart }
  | { readonly kind: "counter"; readonly value: string; readonly label?: string }
  | TableBody
  /** Markdown, of which headings, lists and paragraphs are drawn. */
  | { readonly kind: "text"; readonly text: string }
  /** Why there is nothing else to see. */
  | { readonly kind: "note"; readonly text: string; readonly alarming: boolean };

export interface Panel {
  readonly title: string;
  /** In cells of the sheet's grid. */
  readonly place: Box;
  readonly body: Body;
}

export interface Sheet {
  readonly title: string;
  readonly subtitle: string;
  readonly columns: number;
  readonly panels: readonly Panel[];
}

const PADDING = 14;
const TITLE = 14;
/** The least height of a chart that names its axes. */
const LABELLED = 120;

/** Panels in a grid as one SVG, 1200 pixels wide and at most 1600 high. Panels below its end are not drawn. */
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
    // A chart takes its time; the calls of others go on between two of them.
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
  // Text stands on the page itself, as a dashboard has it.
  if (body.kind === "text") return prose(body.text, { ...box, x: box.x + 2, width: box.width - 4 });
  const heading = title === "" ? 0 : TITLE + 8;
  const top = Math.min(12, Math.max(6, (box.height - heading - 20) / 2));
  const inner: Box = {
    x: box.x + PADDING,
    y: box.y + top + heading,
    width: box.width - 2 * PADDING,
    height: box.height - top - heading - 10,
  };
  // A chart brings a margin of its own, which the heading has already.
  const lift = title === "" ? 0 : 8;
  return [
    `<rect x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}" rx="6" fill="#fff" stroke="${RULE}"/>`,
    body.kind === "chart"
      ? await nested(body.chart, { ...box, y: inner.y - lift, height: box.y + box.height - inner.y + lift - 2 }, index)
      : block(body, inner),
    title === ""
      ? ""
      : line(fitted(title, inner.width, TITLE), inner.x, box.y + top + TITLE - 1, { size: TITLE, colour: INK }),
  ].join("");
}

function block(body: Exclude<Body, { kind: "chart" | "text" }>, box: Box): string {
  switch (body.kind) {
    case "counter":
      return counter(body, box);
    case "table":
      return grid(body, box);
    case "note":
      return note(body, box);
  }
}

/** A chart as a drawing within the drawing; its ids, which every chart has alike, become its own. */
async function nested(chart: Chart, { x, y, width, height }: Box, index: number): Promise<string> {
  const size = { width: Math.floor(width - 8), height: Math.floor(Math.max(40, height)) };
  // Where room is short the drawing has it, not the names of the axes.
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
