import { ApiError } from "../../api/http/errors.ts";
import { explainFailure } from "../../api/sql/failure.ts";
import { lex } from "../../api/sql/lexer.ts";
import { type Row, readRows } from "../../api/sql/rows/rows.ts";
import { bare } from "../../api/sql/token.ts";
import { getWarehouse, listWarehouses, soonestWarehouse } from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import { judge } from "../sql/guard.ts";
import { runStatement, type StatementRequest } from "../sql/run.ts";
import { columnsOf } from "../sql/statement-view.ts";

const QUICK_MS = 10_000;
const MIN_MS = 1000;
const ROWS_CHARS = 20_000;

/** A small result with the names of its columns. */
export interface QuickRows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * The id of the operator's warehouse or of another one, if it is running: an answer does not start a warehouse.
 * @throws {ToolError} if none is running
 */
export async function runningWarehouse(ctx: Context): Promise<string> {
  const { items } = await listWarehouses(ctx.client, { page_size: 100 });
  const running = items.filter(({ state }) => state === "RUNNING");
  const found = running.find(({ id }) => id === ctx.settings.warehouseId) ?? soonestWarehouse(running);
  if (found) return found.id;
  throw new ToolError("no SQL warehouse is running; start one with start_warehouse");
}

/** The id of this warehouse, if it is running. @throws {ToolError} otherwise */
export async function ifRunning(ctx: Context, id: string): Promise<string> {
  const { state } = await getWarehouse(ctx.client, { id });
  if (state === "RUNNING") return id;
  throw new ToolError(`its warehouse ${id} is ${state ?? "not running"}; start it with start_warehouse`);
}

/** Markers of parameters, whose values decide about the columns: `:day`, `{{ day }}`. */
const MARKERS = /(?<![:\w]):[a-z_]|\{\{/i;
const MAX_COLUMNS = 2000;

/**
 * Whether a statement can be described without an effect: one query, which reads nothing from outside the workspace. Files
 * outside are read for their columns.
 */
function isDescribable(sql: string): boolean {
  const { tokens, fault } = lex(sql.replace(/[\s;]+$/, ""));
  const starts = QUERIES.has(bare(tokens[0])) || tokens[0]?.text === "(";
  if (fault !== undefined || !starts || tokens.some(({ text }) => text === ";")) return false;
  return judge({ statement: sql }).consequence !== "outbound";
}

const QUERIES = new Set(["SELECT", "WITH", "FROM", "TABLE", "VALUES"]);

/**
 * The names of a query's columns, found without running it, or why it would fail. `undefined` if that cannot be known: the
 * query has parameters, its warehouse is stopped, or the answer takes too long.
 *
 * @param request `warehouse_id` defaults to any warehouse that is running
 */
export async function columnsOfQuery(
  ctx: Context,
  request: Pick<StatementRequest, "statement" | "catalog" | "schema"> & { readonly warehouse_id?: string | undefined },
): Promise<{ readonly columns: readonly string[] } | { readonly problem: string } | undefined> {
  const { warehouse_id, statement: sql, ...where } = request;
  if (MARKERS.test(sql) || !isDescribable(sql)) return undefined;
  try {
    const id = await (warehouse_id === undefined ? runningWarehouse(ctx) : ifRunning(ctx, warehouse_id));
    const quick = { ...ctx, signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(QUICK_MS)]) };
    const described = { statement: `DESCRIBE QUERY ${sql.replace(/[\s;]+$/, "")}`, ...where, row_limit: MAX_COLUMNS };
    const statement = await runStatement(quick, described, { place: { id }, readsOnly: true, budgetMs: 2 * QUICK_MS });
    if (statement.status.state === "FAILED") return { problem: oneLine(explainFailure(statement).message, 300) };
    if (statement.status.state !== "SUCCEEDED") return undefined;
    const page = { row_offset: 0, row_limit: MAX_COLUMNS, maxChars: Number.POSITIVE_INFINITY };
    const { rows } = await readRows(ctx.client, statement, page);
    return { columns: rows.map(([name]) => String(name)) };
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof ToolError || error instanceof ApiError || error instanceof DOMException) return undefined;
    throw error;
  }
}

/**
 * Rows of a query that only reads. A query that takes longer than ten seconds, or the operator's wait budget, is cancelled.
 * @throws {ToolError} if it does not succeed in time
 */
export async function quickRows(
  ctx: Context,
  request: Pick<StatementRequest, "statement" | "catalog" | "schema" | "parameters"> & {
    readonly warehouse_id: string;
    readonly row_limit: number;
    /** Rows beyond this size are left out. */
    readonly maxChars?: number;
  },
): Promise<QuickRows> {
  const { warehouse_id, maxChars = ROWS_CHARS, ...wanted } = request;
  const quickMs = Math.min(QUICK_MS, Math.max(MIN_MS, ctx.settings.waitBudgetMs));
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
  const page = { row_offset: 0, row_limit: wanted.row_limit, maxChars };
  return { columns, rows: (await readRows(ctx.client, statement, page)).rows };
}
