import { ApiError } from "../../../api/http/errors.ts";
import type { WidgetStatement } from "../../../api/sql/dashboards/statement.ts";
import { explainFailure } from "../../../api/sql/failure.ts";
import type { ResultColumn } from "../../../api/sql/row-formats/encoder.ts";
import { type Row, readRows } from "../../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../../api/sql/statements.ts";
import type { Context } from "../../../core/calls/context.ts";
import { ToolError } from "../../../core/errors.ts";
import { oneLine } from "../../../text.ts";
import type { ChosenWarehouse } from "../choice.ts";
import { judge } from "../guard.ts";
import { awaitStatement, runStatement } from "../run.ts";
import { columnsOf } from "../statement-view.ts";

/** The rows of a widget. */
export interface WidgetRows {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly Row[];
  readonly total: number;
  /** Whether the statement has more rows than were requested. */
  readonly more: boolean;
}

/** A widget's rows, its statement if it is still running, or the reason there are none. */
export type WidgetOutcome =
  | { readonly result: WidgetRows }
  | { readonly state: string; readonly statement_id: string }
  | { readonly problem: string };

const ROWS_CHARS = 500_000;
const SHOWN = 200;

/** Runs a widget's statement if it is provably a read. A failure becomes a `problem`, so that other widgets are drawn. */
export function readWidget(
  ctx: Context,
  request: WidgetStatement & { readonly row_limit: number },
  to: { readonly place: ChosenWarehouse; readonly budgetMs: number },
): Promise<WidgetOutcome> {
  const { class: kind, reason } = judge(request);
  if (kind !== "read") return Promise.resolve({ problem: `Not run, because it is not provably a read: ${reason}.` });
  return runOnce(ctx, request, to).catch((error: unknown) => {
    ctx.signal.throwIfAborted();
    return { problem: problemOf(error) };
  });
}

async function runOnce(
  ctx: Context,
  request: WidgetStatement & { readonly row_limit: number },
  { place, budgetMs }: { place: ChosenWarehouse; budgetMs: number },
): Promise<WidgetOutcome> {
  // A statement that an earlier call left running is waited for and not run a second time.
  const key = `dashboard statement ${place.id} ${JSON.stringify(request)}`;
  const left = await ctx.recall<string>(key);
  ctx.forget(key);
  const statement =
    left === undefined
      ? await runStatement(ctx, request, { place, readsOnly: true, budgetMs })
      : await awaitStatement(ctx, { statement_id: left }, budgetMs);
  if (isOver(statement)) return outcomeOf(ctx, statement, request.row_limit);
  const { statement_id } = statement;
  ctx.keep(key, statement_id);
  return { state: statement.status.state, statement_id };
}

async function outcomeOf(ctx: Context, statement: Statement, row_limit: number): Promise<WidgetOutcome> {
  const { state } = statement.status;
  if (state === "FAILED") {
    const { errorClass, message } = explainFailure(statement);
    return { problem: `${errorClass}: ${oneLine(message.replace(`[${errorClass}]`, ""), SHOWN)}` };
  }
  if (state !== "SUCCEEDED") return { problem: `The statement is ${state}.` };
  const page = { row_offset: 0, row_limit, maxChars: ROWS_CHARS };
  const { rows, total_rows } = await readRows(ctx.client, statement, page);
  const more = statement.manifest?.truncated === true || rows.length < total_rows;
  return { result: { columns: columnsOf(statement), rows, total: total_rows, more } };
}

/** A failure in one line. Unexpected errors fail the call. */
function problemOf(error: unknown): string {
  if (error instanceof ToolError) return oneLine(error.message, SHOWN);
  if (error instanceof ApiError) return `${error.errorCode ?? error.kind}: ${oneLine(error.message, SHOWN)}`;
  throw error;
}
