import * as z from "zod";
import { readRows } from "../../api/sql/rows/rows.ts";
import { isOver } from "../../api/sql/statements.ts";
import type { Chart } from "../../charts/chart.ts";
import { MOST_SERIES } from "../../charts/style.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { attachChart } from "../pictures.ts";
import { budgetOf } from "../waiting.ts";
import { chooseWarehouse } from "./choice.ts";
import { mustRead } from "./guard.ts";
import { columnsOf, ended, RUNNING } from "./output.ts";
import { drawingOf } from "./plot-series.ts";
import { runStatement } from "./run.ts";
import { sql } from "./toolset.ts";

/** What there is room for in a picture; of bars a few hundred can be told apart. */
const MOST_ROWS = { line: 10_000, scatter: 10_000, bar: 1000 };

export const plotSql = sql.tool({
  name: "plot_sql",
  title: "Plot a SQL query",
  description: "Draws a query's rows as a picture: x first, then numbers; or x, series name, number.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    statement: z.string().min(1).max(1_000_000).describe("Statement"),
    chart: z.enum(["line", "bar", "scatter"]).describe("Chart"),
    title: z.string().max(200).optional().describe("Title"),
    warehouse_id: params.warehouseId.optional().describe("Warehouse id"),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({
    statement_id: z.string(),
    state: z.string(),
    rows: z.number().optional(),
    x: text,
    series: z.array(z.object({ name: z.string(), points: z.number(), min: z.number(), max: z.number() })).optional(),
    note: text,
    next: text,
  }),
  async run(ctx, { statement, chart: kind, title, warehouse_id, wait_seconds }) {
    mustRead({ statement });
    const row_limit = MOST_ROWS[kind];
    const place = await chooseWarehouse(ctx, warehouse_id);
    const done = await runStatement(
      ctx,
      { statement, row_limit },
      { place, readsOnly: true, budgetMs: budgetOf(ctx, wait_seconds) },
    );
    const { statement_id } = done;
    const { state } = done.status;
    if (!isOver(done)) return { statement_id, state, next: `${RUNNING} A picture needs more wait_seconds.` };
    if (state !== "SUCCEEDED") throw ended(done);
    const page = { row_offset: 0, row_limit, maxChars: Number.POSITIVE_INFINITY };
    const { rows } = await readRows(ctx.client, done, page);
    if (rows.length === 0) throw new ToolError("The query answered no rows: there is nothing to draw.");
    const { series, ...axes } = drawingOf(columnsOf(done), rows);
    const some = series.filter(hasNumber);
    if (some.length === 0) throw new ToolError("Every value to draw is NULL or not a finite number.");
    const chart = { kind, ...(title === undefined ? {} : { title }), ...axes, series: some.slice(0, MOST_SERIES) };
    await attachChart(ctx, chart);
    const notes = [
      done.manifest?.truncated ? `Only the first ${rows.length} rows are drawn: aggregate.` : [],
      some.length > MOST_SERIES ? `Only the first ${MOST_SERIES} of ${some.length} series are drawn.` : [],
      kind === "bar" && chart.series.some(repeats) ? "Bars of one x cover each other: GROUP BY it." : [],
    ].flat();
    return {
      statement_id,
      state,
      rows: rows.length,
      ...(axes.x.label === undefined ? {} : { x: axes.x.label }),
      series: chart.series.map(({ name, points }) => ({ name, ...extent(points) })),
      ...(notes.length > 0 ? { note: notes.join(" ") } : {}),
    };
  },
  text: ({ statement_id, state, rows, x, series = [], note, next }) =>
    [
      rows === undefined ? state : `${rows} rows drawn, x ${x}`,
      ...series.map(({ name, points, min, max }) => `${name}: ${points} points, ${min} to ${max}`),
      ...(note ? [note] : []),
      `statement_id ${statement_id}`,
      ...(next ? [next] : []),
    ].join("\n"),
});

type Series = Chart["series"][number];

const hasNumber = ({ points }: Series): boolean => points.some(([, y]) => y !== null);

const repeats = ({ points }: Series): boolean => new Set(points.map(([x]) => x)).size < points.length;

function extent(points: Series["points"]) {
  const values = points.flatMap(([, y]) => y ?? []);
  return {
    points: values.length,
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
  };
}
