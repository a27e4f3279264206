import * as z from "zod";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import type { Chart } from "../../charts/chart.ts";
import { MAX_SERIES } from "../../charts/style.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { attachChart } from "../pictures.ts";
import { waitBudgetMs } from "../waiting.ts";
import { chooseWarehouse } from "./choice.ts";
import { unsuccessfulWithHints } from "./failure-hints.ts";
import { mustRead } from "./guard.ts";
import { drawingOf } from "./plot-series.ts";
import { runStatement } from "./run.ts";
import { columnsOf, RUNNING } from "./statement-view.ts";
import { rowsOfAnyLength } from "./success.ts";
import { sql } from "./toolset.ts";

/** Rows that a picture has room for; of bars, only a few hundred can be distinguished. */
const MAX_ROWS = { line: 10_000, scatter: 10_000, bar: 1000 };

interface PlotFacts {
  readonly rows?: number;
  readonly x?: string | undefined;
  readonly series?: { name: string; points: number; min: number; max: number }[];
  readonly note?: string;
  readonly next?: string;
}

const plotView = view(
  {
    statement_id: z.string(),
    state: z.string(),
    rows: count,
    x: text,
    series: z.array(z.object({ name: z.string(), points: z.number(), min: z.number(), max: z.number() })).optional(),
    note: text,
    next: text,
  },
  (statement: Statement, { rows, x, series, note, next }: PlotFacts) => ({
    statement_id: statement.statement_id,
    state: statement.status.state,
    rows,
    x,
    series,
    note,
    next,
  }),
);

export const plotSql = sql.tool({
  name: "plot_sql",
  title: "Plot a SQL query",
  servedIn: ["default", "engineer", "analyst"],
  description:
    "Draws the rows of a read-only query as an image. Select x first, then one numeric column per series; or x, a text column that names the series, and one numeric column.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    statement: z.string().min(1).max(1_000_000).describe("Statement"),
    chart: z.enum(["line", "bar", "scatter"]).describe("Chart"),
    title: z.string().max(200).optional().describe("Title"),
    warehouse_id: params.warehouseId.optional(),
    wait_seconds: params.waitSeconds,
  }),
  output: plotView.schema,
  async run(ctx, { statement, chart: kind, title, warehouse_id, wait_seconds }) {
    mustRead({ statement });
    const row_limit = MAX_ROWS[kind];
    const place = await chooseWarehouse(ctx, warehouse_id);
    const done = await runStatement(
      ctx,
      { statement, row_limit },
      { place, readsOnly: true, budgetMs: waitBudgetMs(ctx, wait_seconds) },
    );
    const { state } = done.status;
    if (!isOver(done)) return plotView(done, { next: `${RUNNING} A picture needs a higher wait_seconds.` });
    if (state !== "SUCCEEDED") throw await unsuccessfulWithHints(ctx, done, { statement });
    const rows = await rowsOfAnyLength(ctx, done, row_limit);
    if (rows.length === 0) throw new ToolError("The query returned no rows, so there is nothing to draw.");
    const { series, ...axes } = drawingOf(columnsOf(done), rows);
    const some = series.filter(hasNumber);
    if (some.length === 0) throw new ToolError("Every value to draw is NULL or not a finite number.");
    const chart = { kind, ...(title === undefined ? {} : { title }), ...axes, series: some.slice(0, MAX_SERIES) };
    await attachChart(ctx, chart);
    const notes = [
      done.manifest?.truncated ? `Only the first ${rows.length} rows are drawn. Aggregate in the query.` : [],
      some.length > MAX_SERIES ? `Only the first ${MAX_SERIES} of ${some.length} series are drawn.` : [],
      kind === "bar" && chart.series.some(repeats) ? "Bars with the same x cover each other. GROUP BY x." : [],
    ].flat();
    return plotView(done, {
      rows: rows.length,
      x: axes.x.label,
      series: chart.series.map(({ name, points }) => ({ name, ...extent(points) })),
      note: notes.join(" "),
    });
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
