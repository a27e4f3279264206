import { SqlFailure } from "../../../engine/failure.ts";
import type { CommonTable, QueryBody } from "../../syntax/ast.ts";
import type { CompiledQuery, Compiler, Environment } from "../compiler.ts";
import { raise } from "../operators/operands.ts";
import { NO_ORDER } from "./order.ts";

/** A common table that names itself: `anchor UNION ALL step`. Undefined for one that does not. */
export function recursiveTable(
  table: CommonTable,
  name: string,
  environment: Environment,
  compiler: Compiler,
): { readonly definition: string; readonly result: CompiledQuery } | undefined {
  const { body } = table.query;
  if (body.kind !== "set" || body.operator !== "union" || !mentions(body.right, table.name)) return undefined;
  const anchor = branch(body.left, environment, compiler);
  const columns = anchor.columns.map((column, index) => ({
    ...column,
    name: table.columns[index] ?? column.name,
    sql: compiler.fresh(),
  }));
  const result: CompiledQuery = { sql: `SELECT * FROM ${name}`, columns };
  const commonTables = new Map(environment.commonTables).set(table.name.toLowerCase(), result);
  const step = branch(body.right, { ...environment, commonTables }, compiler);
  const values = step.columns.map(
    (column, index) => compiler.context.cast(column, columns[index]?.type ?? column.type).sql,
  );
  const names = columns.map(({ sql }) => sql);
  const first = anchor.columns.map(({ sql }) => sql);
  if (!body.all) {
    const sides = [`SELECT ${first.join(", ")} FROM (${anchor.sql})`, `SELECT ${values.join(", ")} FROM (${step.sql})`];
    return { definition: `${name}(${names.join(", ")}) AS ((${sides.join(") UNION (")}))`, result };
  }
  const level = compiler.fresh();
  const reached = `(SELECT max(${level}) FROM ${name})`;
  const most = table.maxRecursion ?? MOST_STEPS;
  const failure = raise(tooManySteps(most));
  const sides = [
    `SELECT ${[...first, "0"].join(", ")} FROM (${anchor.sql})`,
    `SELECT ${[...values, `${reached} + 1`].join(", ")} FROM (${step.sql}) WHERE CASE WHEN ${reached} >= ${most} THEN ${failure} ELSE true END`,
  ];
  const definition = `${name}(${[...names, level].join(", ")}) AS ((${sides.join(") UNION ALL (")}))`;
  return { definition, result: { ...result, sql: `SELECT ${names.join(", ")} FROM ${name}` } };
}

/** Default maximum number of recursion steps. */
const MOST_STEPS = 100;

function tooManySteps(most: number): SqlFailure {
  return new SqlFailure(
    "RECURSION_LEVEL_LIMIT_EXCEEDED",
    `Recursion level limit ${most} reached but query has not exhausted, try increasing it like 'WITH RECURSIVE t(col) MAX RECURSION LEVEL 200'.`,
    "42836",
  );
}

function branch(body: QueryBody, environment: Environment, compiler: Compiler): CompiledQuery {
  return compiler.query({ span: body.span, recursive: false, commonTables: [], body, order: NO_ORDER }, environment);
}

/** Whether a query reads a table of this name. */
function mentions(body: QueryBody, name: string): boolean {
  const wanted = name.toLowerCase();
  const search = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(search);
    if (typeof value !== "object" || value === null) return false;
    if ("kind" in value && value.kind === "named" && "name" in value && Array.isArray(value.name))
      return value.name.length === 1 && String(value.name[0]).toLowerCase() === wanted;
    return Object.values(value).some(search);
  };
  return search(body);
}
