import * as z from "zod";
import { explainFailure } from "../../api/sql/failure.ts";
import { type ResultPage, readRows } from "../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import { getWarehouse } from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { count, flag, text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { CHARS_PER_TOKEN } from "../../limits.ts";
import { compact } from "../../records.ts";
import type { ChosenWarehouse } from "./choice.ts";

const warehouse = z.object({ id: z.string(), name: text, state: text }).optional();

interface StatementFacts {
  readonly warehouse?: z.input<typeof warehouse>;
  /** Absent unless the statement succeeded and returns rows. */
  readonly page?: ResultPage & { readonly row_offset: number };
  readonly next?: string;
}

/** A statement and, once it has succeeded, a page of its rows. */
export const statementView = view(
  {
    statement_id: z.string(),
    state: z.string(),
    warehouse,
    columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
    rows: evenIfEmpty(z.array(z.array(z.string().nullable())).optional()),
    row_offset: count.describe("of the first row, from 0"),
    total_rows: count,
    next_row_offset: count,
    truncated: flag.describe("the result has more rows than row_limit or the size limit allowed"),
    next: text,
  },
  (statement: Statement, { warehouse, page, next }: StatementFacts) => ({
    statement_id: statement.statement_id,
    state: statement.status.state,
    warehouse,
    columns: page && columnsOf(statement),
    rows: page?.rows.map((row) => [...row]),
    row_offset: page?.row_offset,
    total_rows: page?.total_rows,
    next_row_offset: page?.next_row_offset,
    truncated: page && statement.manifest?.truncated === true ? true : undefined,
    next,
  }),
);
type ShownStatement = ReturnType<typeof statementView>;

/** Share of the output budget that rows may take; the rest is for columns, ids and notes. */
const ROWS_SHARE = 0.8;

/** Rows of a statement, if the caller does not say how many. */
export const DEFAULT_ROWS = 1000;
/**
 * Size of a first page that the caller did not ask a number of rows for: some hundred rows show what a table is like, and
 * all that fit would cost a model four times as much. A budget far beyond a model's, as in code mode, is not for one.
 */
const FIRST_PAGE_CHARS = 2500 * CHARS_PER_TOKEN;
const FIRST_PAGE_SHARE = 0.25;

/** Maximum size of the rows of a page, in characters of JSON. */
function pageChars(budget: number, isFirst: boolean): number {
  const all = budget * ROWS_SHARE;
  return isFirst ? Math.min(all, Math.max(FIRST_PAGE_CHARS, budget * FIRST_PAGE_SHARE)) : all;
}

/**
 * A statement as its tools return it: its rows, or that it is still running.
 * Without a `row_limit`, its first page is small. `readsOnly`: the statement provably only reads, so it can be run again.
 * @throws {ToolError} for a statement that failed or was cancelled, for a read that has expired, and for an offset past
 *   the last row
 */
export async function showStatement(
  ctx: Context,
  statement: Statement,
  { row_offset, row_limit }: { row_offset: number; row_limit?: number | undefined },
  { place, readsOnly = false }: { place?: ChosenWarehouse; readsOnly?: boolean } = {},
): Promise<ShownStatement> {
  const { state } = statement.status;
  if (!isOver(statement)) {
    return statementView(statement, {
      ...compact({ warehouse: await warehouseNow(ctx, state, place) }),
      next: RUNNING,
    });
  }
  // CLOSED: it was executed, and its result is no longer available.
  if (state === "CLOSED" && !readsOnly)
    return statementView(statement, { ...compact({ warehouse: place }), next: RESULT_GONE });
  if (state !== "SUCCEEDED") throw unsuccessful(statement);

  // Reported only where this server chose it: a caller that names a warehouse knows it.
  const chosen = place?.name === undefined ? {} : { warehouse: { ...place } };
  const columns = columnsOf(statement);
  // DDL returns neither columns nor rows.
  if (columns.length === 0) return statementView(statement, chosen);
  const chars = pageChars(ctx.settings.outputBudgetChars, row_offset === 0 && row_limit === undefined);
  const maxChars = Math.max(300, chars - JSON.stringify(columns).length);
  const page = await readRows(ctx.client, statement, { row_offset, row_limit: row_limit ?? DEFAULT_ROWS, maxChars });
  if (page.rows.length === 0 && row_offset > 0) {
    throw new ToolError(`row_offset ${row_offset} is past the end: the result has ${page.total_rows} rows.`);
  }
  const next = lacksCounts({ columns, rows: page.rows }) ? { next: NO_COUNTS } : {};
  return statementView(statement, { ...chosen, page: { ...page, row_offset }, ...next });
}

/** Columns of a statement's result; empty for a statement that returns no rows. */
export const columnsOf = ({ manifest }: Statement) =>
  (manifest?.schema?.columns ?? []).map(({ name, type_text, type_name }) => ({
    name,
    type: type_text ?? type_name ?? "",
  }));

/** Columns with the effect of a statement that writes. CREATE TABLE AS has them, but the platform fills no row. */
const COUNTED = /^num_\w+_rows$/;
/** Whether a result has the columns of such counts, and no row. */
export const lacksCounts = ({
  columns = [],
  rows,
}: {
  readonly columns?: readonly { readonly name: string }[] | undefined;
  readonly rows?: readonly unknown[] | undefined;
}): boolean => rows?.length === 0 && columns.length > 0 && columns.every(({ name }) => COUNTED.test(name));

const NO_COUNTS =
  "It succeeded. The platform returned no counts for it: SELECT count(*), or DESCRIBE HISTORY with its operationMetrics, shows the rows written.";

const RESULT_GONE = "It ran, and its result is gone. Do not run it again, unless it only reads.";

/** The next step for a statement that is still running. */
export const RUNNING =
  "Still running. Call poll_sql_result with this statement_id to keep waiting, or cancel_sql_statement to stop it.";

/** The warehouse with its state while a statement waits for it, since a start takes minutes. A failed read is ignored. */
async function warehouseNow(ctx: Context, state: string, place: ChosenWarehouse | undefined) {
  if (!place || state !== "PENDING") return place?.name === undefined ? undefined : { ...place };
  const seen = await getWarehouse(ctx.client, { id: place.id }).catch(() => undefined);
  return { id: place.id, ...compact({ name: seen?.name ?? place.name, state: seen?.state }) };
}

/** The error for a statement that is over and did not succeed, or whose results have expired. */
export function unsuccessful(statement: Statement): ToolError {
  const { state } = statement.status;
  if (state === "CANCELED") {
    return new ToolError("The statement was cancelled, by a user or by a limit of the warehouse.", {
      next: "Run it again if you still need it.",
    });
  }
  if (state === "CLOSED") {
    return new ToolError("The statement succeeded, but its results have expired.", {
      next: "Run it again only if it reads.",
    });
  }
  const { errorClass, sqlState, message, next } = explainFailure(statement);
  const facts = [errorClass, sqlState && `SQLSTATE ${sqlState}`].filter(Boolean).join(", ");
  return new ToolError(`The statement failed: ${facts}.`, compact({ next, quoted: message }));
}

/** The rows as a table, then their position in the result and how to read the others. */
export function statementText(shown: z.output<typeof statementView.schema>): string {
  const { statement_id, state, warehouse, columns, rows, row_offset = 0, total_rows = 0, truncated, next } = shown;
  const number = rows?.length ?? 0;
  // Counted from the rows that are left: the output budget may have shortened the page.
  const more = rows && row_offset + number < total_rows;
  return [
    columns && rows && number > 0
      ? table(
          columns.map(({ name }) => name),
          rows,
        )
      : undefined,
    rows ? (number > 0 ? `rows ${row_offset + 1}–${row_offset + number} of ${total_rows}` : "no rows") : state,
    columns && number === 0 ? `columns: ${columns.map(({ name, type }) => `${name} ${type}`).join(", ")}` : undefined,
    truncated
      ? "TRUNCATED: the result has more rows than row_limit or the size limit allowed. Raise row_limit, or aggregate."
      : undefined,
    more
      ? `More rows: poll_sql_result with row_offset ${row_offset + number}${row_offset === 0 ? " (row_limit gives a larger page)" : ""}`
      : undefined,
    `statement_id ${statement_id}${warehouse ? `; warehouse ${[warehouse.name, warehouse.id, warehouse.state].filter(Boolean).join(", ")}` : ""}`,
    next,
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}
