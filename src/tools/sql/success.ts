import { type Row, readRows } from "../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import type { Context } from "../../core/calls/context.ts";
import type { ToolError } from "../../core/errors.ts";
import { runStatement, type StatementRequest } from "./run.ts";
import { unsuccessful } from "./statement-view.ts";

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
