import * as z from "zod";
import * as api from "../../../api/catalog/quality-monitors.ts";
import type { Row } from "../../../api/sql/rows/rows.ts";
import type { Context } from "../../../core/calls/context.ts";
import { type CallFacts, say } from "../../../core/consent/facts.ts";
import { ToolError } from "../../../core/errors.ts";
import { text } from "../../../core/fields.ts";
import * as params from "../../../core/params.ts";
import { view } from "../../../core/view.ts";
import { oneLine } from "../../../text.ts";
import { chooseWarehouse } from "../../sql/choice.ts";
import { rowsOfAnyLength, runToSuccess } from "../../sql/success.ts";
import { waitBudgetMs, waitWithinBudget } from "../../waiting.ts";
import { fullName } from "../toolset.ts";
import { refreshView, shortState } from "./monitor-view.ts";
import { dataQuality, monitoredObject } from "./toolset.ts";

const full_name = fullName("catalog.schema.table");

export const startQualityRefresh = dataQuality.tool({
  name: "start_quality_refresh",
  title: "Refresh a data quality monitor",
  description: "Computes the metrics of a table's monitor now.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ full_name, wait_seconds: params.waitSeconds }),
  output: z.object({ ...refreshView.fields, next: text }),
  affects: ({ full_name: name }): CallFacts => ({
    effect: "Refresh the monitor of",
    objects: [{ kind: "table", name }],
    consequences: [{ reason: "cost", text: say`The refresh reads the table on serverless compute.` }],
  }),
  async run(ctx, { full_name: name, wait_seconds }) {
    const of = await monitoredObject(ctx, name);
    const first = await api.startQualityRefresh(ctx.client, of);
    const { refresh_id } = first;
    ctx.accepted({ what: "The refresh was started", ids: { refresh_id }, followUp: "get_quality_monitor" });
    const last = await waitWithinBudget(
      ctx,
      `quality refresh ${refresh_id}`,
      () => api.getQualityRefresh(ctx.client, { ...of, refresh_id }),
      {
        done: api.isRefreshOver,
        words: ({ state }) => `The refresh is ${shortState(state) ?? "running"}`,
        wait_seconds,
        seen: first,
        made: true,
      },
    );
    const next = api.isRefreshOver(last) ? undefined : "get_quality_monitor shows when it has ended.";
    return { ...refreshView(last), next };
  },
});

const metricsView = view(
  {
    column_name: z.string(),
    data_type: text,
    count: text,
    nulls: text,
    percent_null: text,
    distinct: text,
    min: text,
    max: text,
    avg: text,
  },
  ([column, type, rows, nulls, percent, distinct, min, max, avg]: Row) => ({
    column_name: column ?? "",
    data_type: type,
    count: rows,
    nulls,
    percent_null: percent,
    distinct,
    min: min && oneLine(min, CELL),
    max: max && oneLine(max, CELL),
    avg,
  }),
);
const CELL = 60;

const driftView = view(
  {
    column_name: z.string(),
    drift_type: text,
    count_delta: text,
    avg_delta: text,
    percent_null_delta: text,
    js_distance: text,
  },
  ([column, type, rows, avg, nulls, distance]: Row) => ({
    column_name: column ?? "",
    drift_type: type,
    count_delta: rows,
    avg_delta: avg,
    percent_null_delta: nulls,
    js_distance: distance,
  }),
);

export const getQualityResults = dataQuality.tool({
  name: "get_quality_results",
  title: "Get data quality results",
  description:
    "Returns the newest metrics of a table's monitor: profile and drift of each column. Queries its metric tables.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  output: z.object({
    window_start: text,
    columns: z.array(metricsView.schema),
    drift: z.array(driftView.schema).optional(),
  }),
  async run(ctx, args) {
    const monitor = await api.getQualityMonitor(ctx.client, await monitoredObject(ctx, args.full_name));
    const drift = monitor.data_profiling_config?.drift_metrics_table_name;
    const [columns, drifts] = await Promise.all([
      metricRows(ctx, api.profileMetricsStatement(metricsTable(monitor))),
      drift ? metricRows(ctx, api.driftMetricsStatement(drift)) : [],
    ]);
    return {
      window_start: columns[0]?.at(-1) ?? undefined,
      columns: columns.map((row) => metricsView(row)),
      drift: drifts.map((row) => driftView(row)),
    };
  },
});

const MAX_COLUMNS = 500;

async function metricRows(ctx: Context, statement: string): Promise<readonly Row[]> {
  const place = await chooseWarehouse(ctx, undefined);
  const budgetMs = waitBudgetMs(ctx, undefined);
  const unended = (id: string) =>
    new ToolError("The query of the metrics is still running.", { next: `poll_sql_result reads statement ${id}.` });
  const run = { place, readsOnly: true, budgetMs, unended };
  return rowsOfAnyLength(ctx, await runToSuccess(ctx, { statement, row_limit: MAX_COLUMNS }, run), MAX_COLUMNS);
}

/** The table that a monitor writes, or the reason why there is none. @throws {ToolError} */
function metricsTable(monitor: api.QualityMonitor): string {
  const table = monitor.data_profiling_config?.profile_metrics_table_name;
  if (table) return table;
  throw new ToolError("This monitor has no metric tables yet.", {
    next:
      monitor.data_profiling_config === undefined
        ? "Monitors of schemas write to system.data_quality_monitoring.table_results, which execute_sql_read_only reads."
        : "Start a refresh with start_quality_refresh.",
  });
}
