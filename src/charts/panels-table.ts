import type { Box } from "./panels-layout.ts";
import { fitted, line, px } from "./panels-text.ts";
import { INK, QUIET, RULE } from "./style.ts";
import { textWidth } from "./text.ts";

/** A table with the first of its rows. */
export interface TableBody {
  readonly kind: "table";
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** Number of rows that were read, of which `rows` are the first. `more`: there are rows beyond them. */
  readonly total: number;
  readonly more: boolean;
}

const SIZE = 13;
const ROW = 23;
const FOOTER = 18;
const GAP = 16;
const COLUMN = { min: 56, max: 260 } as const;

/** The rows and columns of a table that fit into the box, and a line with the number of those that do not. */
export function tableSvg({ columns, rows, total, more }: TableBody, { x, y, width, height }: Box): string {
  const many = Math.max(1, Math.floor((width + GAP) / (COLUMN.min + GAP)));
  const shown = columns.slice(0, many);
  const room = Math.max(0, Math.floor((height - ROW) / ROW));
  const whole = rows.length <= room && total <= rows.length && !more && shown.length === columns.length;
  const body = rows.slice(0, whole ? room : Math.max(0, Math.floor((height - ROW - FOOTER) / ROW)));
  const widths = shares(
    shown.map(({ label }, index) => Math.max(...[label, ...body.map((row) => row[index] ?? "")].map(wide))),
    width,
  );
  const lefts = widths.map((_, index) => x + widths.slice(0, index).reduce((sum, each) => sum + each + GAP, 0));
  const cells = (texts: readonly string[], baseline: number, colour: string) =>
    shown.map(({ numeric }, index) => {
      const [left = x, own = 0] = [lefts[index], widths[index]];
      const text = fitted(texts[index] ?? "", own, SIZE);
      return line(text, numeric ? left + own : left, baseline, { colour, anchor: numeric ? "end" : "start" });
    });
  const rule = (at: number) =>
    `<line x1="${px(x)}" y1="${px(at)}" x2="${px(x + width)}" y2="${px(at)}" stroke="${RULE}"/>`;
  const labels = shown.map(({ label }) => label);
  const left = columns.length - shown.length;
  const words = [
    `${body.length.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}${more ? "+" : ""} rows`,
    ...(left > 0 ? [`${left} more columns`] : []),
  ].join(", ");
  return [
    ...cells(labels, y + 14, QUIET),
    ...body.flatMap((row, index) => [rule(y + ROW * (index + 1) - 1), ...cells(row, y + ROW * (index + 1) + 15, INK)]),
    whole ? "" : line(words, x, y + height - 1, { size: 12, colour: QUIET }),
  ].join("");
}

const wide = (text: string): number => Math.min(COLUMN.max, textWidth(text.slice(0, 100), SIZE) + 2);

/** The wished widths if they fit; otherwise narrow columns keep theirs and wide ones share the rest. */
function shares(wished: readonly number[], width: number): number[] {
  const room = width - GAP * (wished.length - 1);
  const sum = wished.reduce((total, each) => total + each, 0);
  if (sum <= room) {
    // Columns are spread over the whole width.
    const spare = (room - sum) / Math.max(1, wished.length);
    return wished.map((each) => each + spare);
  }
  let left = room;
  const widths = new Map<number, number>();
  const byWidth = wished.map((each, index) => ({ each, index })).toSorted((one, other) => one.each - other.each);
  for (const [place, { each, index }] of byWidth.entries()) {
    const own = Math.min(each, left / (wished.length - place));
    widths.set(index, own);
    left -= own;
  }
  return wished.map((_, index) => widths.get(index) ?? 0);
}
