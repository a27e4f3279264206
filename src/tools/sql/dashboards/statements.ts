import { ApiError } from "../../../api/http/errors.ts";
import type { WidgetStatement } from "../../../api/sql/dashboards/statement.ts";
import { explainFailure } from "../../../api/sql/failure.ts";
import type { Column } from "../../../api/sql/row-formats/encoder.ts";

import { type Row, readRows } from "../../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../../api/sql/statements.ts";
import type { Context } from "../../../core/calls/context.ts";
import { ToolError } from "../../../core/errors.ts";
import { oneLine } from "../../../text.ts";
import type { Place } from "../choice.ts";
import { judge } from "../guard.ts";
import { columnsOf } from "../output.ts";
import { follow, runStatement } from "../run.ts";

/** The rows of a widget. */
export interface Answer {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly total: number;
  /** There are rows beyond those asked for. */
  readonly more: boolean;
}

export type Outcome =
  | { readonly answer: Answer }
  | { readonly state: string; readonly statement_id: string }
  | { readonly problem: string };

const ROWS_CHARS = 500_000;
const SHOWN = 200;

/** Runs a widget's statement if it is provably a read. What goes wrong with one widget is told and spares the others. */
export function askWidget(
  ctx: Context,
  request: WidgetStatement & { readonly row_limit: number },
  to: { readonly place: Place; readonly budgetMs: number },
): Promise<Outcome> {
  const { class: kind, reason } = judge(request);
  if (kind !== "read") return Promise.resolve({ problem: `Not run: not provably a read, because ${reason}.` });
  return ask(ctx, request, to).catch((error: unknown) => {
    ctx.signal.throwIfAborted();
    return { problem: wordsOf(error) };
  });
}

async function ask(
  ctx: Context,
  request: WidgetStatement & { readonly row_limit: number },
  { place, budgetMs }: { place: Place; budgetMs: number },
): Promise<Outcome> {
  // A statement that an earlier call left running is waited for instead of being run a second time.
  const key = `dashboard statement ${place.id} ${JSON.stringify(request)}`;
  const left = await ctx.remember<string | undefined>(key, async () => undefined);
  ctx.forget(key);
  const statement =
    left === undefined
      ? await runStatement(ctx, request, { place, readsOnly: true, budgetMs })
      : await follow(ctx, { statement_id: left }, budgetMs);
  if (isOver(statement)) return ended(ctx, statement, request.row_limit);
  const { statement_id } = statement;
  await ctx.remember<string | undefined>(key, async () => statement_id);
  return { state: statement.status.state, statement_id };
}

async function ended(ctx: Context, statement: Statement, row_limit: number): Promise<Outcome> {
  const { state } = statement.status;
  if (state === "FAILED") {
    const { errorClass, message } = explainFailure(statement);
    return { problem: `${errorClass}: ${oneLine(message.replace(`[${errorClass}]`, ""), SHOWN)}` };
  }
  if (state !== "SUCCEEDED") return { problem: `The statement is ${state}.` };
  const page = { row_offset: 0, row_limit, maxChars: ROWS_CHARS };
  const { rows, total_rows } = await readRows(ctx.client, statement, page);
  const more = statement.manifest?.truncated === true || rows.length < total_rows;
  return { answer: { columns: columnsOf(statement), rows, total: total_rows, more } };
}

/** A failure in one line; what nobody expects fails the call. */
function wordsOf(error: unknown): string {
  if (error instanceof ToolError) return oneLine(error.message, SHOWN);
  if (error instanceof ApiError) return `${error.errorCode ?? error.kind}: ${oneLine(error.message, SHOWN)}`;
  throw error;
}
