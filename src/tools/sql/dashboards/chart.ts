import { isNumeric, isTemporal } from "../../../api/sql/column-type.ts";
import type { Encoding, Encodings } from "../../../api/sql/dashboards/encodings.ts";
import { numberOf } from "../../../api/sql/quantities.ts";
import type { Chart } from "../../../charts/chart.ts";
import { MAX_SERIES } from "../../../charts/style.ts";
import type { WidgetRows } from "./statements.ts";

const KINDS: Readonly<Record<string, Chart["kind"]>> = {
  line: "line",
  area: "area",
  bar: "bar",
  scatter: "scatter",
  pie: "bar",
};

/** Whether a widget of this type is drawn as a chart. */
export const isChart = (type: string): boolean => Object.hasOwn(KINDS, type);

/** A widget's rows as a chart, or the reason they cannot be drawn. */
export function chartOf(
  type: string,
  encodings: Encodings,
  { columns, rows }: WidgetRows,
): Chart | { readonly problem: string } {
  const kind = KINDS[type] ?? "bar";
  const { x, y, color } = rolesOf(type, encodings);
  if (!x || y.length === 0) return { problem: "Not drawn: no columns are chosen for its axes." };
  const column = (field: string) => columns.findIndex(({ name }) => name === field);
  const missing = [x, ...y].find(({ field }) => column(field) < 0);
  if (missing) return { problem: `Not drawn: its result has no column ${missing.field}.` };

  const at = column(x.field);
  // A colour by the x column itself would only repeat the axis.
  const by = color && color.field !== x.field ? column(color.field) : -1;
  const grouped = new Map<string, Map<number | string, number | null> | [number | string, number | null][]>();
  const adds = kind === "bar";
  for (const row of rows) {
    const place = row[at] ?? "NULL";
    for (const { field, label } of y) {
      const group = by < 0 ? undefined : (row[by] ?? "NULL");
      const name = group === undefined ? label : y.length > 1 ? `${label}, ${group}` : group;
      const value = numberOf(row[column(field)]) ?? null;
      const found = grouped.get(name) ?? (adds ? new Map<number | string, number | null>() : []);
      grouped.set(name, found);
      // Bars at the same x are stacked.
      if (found instanceof Map)
        found.set(place, value === null ? (found.get(place) ?? null) : value + (found.get(place) ?? 0));
      else found.push([place, value]);
    }
  }
  const xType = axisOf(kind, x, { columns, rows }, at);
  return {
    kind,
    x: { type: xType, label: x.label },
    y: y.length === 1 && y[0] ? { label: y[0].label } : {},
    series: [...grouped].slice(0, MAX_SERIES).map(([name, points]) => ({
      name,
      points: [...points].map(([place, value]) => [
        xType === "value" ? (numberOf(String(place)) ?? place) : place,
        value,
      ]),
    })),
  };
}

function rolesOf(type: string, { x, y, color, angle, value }: Encodings) {
  if (type === "pie") return { x: color[0] ?? x[0], y: angle.length > 0 ? angle : value.length > 0 ? value : y };
  const horizontal =
    type === "bar" && x[0]?.scale === "quantitative" && y[0] !== undefined && y[0].scale !== "quantitative";
  // Horizontal bars are drawn vertically.
  return horizontal ? { x: y[0], y: x, color: color[0] } : { x: x[0], y, color: color[0] };
}

function axisOf(
  kind: Chart["kind"],
  { scale }: Encoding,
  { columns, rows }: Pick<WidgetRows, "columns" | "rows">,
  at: number,
): Chart["x"]["type"] {
  const type = columns[at]?.type ?? "";
  const wanted = scale ?? (isTemporal(type) ? "temporal" : isNumeric(type) ? "quantitative" : "categorical");
  const every = (holds: (value: string) => boolean) => rows.every((row) => row[at] == null || holds(row[at]));
  if (
    wanted === "temporal" &&
    every((value) => /^\d{4}-\d\d/.test(value) && Number.isFinite(Date.parse(value.replace(" ", "T"))))
  )
    return "time";
  if (wanted === "quantitative" && kind !== "bar" && every((value) => numberOf(value) !== undefined)) return "value";
  return "category";
}
