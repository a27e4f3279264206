import * as z from "zod";
import type { Access } from "../../access.ts";
import { sqlAccess } from "../../api/sql/class.ts";
import { cancelStatement as cancel, isOver } from "../../api/sql/statements.ts";
import type { Context } from "../../core/calls/context.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { budgetOf } from "../waiting.ts";
import { chooseWarehouse } from "./choice.ts";
import { judge, mustRead } from "./guard.ts";
import { sqlOutput, sqlText, sqlView } from "./output.ts";
import { follow, type Request, runStatement } from "./run.ts";
import { sql } from "./toolset.ts";

/** The bounds are enforced and told when they are broken: in the schema they would cost every reader. */
const rowLimit = (max: number) =>
  z
    .number()
    .int()
    .refine((rows) => rows >= 1 && rows <= max, `must be from 1 to ${max}`)
    .default(1000);

const input = z.strictObject({
  statement: z.string().min(1).max(1_000_000).describe("One statement; :name is a parameter"),
  warehouse_id: params.warehouseId.optional().describe("Default: chosen for you"),
  catalog: z.string().max(255).optional().describe("Default catalog"),
  schema: z.string().max(255).optional().describe("Default schema"),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        value: z.string().nullable().optional(),
        type: z.string().optional(),
      }),
    )
    .optional()
    .describe("Values as text; type defaults to STRING"),
  row_limit: rowLimit(1_000_000).describe("Most rows of the result"),
  wait_seconds: params.waitSeconds,
});
type Input = z.output<typeof input>;

async function execute(ctx: Context, { warehouse_id, wait_seconds, ...request }: Input, readsOnly: boolean) {
  const place = await chooseWarehouse(ctx, warehouse_id);
  const statement = await runStatement(ctx, request satisfies Request, {
    place,
    readsOnly,
    budgetMs: budgetOf(ctx, wait_seconds),
  });
  return sqlView(ctx, statement, { row_offset: 0, row_limit: request.row_limit }, place);
}

export const executeSqlReadOnly = sql.tool({
  name: "execute_sql_read_only",
  title: "Run a read-only SQL statement",
  description:
    "Runs one SQL query (SELECT, WITH, SHOW, DESCRIBE, EXPLAIN) on a SQL warehouse and returns its rows. Refuses what is " +
    "not provably a read. Further rows: poll_sql_result.",
  access: "read",
  untrusted: true,
  input,
  output: sqlOutput,
  text: sqlText,
  async run(ctx, args) {
    mustRead(args);
    return execute(ctx, args, true);
  },
});

export const executeSql = sql.tool({
  name: "execute_sql",
  title: "Run a SQL statement",
  description:
    "Runs any one SQL statement; what changes, removes or shares data asks the person. For reading use execute_sql_read_only.",
  access: { least: "write", most: "destructive", of: (args) => sqlAccess(judge(args)) },
  untrusted: true,
  input,
  output: sqlOutput,
  text: sqlText,
  confirm(args) {
    const { class: kind, reason } = judge(args);
    return `Run this SQL statement? It is ${kind === "unknown" ? "of unknown effect" : kind}: ${reason}.\n${oneLine(args.statement)}`;
  },
  run: (ctx, args) => execute(ctx, args, judge(args).class === "read"),
});

export const pollSqlResult = sql.tool({
  name: "poll_sql_result",
  title: "Get a SQL statement's result",
  description: "Waits for a statement left running, or returns further rows. Results are kept for 12 hours.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    statement_id: params.statementId,
    row_offset: z.number().int().min(0).default(0).describe("First row"),
    row_limit: rowLimit(100_000).describe("Most rows returned"),
    wait_seconds: params.waitSeconds,
  }),
  output: sqlOutput,
  text: sqlText,
  run: async (ctx, { statement_id, wait_seconds, ...page }) =>
    sqlView(ctx, await follow(ctx, { statement_id }, budgetOf(ctx, wait_seconds)), page),
});

/** How long a cancellation may take before the answer says that it is under way. */
const CANCEL_MS = 10_000;

export const cancelSqlStatement = sql.tool({
  name: "cancel_sql_statement",
  title: "Cancel a SQL statement",
  description: "Stops a running statement. What it had already written may stay.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ statement_id: params.statementId.describe("From list_query_history or execute_sql") }),
  output: z.object({ statement_id: z.string(), state: z.string(), next: z.string().optional() }),
  async run(ctx, { statement_id }) {
    await cancel(ctx.client, { statement_id });
    const statement = await follow(ctx, { statement_id }, Math.min(CANCEL_MS, ctx.settings.waitBudgetMs));
    const next = isOver(statement) ? undefined : "Not stopped yet: poll_sql_result tells when it is.";
    return { statement_id, state: statement.status.state, ...compact({ next }) };
  },
});
