import { formatOf } from "../../../api/sql/dashboards/format.ts";
import type { Widget } from "../../../api/sql/dashboards/page.ts";
import { numberOf } from "../../../api/sql/quantities.ts";
import { isNumeric } from "../../../api/sql/type.ts";
import type { Chart } from "../../../charts/chart.ts";
import type { Body } from "../../../charts/panels.ts";
import { oneLine } from "../../../text.ts";
import { chartOf, isChart } from "./chart.ts";
import type { Answer } from "./statements.ts";

/** As many as a picture can use. Dots and bars are drawn one by one, and a page may have two dozen charts. */
const ROWS: Readonly<Record<string, number>> = { counter: 1, table: 100, line: 5000, area: 5000, scatter: 1500 };
const BARS = 1000;

/** Rows a widget is asked for; nothing for one that is not drawn from rows. */
export const rowsWanted = (type: string): number | undefined =>
  Object.hasOwn(ROWS, type) ? ROWS[type] : isChart(type) ? BARS : undefined;

export interface Drawn {
  readonly body: Body;
  /** What the panel says, for who does not see it. */
  readonly facts?: string;
  readonly problem?: string;
}

export const noted = (problem: string, alarming = false): Drawn => ({
  body: { kind: "note", text: problem, alarming },
  problem,
});

/** A widget's rows as its panel. */
export function drawnFrom({ type, encodings, title }: Widget, answer: Answer): Drawn {
  if (answer.rows.length === 0) return { body: { kind: "note", text: "No rows.", alarming: false }, facts: "no rows" };
  if (type === "counter") return counterFrom(encodings.value[0], title, answer);
  if (type === "table") return tableFrom(encodings.columns, answer);
  const chart = chartOf(type, encodings, answer);
  if ("problem" in chart) return noted(chart.problem);
  const only = answer.more ? `; first ${answer.rows.length.toLocaleString("en-US")} rows only` : "";
  return { body: { kind: "chart", chart }, facts: chartFacts(chart) + only };
}

type Column = Widget["encodings"]["columns"][number];

function counterFrom(shown: Column | undefined, title: string, { columns, rows }: Answer): Drawn {
  const at = shown ? columns.findIndex(({ name }) => name === shown.field) : 0;
  if (at < 0) return noted(`Not drawn: its result has no column ${shown?.field}.`);
  const value = formatOf(shown?.format)(rows[0]?.[at] ?? null);
  const label = shown?.label ?? columns[at]?.name;
  return {
    body: { kind: "counter", value, ...(label && label !== title ? { label } : {}) },
    facts: label && label !== title ? `${value} (${label})` : value,
  };
}

const SHOWN_ROWS = 40;
const TOLD_ROWS = 3;
const CELL = 300;

function tableFrom(chosen: readonly Column[], { columns, rows, total, more }: Answer): Drawn {
  const wanted: readonly Column[] =
    chosen.length > 0 ? chosen : columns.map(({ name }) => ({ field: name, label: name }));
  const shown = wanted.flatMap((column) => {
    const at = columns.findIndex(({ name }) => name === column.field);
    const numeric = isNumeric(columns[at]?.type ?? "");
    const format = numeric && column.format !== undefined ? formatOf(column.format) : plain;
    return at < 0 ? [] : [{ ...column, at, numeric, format }];
  });
  if (shown.length === 0) return noted("Not drawn: its result has none of its columns.");
  const cells = rows
    .slice(0, SHOWN_ROWS)
    .map((row) => shown.map(({ at, format }) => format(row[at] ?? null).slice(0, CELL)));
  const first = cells.slice(0, TOLD_ROWS).map((row) => row.map((cell) => oneLine(cell, 40)).join(" | "));
  const count = `${total.toLocaleString("en-US")}${more ? "+" : ""} rows`;
  return {
    body: { kind: "table", columns: shown.map(({ label, numeric }) => ({ label, numeric })), rows: cells, total, more },
    facts: [`${count} of ${shown.map(({ label }) => label).join(" | ")}`, ...first].join("; "),
  };
}

/** Dates without a time are written without one. */
const plain = (value: string | null): string => value?.replace(/^(\d{4}-\d\d-\d\d)T00:00:00(\.0+)?Z?$/, "$1") ?? "NULL";

const TOLD_SERIES = 6;
const number = formatOf(undefined);

/** Reach, ends and size of each series. */
function chartFacts({ x, series }: Chart): string {
  const told = series.slice(0, TOLD_SERIES).map(({ name, points }) => {
    const values = points.flatMap(([, value]) => value ?? []);
    const [first, last] = [points[0]?.[0] ?? "", points.at(-1)?.[0] ?? ""].map((place) => plain(String(place)));
    const least = values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
    const most = values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
    const at = plain(String(points.find(([, value]) => value === most)?.[0] ?? ""));
    const reach =
      values.length === 0
        ? "no numbers"
        : `from ${said(least)} to ${said(most)} (at ${at}), last ${said(values.at(-1) ?? 0)}`;
    return `${name}: ${points.length} points, ${x.label ?? "x"} ${first} … ${last}, ${reach}`;
  });
  const others = series.length - told.length;
  return [...told, ...(others > 0 ? [`${others} more series`] : [])].join("; ");
}

const said = (value: number): string => (numberOf(String(value)) === undefined ? String(value) : number(String(value)));
