import { quotedName } from "../../api/sql/names.ts";
import { type Row, readRows } from "../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import { targetsOf } from "../../api/sql/targets.ts";
import type { Context } from "../../core/calls/context.ts";
import type { ToolError } from "../../core/errors.ts";
import { isRecord, parsedJson } from "../../records.ts";
import { supplement } from "../supplement.ts";
import type { ChosenWarehouse } from "./choice.ts";
import { runStatement, type StatementRequest } from "./run.ts";
import { columnsOf, unsuccessful } from "./statement-view.ts";

type Run = Parameters<typeof runStatement>[2];

/**
 * Runs a statement of a tool that needs its result.
 * @throws {ToolError} If it fails, or `unended` with its id if it is still running after `budgetMs`
 */
export async function runToSuccess(
  ctx: Context,
  request: StatementRequest,
  { unended, ...run }: Run & { readonly unended: (statement_id: string) => ToolError },
): Promise<Statement> {
  const done = await runStatement(ctx, request, run);
  if (!isOver(done)) throw unended(done.statement_id);
  if (done.status.state !== "SUCCEEDED") throw unsuccessful(done);
  return done;
}

/** The rows of a statement that succeeded, however long they are. */
export async function rowsOfAnyLength(ctx: Context, statement: Statement, row_limit: number): Promise<readonly Row[]> {
  const page = { row_offset: 0, row_limit, maxChars: Number.POSITIVE_INFINITY };
  return (await readRows(ctx.client, statement, page)).rows;
}

/** Time for reading the history, in milliseconds: the result is returned without it. */
const READING_MS = 10_000;

/**
 * The number of rows that the latest operation on the only table of a statement wrote, from its history; `undefined` if it
 * cannot be read. CREATE TABLE AS returns none on the platform.
 */
export async function rowsWritten(
  ctx: Context,
  {
    statement,
    catalog,
    schema,
  }: { readonly statement: string; readonly catalog?: string | undefined; readonly schema?: string | undefined },
  place: ChosenWarehouse,
): Promise<{ readonly table: string; readonly rows: string } | undefined> {
  const { targets, unresolved } = targetsOf(statement, { catalog, schema });
  const [target, ...others] = targets;
  if (!target || unresolved !== undefined || others.length > 0 || target.fullName.includes("*")) return undefined;
  const request = { statement: `DESCRIBE HISTORY ${quotedName(target.fullName)} LIMIT 1`, row_limit: 1 };
  const read = async (bounded: Context) => {
    const done = await runStatement(bounded, request, { place, readsOnly: true, budgetMs: READING_MS });
    if (!isOver(done) || done.status.state !== "SUCCEEDED") return undefined;
    const at = columnsOf(done).findIndex(({ name }) => name === "operationMetrics");
    const [row] = await rowsOfAnyLength(bounded, done, 1);
    const metrics = parsedJson(row?.[at] ?? "");
    return isRecord(metrics) ? String(metrics.numOutputRows) : "";
  };
  const rows = await supplement(ctx, read, READING_MS);
  return rows && /^\d{1,18}$/.test(rows) ? { table: target.fullName, rows } : undefined;
}
