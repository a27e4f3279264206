import { explainFailure } from "../../api/sql/failure.ts";
import { type Row, readRows } from "../../api/sql/rows/rows.ts";
import { getWarehouse, listWarehouses, soonestWarehouse } from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import { columnsOf } from "../sql/statement-view.ts";
import { runStatement } from "../sql/run.ts";

const QUICK_MS = 10_000;
const LEAST_MS = 1000;
const ROWS_CHARS = 20_000;

export interface QuickRows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** The operator's warehouse or another one, but only if it runs already: an answer starts none. */
export async function runningWarehouse(ctx: Context): Promise<string> {
  const { items } = await listWarehouses(ctx.client, { page_size: 100 });
  const running = items.filter(({ state }) => state === "RUNNING");
  const found = running.find(({ id }) => id === ctx.settings.warehouseId) ?? soonestWarehouse(running);
  if (found) return found.id;
  throw new ToolError("no SQL warehouse is running; start_warehouse starts one");
}

/** The named warehouse, if it runs. */
export async function ifRunning(ctx: Context, id: string): Promise<string> {
  const { state } = await getWarehouse(ctx.client, { id });
  if (state === "RUNNING") return id;
  throw new ToolError(`its warehouse ${id} is ${state ?? "not running"}; start_warehouse starts it`);
}

/** Rows of a query that only reads. One that takes longer than ten seconds, or the operator's budget, is cancelled upstream. */
export async function quickRows(
  ctx: Context,
  request: { readonly warehouse_id: string; readonly statement: string; readonly row_limit: number },
): Promise<QuickRows> {
  const { warehouse_id, ...wanted } = request;
  const quickMs = Math.min(QUICK_MS, Math.max(LEAST_MS, ctx.settings.waitBudgetMs));
  const quick = { ...ctx, signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(quickMs)]) };
  const statement = await runStatement(quick, wanted, {
    place: { id: warehouse_id },
    readsOnly: true,
    budgetMs: 2 * quickMs,
  });
  if (statement.status.state !== "SUCCEEDED") {
    throw new ToolError(oneLine(explainFailure(statement).message || `the query is ${statement.status.state}`, 300));
  }
  const columns = columnsOf(statement).map(({ name }) => name);
  const page = { row_offset: 0, row_limit: wanted.row_limit, maxChars: ROWS_CHARS };
  return { columns, rows: (await readRows(ctx.client, statement, page)).rows };
}
