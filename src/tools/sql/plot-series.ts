import { isNumeric, isTemporal } from "../../api/sql/column-type.ts";
import { numberOf } from "../../api/sql/quantities.ts";
import type { ResultColumn } from "../../api/sql/row-formats/encoder.ts";
import type { Row } from "../../api/sql/rows/rows.ts";
import type { Chart } from "../../charts/chart.ts";
import { ToolError } from "../../core/errors.ts";

type Drawing = Pick<Chart, "x" | "y" | "series">;

/**
 * A result as the series of a chart. The first column is x. In the wide form every further numeric column is a series. In
 * the long form there is one numeric column and one other, whose values name the series.
 * @throws {ToolError} if the columns have neither form
 */
export function drawingOf(columns: readonly ResultColumn[], rows: readonly Row[]): Drawing {
  const [x, ...others] = columns;
  const numeric = others.filter(({ type }) => isNumeric(type));
  const [only] = numeric;
  if (!x || !only) throw wrongShape(columns);
  const [naming] = others.filter(({ type }) => !isNumeric(type));
  const long = numeric.length === 1 && naming !== undefined && others.length === 2;
  const at = (column: ResultColumn) => columns.indexOf(column);
  const type = isTemporal(x.type) ? "time" : isNumeric(x.type) ? "value" : "category";
  const point = (row: Row, column: ResultColumn) =>
    [xOf(row[0] ?? null, type), numberOf(row[at(column)]) ?? null] as const;
  // A NULL category is drawn as one; on a numeric or time axis, NULL has no position.
  const placed = rows.filter(([first]) => first !== null || type === "category");
  const series = long
    ? [...byValue(placed, at(naming))].map(([name, some]) => ({ name, points: some.map((row) => point(row, only)) }))
    : numeric.map((column) => ({ name: column.name, points: placed.map((row) => point(row, column)) }));
  return { x: { label: x.name, type }, y: numeric.length === 1 ? { label: only.name } : {}, series };
}

const xOf = (value: string | null, type: Chart["x"]["type"]): string | number =>
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

function wrongShape(columns: readonly ResultColumn[]): ToolError {
  const reason = columns.length < 2 ? "it has fewer than two columns" : "no column after the first is numeric";
  return new ToolError(`This result cannot be drawn: ${reason}.`, {
    next: "Select x first, then one numeric column per series; or x, a text column that names the series, and one numeric column. CAST text to a number.",
    quoted: columns.map(({ name, type }) => `${name} ${type}`).join(", "),
  });
}
