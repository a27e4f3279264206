import * as z from "zod";
import { explainFailure } from "../../api/sql/failure.ts";
import { readRows } from "../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import { getWarehouse } from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { compact } from "../../records.ts";
import type { Place } from "./choice.ts";

export const sqlOutput = z.object({
  statement_id: z.string(),
  state: z.string(),
  warehouse: z.object({ id: z.string(), name: text, state: text }).optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  rows: z.array(z.array(z.string().nullable())).optional(),
  row_offset: z.number().optional().describe("of the first row, from 0"),
  total_rows: z.number().optional(),
  next_row_offset: z.number().optional(),
  truncated: z.boolean().optional().describe("there were more rows than row_limit or the size limit let through"),
  next: text,
});
type Output = z.output<typeof sqlOutput>;

/** What a page of rows may take of the answer's budget; the rest is for columns, ids and words. */
const ROWS_SHARE = 0.8;

/** A statement as its tools answer it: rows, or that it still runs. A failed, cancelled or expired one throws. */
export async function sqlView(
  ctx: Context,
  statement: Statement,
  page: { row_offset: number; row_limit: number },
  place?: Place,
): Promise<Output> {
  const { statement_id, status } = statement;
  // Told only where the server chose: who named a warehouse knows it.
  const warehouse = place?.name === undefined ? undefined : { ...place };
  const common = { statement_id, state: status.state };
  if (!isOver(statement)) {
    return { ...common, ...compact({ warehouse: await withState(ctx, status.state, place), next: RUNNING }) };
  }
  if (status.state !== "SUCCEEDED") throw ended(statement);

  const columns = columnsOf(statement);
  // DDL answers no columns and no rows.
  if (columns.length === 0) return { ...common, ...compact({ warehouse }) };
  const maxChars = Math.max(300, ctx.settings.outputBudgetChars * ROWS_SHARE - JSON.stringify(columns).length);
  const { rows, total_rows, next_row_offset } = await readRows(ctx.client, statement, { ...page, maxChars });
  if (rows.length === 0 && page.row_offset > 0) {
    throw new ToolError(`row_offset ${page.row_offset} is past the end: the result has ${total_rows} rows.`);
  }
  const truncated = statement.manifest?.truncated === true;
  return {
    ...common,
    ...compact({ warehouse }),
    columns,
    rows: rows.map((row) => [...row]),
    row_offset: page.row_offset,
    total_rows,
    ...compact({ next_row_offset }),
    ...(truncated ? { truncated } : {}),
  };
}

/** Of the result; none where the statement answers no rows. */
export const columnsOf = ({ manifest }: Statement) =>
  (manifest?.schema?.columns ?? []).map(({ name, type_text, type_name }) => ({
    name,
    type: type_text ?? type_name ?? "",
  }));

export const RUNNING = "Still running: poll_sql_result with this statement_id waits on, cancel_sql_statement stops it.";

/** Why it waits: a warehouse that starts takes minutes. Not worth failing over. */
async function withState(ctx: Context, state: string, place: Place | undefined) {
  if (!place || state !== "PENDING") return place?.name === undefined ? undefined : { ...place };
  const seen = await getWarehouse(ctx.client, { id: place.id }).catch(() => undefined);
  return { id: place.id, ...compact({ name: seen?.name ?? place.name, state: seen?.state }) };
}

/** Why there are no rows of a statement that is over and did not succeed. */
export function ended(statement: Statement): ToolError {
  const { state } = statement.status;
  if (state === "CANCELED") {
    return new ToolError("The statement was cancelled: somebody stopped it, or a limit of the warehouse did.", {
      next: "Run it again if it is still wanted.",
    });
  }
  if (state === "CLOSED") {
    return new ToolError("The statement succeeded, but its results have expired.", { next: "Run it again." });
  }
  const { errorClass, sqlState, message, next } = explainFailure(statement);
  const facts = [errorClass, sqlState && `SQLSTATE ${sqlState}`].filter(Boolean).join(", ");
  return new ToolError(`The statement failed: ${facts}.`, compact({ next, quoted: message }));
}

/** The rows as a table, then where they stand in the whole and how to get the others. */
export function sqlText(output: Output): string {
  const { statement_id, state, warehouse, columns, rows, row_offset = 0, total_rows = 0, truncated, next } = output;
  const shown = rows?.length ?? 0;
  // Counted from what is shown: an answer's budget may have cut the page.
  const more = rows && row_offset + shown < total_rows;
  return [
    columns && rows && shown > 0
      ? table(
          columns.map(({ name }) => name),
          rows,
        )
      : undefined,
    rows ? (shown > 0 ? `rows ${row_offset + 1}–${row_offset + shown} of ${total_rows}` : "no rows") : state,
    columns && shown === 0 ? `columns: ${columns.map(({ name, type }) => `${name} ${type}`).join(", ")}` : undefined,
    truncated
      ? "TRUNCATED: there are rows beyond row_limit or the size limit; raise row_limit or aggregate."
      : undefined,
    more ? `More: poll_sql_result row_offset ${row_offset + shown}` : undefined,
    `statement_id ${statement_id}${warehouse ? `; warehouse ${[warehouse.name, warehouse.id, warehouse.state].filter(Boolean).join(", ")}` : ""}`,
    next,
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}
