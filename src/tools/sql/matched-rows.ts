import { lex } from "../../api/sql/lexer.ts";
import { numberOf } from "../../api/sql/quantities.ts";
import { bare } from "../../api/sql/token.ts";
import type { Context } from "../../core/calls/context.ts";
import type { Consequence } from "../../core/consent/facts.ts";
import { ifRunning, quickRows, runningWarehouse } from "../answers/sql.ts";
import { judge } from "./guard.ts";
import type { StatementToRun } from "./statement-facts.ts";

/** Time for the count in milliseconds, because a question waits for it. */
const COUNT_MS = 4000;

/** Time between a question and its answer, in milliseconds, in which the rows are not counted again. */
const KEPT_MS = 300_000;

/**
 * How many rows a DELETE, UPDATE or TRUNCATE takes now, counted on a running warehouse: a condition alone does not show it.
 * Nothing for other statements, and where no warehouse is running. The answer to the question is compared with the same count.
 */
export async function matchedRows(
  ctx: Context,
  given: ToCount,
  reason: Consequence["reason"],
): Promise<readonly Consequence[]> {
  const key = `matched rows ${JSON.stringify(given)}`;
  const known = await ctx.recall<{ readonly counted: readonly Consequence[]; readonly until: number }>(key);
  ctx.forget(key);
  if (known && known.until > Date.now()) return known.counted;
  const counted = await countRows(ctx, given, reason);
  ctx.keep(key, { counted, until: Date.now() + KEPT_MS });
  return counted;
}

type ToCount = StatementToRun & { readonly warehouse_id?: string | undefined };

async function countRows(
  ctx: Context,
  { warehouse_id, ...given }: ToCount,
  reason: Consequence["reason"],
): Promise<readonly Consequence[]> {
  const statement = countOf(given.statement);
  if (statement === undefined || judge({ ...given, statement }).class !== "read") return [];
  const wanted = warehouse_id ?? ctx.settings.warehouseId;
  const place = await (wanted === undefined ? runningWarehouse(ctx) : ifRunning(ctx, wanted)).catch(() => undefined);
  ctx.signal.throwIfAborted();
  if (place === undefined) return [];
  const quick = { ...ctx, settings: { ...ctx.settings, waitBudgetMs: COUNT_MS } };
  const counted = await quickRows(quick, { ...given, statement, warehouse_id: place, row_limit: 1 }).catch(
    () => undefined,
  );
  ctx.signal.throwIfAborted();
  const rows = numberOf(counted?.rows[0]?.[0]);
  if (rows === undefined) return [{ reason, text: { sentence: "Its rows could not be counted in time." } }];
  const words = `${rows.toLocaleString("en")} ${rows === 1 ? "row matches" : "rows match"}`;
  return [{ reason, text: { sentence: `${words} now.` } }];
}

/** The query that counts the rows of `DELETE FROM t WHERE …`, `UPDATE t SET … WHERE …` or `TRUNCATE TABLE t`. */
export function countOf(statement: string): string | undefined {
  const { tokens, fault } = lex(statement);
  const [first, second] = tokens;
  const verb = bare(first);
  const start = verb === "UPDATE" ? first : second;
  const isKnown = verb === "UPDATE" || `${verb} ${bare(second)}` === "DELETE FROM" || verb === "TRUNCATE";
  if (fault !== undefined || !isKnown || start === undefined) return undefined;
  let depth = 0;
  const at = (word: string, from: number) =>
    tokens.findIndex(({ kind, text }, index) => {
      if (kind === "symbol" && text === "(") depth += 1;
      if (kind === "symbol" && text === ")") depth -= 1;
      return depth === 0 && index >= from && bare(tokens[index]) === word;
    });
  const where = at("WHERE", 2);
  depth = 0;
  const set = verb === "UPDATE" ? at("SET", 1) : where;
  const last = tokens.findLast(({ text }) => text !== ";");
  const end = last?.end ?? statement.length;
  const table = statement.slice(start.end, tokens[set]?.start ?? end);
  const condition = where === -1 ? "" : statement.slice(tokens[where]?.start, end);
  return `SELECT count(*) FROM ${table.trim()}\n${condition}`.trim();
}
