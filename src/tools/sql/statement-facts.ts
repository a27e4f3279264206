import { getFunction } from "../../api/catalog/functions.ts";
import { getTable } from "../../api/catalog/tables.ts";
import { ApiError } from "../../api/http/errors.ts";
import { lex } from "../../api/sql/lexer.ts";
import { countOf } from "../../api/sql/matched-rows.ts";
import { numberOf } from "../../api/sql/quantities.ts";
import { type SqlTarget, type SqlTargets, targetsOf } from "../../api/sql/targets.ts";
import { bare } from "../../api/sql/token.ts";
import type { SqlVerdict } from "../../api/sql/verdict.ts";
import type { Context } from "../../core/calls/context.ts";
import {
  type AffectedObject,
  type CallFacts,
  type Consequence,
  type ShownCode,
  say,
} from "../../core/consent/facts.ts";
import { ifRunning, quickRows, runningWarehouse } from "../answers/sql.ts";
import { lostContents } from "../catalog/contents.ts";
import { lostIfEmpty, lostWith } from "../catalog/securable-facts.ts";
import { indexesOnTables } from "../serving/vector-search-facts.ts";
import { judge } from "./guard.ts";

/** A statement with what completes its names. */
export interface StatementToRun {
  readonly statement: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly parameters?: readonly { readonly name: string; readonly value?: string | null | undefined }[] | undefined;
}

/** The objects that a statement changes, from its own tokens. */
export function statementTargets({ statement, catalog, schema, parameters = [] }: StatementToRun): SqlTargets {
  const values = parameters.flatMap(({ name, value }) =>
    value === undefined || value === null ? [] : [[name, value]],
  );
  return targetsOf(statement, { catalog, schema, parameters: Object.fromEntries(values) });
}

/**
 * The facts of running a statement: the objects that it changes by their full names, why it asks, and the statement
 * itself, whole, with the catalog, schema and parameter values that decide what it means.
 */
export async function statementFacts(ctx: Context, given: StatementToRun, effect: string): Promise<CallFacts> {
  const { targets, unresolved } = statementTargets(given);
  const objects = targets.map(targetObject);
  return {
    effect: objects.length > 0 ? `${effect} on` : effect,
    objects,
    consequences: await consequencesOf(ctx, given, targets),
    code: codeOf(given),
    ...(unresolved !== undefined && { unresolved }),
  };
}

/** A part of the name that only the session's defaults decide is not shown, and any name for a protection. */
const targetObject = ({ kind, name, fullName, container }: SqlTarget): AffectedObject => ({
  kind,
  name: fullName.includes("*") ? name : fullName,
  matches: [fullName],
  contents: container ? (kind === "volume" ? "/" : ".") : undefined,
});

/** Maximum length of a value that a question shows in the heading of the statement. */
const MAX_IN_HEADING = 100;

/** The statement; parameter values too long for its heading follow it, one on each line, so that none is cut. */
function codeOf({ statement, catalog, schema, parameters = [] }: StatementToRun): ShownCode {
  const values = parameters.map(({ name, value }) => [`:${name.replace(/\W/g, "?")}`, value ?? "NULL"] as const);
  const context = { catalog, schema };
  if (values.every(([, value]) => value.length <= MAX_IN_HEADING)) {
    return { title: "statement", text: statement, context: { ...context, ...Object.fromEntries(values) } };
  }
  const lines = values.map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return { title: "statement and its parameters", text: [statement, "", ...lines].join("\n"), context };
}

/**
 * Statements that only add, and maintenance, do not ask. Of those that replace an object, the question says whether there
 * is one; if there is none, they are judged like a plain CREATE. Of those that drop a schema or catalog, it says what is
 * lost with it.
 */
async function consequencesOf(
  ctx: Context,
  given: StatementToRun,
  targets: readonly SqlTarget[],
): Promise<readonly Consequence[]> {
  const verdict = judge(given);
  const [target, ...others] = targets;
  if (verdict.keyword === "DROP" && target && COUNTED.has(target.kind))
    return lossOf(ctx, given, target, others.length === 0);
  if (verdict.keyword === "DROP" && target?.kind === "table" && isListed(target.fullName))
    return [...consequenceOf(verdict), ...(await indexesOnTables(ctx, [target.fullName]))];
  if (verdict.keyword !== "CREATE OR REPLACE" || !target) return consequenceOf(verdict);
  const exists = await existsAs(ctx, target);
  const replaced =
    exists === true
      ? say`${target.fullName} exists and is replaced.`
      : say`If ${target.name} exists, it is replaced: this could not be looked up.`;
  return [
    ...(exists === false ? [] : [{ reason: "replacement" as const, text: replaced }]),
    ...consequenceOf(judge({ ...given, statement: withoutReplace(given.statement) })),
  ];
}

/** The reason is the classifier's own clause; names in it are letters, digits and underscores only. */
function consequenceOf({ class: kind, consequence, reason }: SqlVerdict): Consequence[] {
  if (consequence === undefined) return [];
  const because = { sentence: reason };
  const sentence = { sentence: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` };
  return [
    { reason: consequence, text: kind === "unknown" ? say`Its effect is unknown, because ${because}.` : sentence },
  ];
}

/** `CREATE OR REPLACE TABLE …` → `CREATE TABLE …`. */
function withoutReplace(statement: string): string {
  const [, or, replace] = lex(statement).tokens;
  return or && replace ? `${statement.slice(0, or.start)}${statement.slice(replace.end)}` : statement;
}

/** Catalogs whose objects Unity Catalog does not list. */
const UNLISTED = new Set(["hive_metastore", "spark_catalog", "session", "system", "global_temp"]);

/** Kinds whose contents a question counts. */
const COUNTED = new Set(["schema", "catalog"]);

/** The loss by a `DROP SCHEMA` or `DROP CATALOG`: with CASCADE, everything in it. */
async function lossOf(
  ctx: Context,
  { statement }: StatementToRun,
  { kind, name, fullName }: SqlTarget,
  certain: boolean,
): Promise<Consequence[]> {
  const last = lex(statement).tokens.findLast(({ text }) => text !== ";");
  if (bare(last) !== "CASCADE") return [lostIfEmpty];
  if (!certain || !isListed(fullName)) return [lostWith("everything in it, which could not be counted", name)];
  return lostContents(ctx, kind === "catalog" ? "catalog" : "schema", fullName, fullName);
}

/** Whether Unity Catalog lists an object of this full name. */
const isListed = (fullName: string): boolean =>
  !fullName.includes("*") && !UNLISTED.has(fullName.replace(/\..*/s, "").toLowerCase());

/** Whether the object of a CREATE OR REPLACE is there; `undefined` where that cannot be looked up. */
async function existsAs(ctx: Context, { kind, fullName }: SqlTarget): Promise<boolean | undefined> {
  const find = kind === "function" ? getFunction : kind === "table" || kind === "view" ? getTable : undefined;
  if (!find || fullName.split(".").length !== 3 || !isListed(fullName)) return undefined;
  try {
    await find(ctx.client, { full_name: fullName });
    return true;
  } catch (error) {
    if (error instanceof ApiError) return error.kind === "not-found" ? false : undefined;
    throw error;
  }
}

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
