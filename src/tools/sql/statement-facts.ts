import { getTable } from "../../api/catalog/tables.ts";
import { ApiError } from "../../api/http/errors.ts";
import { type SqlTarget, type SqlTargets, targetsOf } from "../../api/sql/targets.ts";
import type { SqlVerdict } from "../../api/sql/verdict.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, type Consequence, say } from "../../core/consent/facts.ts";
import { judge } from "./guard.ts";

/** A statement with what completes its names. */
export interface StatementToRun {
  readonly statement: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly parameters?: readonly { readonly name: string; readonly value?: string | null | undefined }[] | undefined;
}

/** What a statement changes, from its own tokens. */
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
  const verdict = judge(given);
  const { targets, unresolved } = statementTargets(given);
  const objects = targets.map(targetObject);
  return {
    effect: objects.length > 0 ? `${effect} on` : effect,
    objects,
    consequences: await consequencesOf(ctx, verdict, targets),
    code: { title: "statement", text: given.statement, context: contextOf(given) },
    ...(unresolved !== undefined && { unresolved }),
  };
}

/** A part of the name that only the session's defaults decide is not shown, and any name for a protection. */
const targetObject = ({ kind, name, fullName, container }: SqlTarget): AffectedObject => ({
  kind,
  name: fullName.includes("*") ? name : fullName,
  matches: [fullName],
  contents: container ? "." : undefined,
});

const contextOf = ({ catalog, schema, parameters = [] }: StatementToRun) => ({
  catalog,
  schema,
  ...Object.fromEntries(parameters.map(({ name, value }) => [`:${name.replace(/\W/g, "?")}`, value ?? "NULL"])),
});

/** Statements that only add, and maintenance, do not ask. Of those that replace an object, the question says whether there is one. */
async function consequencesOf(
  ctx: Context,
  verdict: SqlVerdict,
  targets: readonly SqlTarget[],
): Promise<readonly Consequence[]> {
  if (verdict.consequence === undefined) return [];
  const [target] = targets;
  if (verdict.keyword === "CREATE OR REPLACE" && target && !target.fullName.includes("*")) {
    const exists = await existsAs(ctx, target);
    if (exists === false) return [];
    if (exists) return [{ reason: "replacement", text: say`${target.fullName} exists and is replaced.` }];
  }
  // The reason is the classifier's own clause; names in it are letters, digits and underscores only.
  const reason = { sentence: verdict.reason };
  return verdict.class === "unknown"
    ? [{ reason: "loss", text: say`Its effect is unknown, because ${reason}.` }]
    : [{ reason: verdict.consequence, text: say`It asks because ${reason}.` }];
}

/** Whether the object of a CREATE OR REPLACE is there; `undefined` where that cannot be looked up. */
async function existsAs(ctx: Context, { kind, fullName }: SqlTarget): Promise<boolean | undefined> {
  if (kind !== "table" && kind !== "view") return undefined;
  try {
    await getTable(ctx.client, { full_name: fullName });
    return true;
  } catch (error) {
    if (error instanceof ApiError) return error.kind === "not-found" ? false : undefined;
    throw error;
  }
}
