import { missingSchema } from "../../engine/conditions.ts";
import { SqlFailure, unsupported } from "../../engine/failure.ts";
import { compileExpression, compileTopQuery } from "../analysis/compile.ts";
import { literalOf } from "../analysis/literals.ts";
import { STRING, VOID } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { completeSchema } from "../metastore/session-catalog.ts";
import type { Expression, Query } from "../syntax/ast.ts";
import type { SessionStatement } from "../syntax/statements/ast.ts";
import type { Value } from "../values/value.ts";
import { zoneOf } from "../values/zones.ts";
import { isDefault } from "./changes/assignment.ts";
import { nothing, type Rows, type StatementContext, textRows } from "./context.ts";

type Setting<Kind extends SessionStatement["kind"]> = Extract<SessionStatement, { kind: Kind }>;

/** The value of an expression without columns, as a literal. */
export async function evaluated(expression: Expression, context: StatementContext): Promise<Typed> {
  const value = compileExpression(expression, [], "SELECT", context.compiler);
  if (value.literal !== undefined) return value;
  const [row] = await context.values(`SELECT ${value.sql}`, [value.type]);
  return literalOf(row?.[0] ?? null, value.type);
}

export function use({ object, name }: Setting<"use">, { session, store }: StatementContext): Rows {
  if (object === "catalog") {
    const catalog = name.join(".").toLowerCase();
    if (catalog !== "system") store.catalog(catalog);
    session.catalog = catalog;
    session.schema = "default";
    return nothing;
  }
  const [catalog, schema] = completeSchema(name, session);
  if (
    schema !== "information_schema" &&
    catalog !== "system" &&
    store.catalog(catalog).schemas.get(schema) === undefined
  ) {
    throw missingSchema([catalog, schema]);
  }
  session.catalog = catalog;
  session.schema = schema;
  return nothing;
}

/** Settings that a SQL warehouse has. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ["ansi_mode", "true"],
  ["legacy_time_parser_policy", "EXCEPTION"],
  ["max_file_partition_bytes", "128m"],
  ["read_only_external_metastore", "false"],
  ["statement_timeout", "172800"],
  ["timezone", "Etc/UTC"],
  ["use_cached_result", "true"],
]);

export function setOption({ key, value }: Setting<"set_option">, { session }: StatementContext): Rows {
  const columns = ["key", "value"];
  if (key === undefined) {
    const all = new Map([...OPTIONS, ...session.options]);
    return textRows(
      columns,
      [...all].sort().map(([one, text]) => [one, text]),
    );
  }
  const name = key.toLowerCase();
  checkAvailable(key);
  if (value === undefined)
    return textRows(columns, [[key, session.options.get(name) ?? OPTIONS.get(name) ?? "<undefined>"]]);
  refuseMeaningful(name, value);
  session.options.set(name, value);
  return textRows(columns, [[key, value]]);
}

function checkAvailable(key: string): void {
  if (OPTIONS.has(key.toLowerCase())) return;
  throw new SqlFailure("CONFIG_NOT_AVAILABLE", `Configuration ${key} is not available.`, "42K0I");
}

/** Settings that would change results are refused unless they ask for what is there. */
function refuseMeaningful(name: string, value: string): void {
  const fixed: Readonly<Record<string, readonly string[]>> = {
    ansi_mode: ["true"],
    timezone: ["utc", "etc/utc"],
    legacy_time_parser_policy: ["exception", "corrected"],
  };
  if (fixed[name]?.includes(value.toLowerCase()) ?? true) return;
  throw unsupported("SET", `${name} = ${value} in this workspace`);
}

export function resetOption({ key }: Setting<"reset_option">, { session }: StatementContext): Rows {
  if (key === undefined) session.options.clear();
  else {
    checkAvailable(key);
    session.options.delete(key.toLowerCase());
  }
  return nothing;
}

export async function setTimeZone({ zone }: Setting<"set_time_zone">, context: StatementContext): Promise<Rows> {
  const { literal } = await evaluated(zone, context);
  const id = String(literal?.value ?? "");
  if (zoneOf(id) === undefined) {
    throw new SqlFailure(
      "INVALID_TIMEZONE",
      `The timezone: ${id} is invalid. The timezone must be either a region-based zone ID or a zone offset.`,
      "22009",
    );
  }
  refuseMeaningful("timezone", id);
  return nothing;
}

export async function declareVariable(
  statement: Setting<"declare_variable">,
  context: StatementContext,
): Promise<Rows> {
  const { session, compiler } = context;
  const given = statement.default === undefined ? undefined : await evaluated(statement.default, context);
  const type = statement.type?.type ?? given?.type ?? VOID;
  const initial = await converted(given ?? literalOf(null, type), type, context);
  for (const name of statement.names) {
    const key = name.toLowerCase();
    if (session.variables.has(key) && !statement.replace) {
      throw new SqlFailure(
        "VARIABLE_ALREADY_EXISTS",
        `Cannot create the variable \`system\`.\`session\`.\`${key}\` because it already exists.\nChoose a different name, or drop or replace the existing variable.`,
        "42723",
      );
    }
    session.variables.set(key, { type, value: initial, default: initial });
  }
  compiler.fresh();
  return nothing;
}

async function converted(value: Typed, type: Typed["type"], context: StatementContext): Promise<Typed> {
  const cast = context.compiler.context.cast(value, type);
  if (cast.literal !== undefined) return cast;
  const [row] = await context.values(`SELECT ${cast.sql}`, [type]);
  return literalOf(row?.[0] ?? null, type);
}

export async function setVariable({ assignments }: Setting<"set_variable">, context: StatementContext): Promise<Rows> {
  for (const { variables, value } of assignments) {
    const values =
      "query" in value
        ? await oneRow(value.query, variables.length, context)
        : [await valueOrDefault(value, variables, context)];
    for (const [index, name] of variables.entries())
      await assign(name, values[index] ?? literalOf(null, VOID), context);
  }
  return nothing;
}

async function valueOrDefault(
  value: Expression,
  [name = ""]: readonly string[],
  context: StatementContext,
): Promise<Typed> {
  return isDefault(value) ? variable(name, context).default : evaluated(value, context);
}

async function oneRow(query: Query, count: number, context: StatementContext): Promise<readonly Typed[]> {
  const { sql, columns } = compileTopQuery(query, context.compiler);
  if (columns.length !== count) {
    throw new SqlFailure(
      "ASSIGNMENT_ARITY_MISMATCH",
      `The number of columns or variables assigned or aliased: ${count} does not match the number of source expressions: ${columns.length}.`,
      "42802",
    );
  }
  const rows = await context.values(
    `SELECT * FROM (${sql}) LIMIT 2`,
    columns.map(({ type }) => type),
  );
  if (rows.length > 1) throw tooManyRows();
  return columns.map(({ type }, index) => literalOf(rows[0]?.[index] ?? null, type));
}

const tooManyRows = () =>
  new SqlFailure("ROW_SUBQUERY_TOO_MANY_ROWS", "More than one row returned by a subquery used as a row.", "21000");

function variable(name: string, { session }: StatementContext) {
  const found = session.variables.get(name.toLowerCase());
  if (found !== undefined) return found;
  throw new SqlFailure(
    "UNRESOLVED_VARIABLE",
    `Cannot resolve variable \`${name}\` on search path [\`system\`.\`session\`].`,
    "42883",
  );
}

export async function assign(name: string, value: Typed, context: StatementContext): Promise<void> {
  const found = variable(name, context);
  found.value = await converted(value, found.type, context);
}

export function dropVariable({ name, ifExists }: Setting<"drop_variable">, { session }: StatementContext): Rows {
  if (!session.variables.delete(name.toLowerCase()) && !ifExists) {
    throw new SqlFailure(
      "VARIABLE_NOT_FOUND",
      `The variable \`system\`.\`session\`.\`${name.toLowerCase()}\` cannot be found.`,
      "42883",
    );
  }
  return nothing;
}

/** The statement and the parameters of EXECUTE IMMEDIATE. */
export async function immediate(
  statement: Setting<"execute_immediate">,
  context: StatementContext,
): Promise<{ readonly text: string; readonly parameters: ReadonlyMap<string, Typed> }> {
  const text = (await evaluated(statement.text, context)).literal?.value;
  if (typeof text !== "string")
    throw new SqlFailure(
      "INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE",
      "Expression type must be string type but got a value that is not a string.",
      "42K09",
    );
  const parameters = new Map<string, Typed>();
  for (const [index, { name, value }] of statement.using.entries())
    parameters.set(name ?? String(index), await evaluated(value, context));
  return { text, parameters };
}

/** Puts the only row of a result into variables. */
export async function into(names: readonly string[], result: Rows, context: StatementContext): Promise<void> {
  if (result.rows.length > 1) throw tooManyRows();
  for (const [index, name] of names.entries()) {
    const cell: Value = result.rows[0]?.[index] ?? null;
    await assign(name, literalOf(cell, cell === null ? VOID : STRING), context);
  }
}
