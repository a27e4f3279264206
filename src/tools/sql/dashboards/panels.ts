import { isNumeric } from "../../../api/sql/column-type.ts";
import { valueFormatter } from "../../../api/sql/dashboards/format.ts";
import type { Widget } from "../../../api/sql/dashboards/page.ts";
import { numberOf } from "../../../api/sql/quantities.ts";
import type { Chart } from "../../../charts/chart.ts";
import type { PanelBody } from "../../../charts/panels.ts";
import { timeOf } from "../../../charts/points.ts";
import { oneLine } from "../../../text.ts";
import { chartOf, isChart } from "./chart.ts";
import type { WidgetRows } from "./statements.ts";

/** Rows that a picture can use. Dots and bars are drawn one by one, and a page may have two dozen charts. */
const ROWS: Readonly<Record<string, number>> = { counter: 1, table: 100, line: 5000, area: 5000, scatter: 1500 };
const BARS = 1000;

/** The number of rows to read for a widget of this type; undefined for a widget that is not drawn from rows. */
export const rowLimitOf = (type: string): number | undefined =>
  Object.hasOwn(ROWS, type) ? ROWS[type] : isChart(type) ? BARS : undefined;

/** A widget as it is drawn and described. */
export interface DrawnWidget {
  readonly body: PanelBody;
  /** The content of the panel in words, for clients that do not show the picture. */
  readonly facts?: string;
  readonly problem?: string;
}

/** A panel that shows a problem in place of the widget. */
export const noteOf = (problem: string, alarming = false): DrawnWidget => ({
  body: { kind: "note", text: problem, alarming },
  problem,
});

/** Draws a widget from its rows. */
export function drawWidgetRows({ type, encodings, title }: Widget, result: WidgetRows): DrawnWidget {
  if (result.rows.length === 0) return { body: { kind: "note", text: "No rows.", alarming: false }, facts: "no rows" };
  if (type === "counter") return counterFrom(encodings.value[0], title, result);
  if (type === "table") return tableFrom(encodings.columns, result);
  const chart = chartOf(type, encodings, result);
  if ("problem" in chart) return noteOf(chart.problem);
  const only = result.more ? `; first ${result.rows.length.toLocaleString("en-US")} rows only` : "";
  return { body: { kind: "chart", chart }, facts: chartFacts(chart) + only };
}

type ShownColumn = Widget["encodings"]["columns"][number];

function counterFrom(shown: ShownColumn | undefined, title: string, { columns, rows }: WidgetRows): DrawnWidget {
  const at = shown ? columns.findIndex(({ name }) => name === shown.field) : 0;
  if (at < 0) return noteOf(`Not drawn: its result has no column ${shown?.field}.`);
  const value = valueFormatter(shown?.format)(rows[0]?.[at] ?? null);
  const label = shown?.label ?? columns[at]?.name;
  return {
    body: { kind: "counter", value, ...(label && label !== title ? { label } : {}) },
    facts: label && label !== title ? `${value} (${label})` : value,
  };
}

/** Rows of a table in the picture, and in words. */
const PICTURE_ROWS = 40;
const WORDS_ROWS = 3;
const CELL = 300;

function tableFrom(chosen: readonly ShownColumn[], { columns, rows, total, more }: WidgetRows): DrawnWidget {
  const wanted: readonly ShownColumn[] =
    chosen.length > 0 ? chosen : columns.map(({ name }) => ({ field: name, label: name }));
  const shown = wanted.flatMap((column) => {
    const at = columns.findIndex(({ name }) => name === column.field);
    const numeric = isNumeric(columns[at]?.type ?? "");
    const format = numeric && column.format !== undefined ? valueFormatter(column.format) : plain;
    return at < 0 ? [] : [{ ...column, at, numeric, format }];
  });
  if (shown.length === 0) return noteOf("Not drawn: its result has none of the widget's columns.");
  const cells = rows
    .slice(0, PICTURE_ROWS)
    .map((row) => shown.map(({ at, format }) => format(row[at] ?? null).slice(0, CELL)));
  const first = cells.slice(0, WORDS_ROWS).map((row) => row.map((cell) => oneLine(cell, 40)).join(" | "));
  const count = `${total.toLocaleString("en-US")}${more ? "+" : ""} rows`;
  return {
    body: { kind: "table", columns: shown.map(({ label, numeric }) => ({ label, numeric })), rows: cells, total, more },
    facts: [`${count} of ${shown.map(({ label }) => label).join(" | ")}`, ...first].join("; "),
  };
}

/** A timestamp at midnight is written as a date. */
const plain = (value: string | null): string => value?.replace(/^(\d{4}-\d\d-\d\d)T00:00:00(\.0+)?Z?$/, "$1") ?? "NULL";

/** Series described in words. */
const WORDS_SERIES = 6;
const number = valueFormatter(undefined);

/** Range and extremes of each series in words; of an ordered axis also its ends, in the order of the axis. */
function chartFacts({ x, series }: Chart): string {
  const isOrdered = x.type !== "category";
  const described = series.slice(0, WORDS_SERIES).map(({ name, points }) => {
    const along = isOrdered ? points.toSorted(([a], [b]) => placeOn(x.type, a) - placeOn(x.type, b)) : points;
    const values = along.flatMap(([, value]) => value ?? []);
    const [first, last] = [along[0]?.[0] ?? "", along.at(-1)?.[0] ?? ""].map((place) => plain(String(place)));
    const min = values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
    const max = values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
    const at = plain(String(along.find(([, value]) => value === max)?.[0] ?? ""));
    const ends = isOrdered ? `, last ${written(values.at(-1) ?? 0)}` : "";
    const range = values.length === 0 ? "no numbers" : `from ${written(min)} to ${written(max)} (at ${at})${ends}`;
    const extent = isOrdered ? `${x.label ?? "x"} ${first} … ${last}` : `by ${x.label ?? "x"}`;
    return `${name}: ${points.length} points, ${extent}, ${range}`;
  });
  const others = series.length - described.length;
  return [...described, ...(others > 0 ? [`${others} more series`] : [])].join("; ");
}

/** Where a value is on an ordered axis; one that is not on it comes first. */
function placeOn(type: Chart["x"]["type"], at: number | string): number {
  const place = type === "time" ? timeOf(at) : Number(at);
  return Number.isNaN(place) ? Number.NEGATIVE_INFINITY : place;
}

const written = (value: number): string =>
  numberOf(String(value)) === undefined ? String(value) : number(String(value));
