import { numberOf } from "../../api/sql/quantities.ts";
import type { Column } from "../../api/sql/row-formats/encoder.ts";

import type { Row } from "../../api/sql/rows/rows.ts";
import { isNumeric, isTemporal } from "../../api/sql/type.ts";
import type { Chart } from "../../charts/chart.ts";
import { ToolError } from "../../core/errors.ts";

type Drawing = Pick<Chart, "x" | "y" | "series">;

/**
 * A result as a chart's series. The first column is x. Wide: every further numeric column is a series. Long: besides
 * one numeric column there is one other, whose values name the series.
 */
export function drawingOf(columns: readonly Column[], rows: readonly Row[]): Drawing {
  const [x, ...others] = columns;
  const numeric = others.filter(({ type }) => isNumeric(type));
  const [only] = numeric;
  if (!x || !only) throw wrongShape(columns);
  const [naming] = others.filter(({ type }) => !isNumeric(type));
  const long = numeric.length === 1 && naming !== undefined && others.length === 2;
  const at = (column: Column) => columns.indexOf(column);
  const type = isTemporal(x.type) ? "time" : isNumeric(x.type) ? "value" : "category";
  const point = (row: Row, column: Column) => [place(row[0] ?? null, type), numberOf(row[at(column)]) ?? null] as const;
  // A name has its place even when it is NULL; on a scale NULL has none.
  const placed = rows.filter(([first]) => first !== null || type === "category");
  const series = long
    ? [...byValue(placed, at(naming))].map(([name, some]) => ({ name, points: some.map((row) => point(row, only)) }))
    : numeric.map((column) => ({ name: column.name, points: placed.map((row) => point(row, column)) }));
  return { x: { label: x.name, type }, y: numeric.length === 1 ? { label: only.name } : {}, series };
}

const place = (value: string | null, type: Chart["x"]["type"]): string | number =>
  type === "value" ? Number(value) : (value ?? "NULL");

function byValue(rows: readonly Row[], column: number): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = row[column] ?? "NULL";
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

function wrongShape(columns: readonly Column[]): ToolError {
  const what = columns.length < 2 ? "it has fewer than two columns" : "no column after the first is numeric";
  return new ToolError(`This result cannot be drawn: ${what}.`, {
    next: "Select x first, then numeric columns, one series each; or x, a text column that names the series, and one numeric column. CAST text to a number.",
    quoted: columns.map(({ name, type }) => `${name} ${type}`).join(", "),
  });
}
