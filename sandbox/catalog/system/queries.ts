import { principalId } from "../../admin/directory.ts";
import { type Execution, statementType } from "../../sql/query-history.ts";
import type { World } from "../../world.ts";
import { MINUTE, PAST_DAYS, workingHours } from "./past/calendar.ts";
import { LEGACY_WAREHOUSE, legacyStatements } from "./past/objects.ts";
import { SHARED_WAREHOUSE } from "./past/usage.ts";
import type { SystemTable } from "./relation.ts";

/** The statements that ran in this workspace. */
export const executionsOf = (world: World): readonly Execution[] => world.kept("query history", (): Execution[] => []);

export const queryHistory: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, statement_id STRING, session_id STRING, execution_status STRING, compute STRUCT<type STRING, cluster_id STRING, warehouse_id STRING>, executed_by_user_id STRING, executed_by STRING, statement_text STRING, statement_type STRING, error_message STRING, client_application STRING, client_driver STRING, total_duration_ms BIGINT, waiting_for_compute_duration_ms BIGINT, waiting_at_capacity_duration_ms BIGINT, execution_duration_ms BIGINT, compilation_duration_ms BIGINT, total_task_duration_ms BIGINT, result_fetch_duration_ms BIGINT, start_time TIMESTAMP, end_time TIMESTAMP, update_time TIMESTAMP, read_partitions BIGINT, pruned_files BIGINT, read_files BIGINT, read_rows BIGINT, produced_rows BIGINT, read_bytes BIGINT, read_io_cache_percent INT, from_result_cache BOOLEAN, spilled_local_bytes BIGINT, written_bytes BIGINT, shuffle_read_bytes BIGINT, query_source STRUCT<job_info STRUCT<job_id STRING, job_run_id STRING, job_task_run_id STRING>, legacy_dashboard_id STRING, dashboard_id STRING, alert_id STRING, notebook_id STRING, sql_query_id STRING, genie_space_id STRING>, executed_as STRING, executed_as_user_id STRING",
  rows: (world) => [
    ...pastStatements(world),
    ...executionsOf(world)
      // The table has statements that are over.
      .filter(({ endedAt }) => endedAt !== undefined)
      .map(
        ({ id, text, user, warehouseId, source, startedAt, endedAt = startedAt, status, rows, rowsRead, error }) => ({
          statement_id: id,
          execution_status: status,
          compute: { type: "WAREHOUSE", warehouse_id: warehouseId },
          executed_by: user,
          executed_by_user_id: String(principalId(world, user)),
          executed_as: user,
          executed_as_user_id: String(principalId(world, user)),
          statement_text: text,
          statement_type: statementType(text),
          error_message: error,
          client_application: "Databricks SQL Execution API",
          total_duration_ms: endedAt - startedAt,
          waiting_for_compute_duration_ms: 0,
          waiting_at_capacity_duration_ms: 0,
          execution_duration_ms: endedAt - startedAt,
          start_time: startedAt,
          end_time: endedAt,
          update_time: endedAt,
          read_rows: rowsRead ?? 0,
          produced_rows: rows ?? 0,
          from_result_cache: false,
          query_source: source,
        }),
      ),
  ],
};

/** Statements from before the workspace was created: one in each hour in which the warehouse was used, and the reports. */
function* pastStatements(world: World): Iterable<Readonly<Record<string, unknown>>> {
  for (let ago = PAST_DAYS; ago > 0; ago -= 1) {
    for (const { at, busy } of workingHours(world, ago))
      yield past(world, SHARED_WAREHOUSE, at + (5 + busy * 40) * MINUTE, "SELECT count(*) FROM main.sales.orders");
  }
  for (const at of legacyStatements(world))
    yield past(world, LEGACY_WAREHOUSE, at, "SELECT * FROM main.sales.customers");
}

const past = (world: World, warehouse_id: string, start: number, statement_text: string) => ({
  statement_id: `past-${warehouse_id}-${start}`,
  execution_status: "FINISHED",
  compute: { type: "WAREHOUSE", warehouse_id },
  executed_by: world.owner,
  executed_by_user_id: String(principalId(world, world.owner)),
  executed_as: world.owner,
  executed_as_user_id: String(principalId(world, world.owner)),
  statement_text,
  statement_type: "SELECT",
  client_application: "Databricks SQL",
  total_duration_ms: 30_000,
  execution_duration_ms: 30_000,
  start_time: start,
  end_time: start + 30_000,
  update_time: start + 30_000,
  produced_rows: 1,
  from_result_cache: false,
});
