import { SqlFailure } from "../../../engine/failure.ts";
import type { CommonTable, Query, QueryBody, RowOrder } from "../../syntax/ast.ts";
import { type CompiledQuery, type Compiler, type Environment, plainEnvironment } from "../compiler.ts";
import { limitSql, orderSql } from "./order.ts";
import { compilePipe } from "./pipes.ts";
import { recursiveTable } from "./recursion.ts";
import { relationRows } from "./relations.ts";
import { wholeRows } from "./rows.ts";
import { compileSelect } from "./select.ts";
import { compileSetOperation } from "./set-operations.ts";
import { inlineRows } from "./values.ts";

/** A query in DuckDB SQL. @throws {SqlFailure} */
export function compileQuery(query: Query, environment: Environment, compiler: Compiler): CompiledQuery {
  const commonTables = new Map(environment.commonTables);
  const definitions: string[] = [];
  for (const table of query.commonTables) {
    const name = compiler.fresh();
    const inner: Environment = { ...environment, commonTables };
    const { definition, result } = commonTable(table, query.recursive, name, inner, compiler);
    definitions.push(definition);
    const key = table.name.toLowerCase();
    if (query.commonTables.filter((one) => one.name.toLowerCase() === key).length > 1) throw duplicateName(table.name);
    commonTables.set(key, result);
  }
  const compiled = ordered(query.body, query.order, { ...environment, commonTables }, compiler);
  if (definitions.length === 0) return compiled;
  const recursive = query.recursive ? "RECURSIVE " : "";
  return { ...compiled, sql: `WITH ${recursive}${definitions.join(", ")} ${compiled.sql}` };
}

function commonTable(
  table: CommonTable,
  recursive: boolean,
  name: string,
  environment: Environment,
  compiler: Compiler,
): { readonly definition: string; readonly result: CompiledQuery } {
  if (recursive) {
    const own = recursiveTable(table, name, environment, compiler);
    if (own !== undefined) return own;
  }
  const query = compiler.query(table.query, environment);
  const columns = renamed(query, table.columns);
  return { definition: `${name} AS (${query.sql})`, result: { sql: `SELECT * FROM ${name}`, columns } };
}

function duplicateName(name: string): SqlFailure {
  return new SqlFailure("DUPLICATED_CTE_NAMES", `CTE definition can't have duplicate names: \`${name}\`.`, "42602");
}

/** The columns with the names given to them. */
export function renamed({ columns }: CompiledQuery, names: readonly string[]): CompiledQuery["columns"] {
  if (names.length === 0) return columns;
  if (names.length !== columns.length) {
    throw new SqlFailure(
      "ASSIGNMENT_ARITY_MISMATCH",
      `The number of columns or variables assigned or aliased: ${names.length} does not match the number of source expressions: ${columns.length}.`,
      "42802",
    );
  }
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}

function ordered(body: QueryBody, order: RowOrder, environment: Environment, compiler: Compiler): CompiledQuery {
  if (body.kind === "select") return compileSelect(body, order, environment, compiler);
  const query = compileBody(body, environment, compiler);
  return sorted(query, order, environment, compiler);
}

/** The rows of a query in another order, or some of them. */
export function sorted(
  query: CompiledQuery,
  order: RowOrder,
  environment: Environment,
  compiler: Compiler,
): CompiledQuery {
  const fields = query.columns.map((column) => ({ ...column, qualifier: [] }));
  const inner = plainEnvironment({ fields, outer: environment.scope }, "ORDER BY", environment);
  const columns = query.columns.map((column) => ({ column, value: column }));
  const { orderBy } = orderSql(order, columns, { ...inner, allowsWindows: true }, false, compiler);
  const rest = `${orderBy}${limitSql(order, environment, compiler)}`;
  return rest === "" ? query : { ...query, sql: `SELECT * FROM (${query.sql})${rest}` };
}

/** A query without the order around it. */
function compileBody(body: QueryBody, environment: Environment, compiler: Compiler): CompiledQuery {
  switch (body.kind) {
    case "select":
      return compileSelect(body, undefined, environment, compiler);
    case "set":
      return compileSetOperation(body, environment, compiler, (inner) => compileBody(inner, environment, compiler));
    case "values":
      return inlineRows(body.rows, environment, compiler);
    case "table":
      return wholeRows(relationRows(body.relation, environment, compiler), compiler);
    case "nested":
      return compiler.query(body.query, environment);
    case "pipe":
      return compilePipe(body, environment, compiler);
  }
}
