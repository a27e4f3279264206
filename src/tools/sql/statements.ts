import * as z from "zod";
import { sqlAccess } from "../../api/sql/class.ts";
import { cancelStatement as cancel, isOver } from "../../api/sql/statements.ts";
import type { Context } from "../../core/calls/context.ts";
import { unnamed } from "../../core/consent/facts.ts";
import * as params from "../../core/params.ts";
import { waitBudgetMs } from "../waiting.ts";
import { chooseWarehouse } from "./choice.ts";
import { unsuccessfulWithHints } from "./failure-hints.ts";
import { judge, mustLast, mustRead } from "./guard.ts";
import { awaitStatement, runStatement, type StatementRequest } from "./run.ts";
import { matchedRows, statementFacts } from "./statement-facts.ts";
import { DEFAULT_ROWS, lacksCounts, showStatement, statementText, statementView } from "./statement-view.ts";
import { rowsWritten } from "./success.ts";
import { sql } from "./toolset.ts";

/** The bounds are in the error and not in the schema, where they would cost every caller context. */
const rowLimit = (max: number) =>
  z
    .number()
    .int()
    .refine((rows) => rows >= 1 && rows <= max, `must be from 1 to ${max}`)
    .optional();

const input = z.strictObject({
  statement: z.string().min(1).max(1_000_000).describe("One SQL statement; :name marks a parameter"),
  warehouse_id: params.warehouseId.optional().describe("Defaults to an available warehouse"),
  catalog: z
    .string()
    .min(1)
    .max(255)
    .register(params.READINGS, { reading: "sql-name" })
    .optional()
    .describe("Default catalog"),
  schema: z
    .string()
    .min(1)
    .max(255)
    .register(params.READINGS, { reading: "sql-name" })
    .optional()
    .describe("Default schema"),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        value: z.string().optional().describe("Omit for NULL"),
        type: z.string().min(1).optional(),
      }),
    )
    .refine((given) => new Set(given.map(({ name }) => name)).size === given.length, "must have distinct names")
    .optional()
    .describe("Parameter values as text; type defaults to STRING"),
  row_limit: rowLimit(1_000_000).describe(
    `Maximum rows, ${DEFAULT_ROWS} by default; if given, the first page is larger`,
  ),
  wait_seconds: params.waitSeconds,
});
type Input = z.output<typeof input>;
/** The names that other tools have for them. */
const aliases = { catalog_name: "catalog", schema_name: "schema", query: "statement", sql: "statement" } as const;

async function execute(ctx: Context, { warehouse_id, wait_seconds, row_limit, ...given }: Input, readsOnly: boolean) {
  const request = { ...given, row_limit: row_limit ?? DEFAULT_ROWS } satisfies StatementRequest;
  const place = await chooseWarehouse(ctx, warehouse_id);
  const statement = await runStatement(ctx, request, {
    place,
    readsOnly,
    budgetMs: waitBudgetMs(ctx, wait_seconds),
  });
  if (statement.status.state === "FAILED") throw await unsuccessfulWithHints(ctx, statement, request);
  const shown = await showStatement(ctx, statement, { row_offset: 0, row_limit }, { place, readsOnly });
  if (readsOnly || !lacksCounts(shown)) return shown;
  const written = await rowsWritten(ctx, request, place);
  return written
    ? { ...shown, next: `It succeeded and wrote ${written.rows} rows to ${written.table}, as its history says.` }
    : shown;
}

export const executeSqlReadOnly = sql.tool({
  name: "execute_sql_read_only",
  title: "Run a read-only SQL statement",
  description:
    "Runs one SQL query (SELECT, WITH, SHOW, DESCRIBE, EXPLAIN) on a SQL warehouse and returns its rows. Refuses any " +
    "statement that is not provably a read. Read further rows with poll_sql_result.",
  access: "read",
  untrusted: true,
  input,
  aliases,
  output: statementView.schema,
  text: statementText,
  async run(ctx, args) {
    mustRead(args);
    return execute(ctx, args, true);
  },
});

export const executeSql = sql.tool({
  name: "execute_sql",
  title: "Run a SQL statement",
  description:
    "Runs any one SQL statement. A statement that changes or removes existing data, shares data, or has an unknown " +
    "effect requires the user's confirmation. To read data, use execute_sql_read_only.",
  access: { least: "write", most: "destructive", of: (args) => sqlAccess(judge(args)) },
  untrusted: true,
  input,
  aliases,
  output: statementView.schema,
  text: statementText,
  covers: "statementExecution.executeStatement",
  async affects(args, ctx) {
    mustLast(args.statement);
    const facts = await statementFacts(ctx, args, "Run this SQL statement");
    const [first] = facts.consequences;
    if (!first || ctx.settings.confirm === "never") return facts;
    return { ...facts, consequences: [...facts.consequences, ...(await matchedRows(ctx, args, first.reason))] };
  },
  async run(ctx, args) {
    mustLast(args.statement);
    return execute(ctx, args, judge(args).class === "read");
  },
});

export const pollSqlResult = sql.tool({
  name: "poll_sql_result",
  title: "Get a SQL statement's result",
  description:
    "Waits for a statement that is still running, or returns further rows of its result. Results are kept for 12 hours.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    statement_id: params.statementId,
    row_offset: z.number().int().min(0).default(0).describe("First row to return, from 0"),
    row_limit: rowLimit(100_000).describe(`Maximum rows to return, ${DEFAULT_ROWS} by default`),
    wait_seconds: params.waitSeconds,
  }),
  output: statementView.schema,
  text: statementText,
  run: async (ctx, { statement_id, wait_seconds, ...page }) =>
    showStatement(ctx, await awaitStatement(ctx, { statement_id }, waitBudgetMs(ctx, wait_seconds)), page),
});

/** How long to wait for a cancellation before reporting it as in progress. */
const CANCEL_MS = 10_000;

export const cancelSqlStatement = sql.tool({
  name: "cancel_sql_statement",
  title: "Cancel a SQL statement",
  servedIn: ["default", "engineer", "analyst", "ml", "admin"],
  description: "Cancels a running SQL statement. Data it has already written may remain.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ statement_id: params.statementId }),
  output: z.object({ statement_id: z.string(), state: z.string(), next: z.string().optional() }),
  covers: "statementExecution.cancelExecution",
  affects: ({ statement_id }) => unnamed("Cancel", { kind: "SQL statement", id: statement_id }),
  async run(ctx, { statement_id }) {
    await cancel(ctx.client, { statement_id });
    const statement = await awaitStatement(ctx, { statement_id }, Math.min(CANCEL_MS, ctx.settings.waitBudgetMs));
    const next = isOver(statement) ? undefined : "Not cancelled yet. Check with poll_sql_result.";
    return { statement_id, state: statement.status.state, next };
  },
});
