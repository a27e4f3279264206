import { SqlFailure } from "../../../engine/failure.ts";
import { BOOLEAN } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import { requireOrder } from "../../functions/strict.ts";
import type { Expression, Query } from "../../syntax/ast.ts";
import { quotedType, widerType } from "../coercion.ts";
import type { CompiledQuery, Compiler, Environment } from "../compiler.ts";
import { comparable } from "./comparison.ts";
import { convert, type OperatorContext } from "./operands.ts";

function inner(query: Query, environment: Environment, compiler: Compiler): CompiledQuery {
  if ((environment.scope.variables?.size ?? 0) > 0)
    throw new SqlFailure(
      "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION",
      "Unsupported subquery expression: Subquery expressions are not supported within higher-order functions. Please remove all subquery expressions from higher-order functions and then try the query again.",
      "0A000",
    );
  return compiler.query(query, { ...environment, scope: environment.scopeOfSubqueries ?? environment.scope });
}

/** `(SELECT …)` as a value. */
export function scalarSubquery(query: Query, environment: Environment, compiler: Compiler): Typed {
  const { sql, columns } = inner(query, environment, compiler);
  const [column] = columns;
  if (column === undefined || columns.length !== 1) {
    throw new SqlFailure(
      "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
      `Invalid subquery: Scalar subquery must return only one column, but got ${columns.length}.`,
      "42823",
    );
  }
  return { type: column.type, sql: `(SELECT ${column.sql} FROM (${sql}))` };
}

export function existsIn(query: Query, environment: Environment, compiler: Compiler): Typed {
  return { type: BOOLEAN, sql: `EXISTS (${inner(query, environment, compiler).sql})` };
}

/** `value IN (SELECT …)`, also of tuples. */
export function inQuery(
  expression: Extract<Expression, { kind: "in_query" }>,
  environment: Environment,
  compiler: Compiler,
  context: OperatorContext,
): Typed {
  const query = inner(expression.query, environment, compiler);
  const items =
    expression.operand.kind === "tuple" && query.columns.length > 1 ? expression.operand.items : [expression.operand];
  const values = items.map((item) => compiler.expression(item, environment));
  if (values.length !== query.columns.length) {
    throw new SqlFailure(
      "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
      `Cannot resolve "${context.subject}" due to data type mismatch: The number of columns in the left hand side of an IN subquery does not match the number of columns in the output of subquery. Left hand side columns(length: ${values.length}), right hand side columns(length: ${query.columns.length}).`,
      "42K09",
    );
  }
  for (const [index, { type }] of values.entries()) {
    const common = widerType(type, query.columns[index]?.type ?? type);
    if (common === undefined) throw differentColumns(values, query, context);
    requireOrder("=", common);
  }
  const sql = values.length === 1 ? single(values, query, context) : several(values, query, context);
  // Spark looks whether a row exists: where SQL does not know, there is none. A row with NULL counts for NOT IN only.
  if (values.some(({ literal }) => literal?.value === null)) return { type: BOOLEAN, sql: "CAST(NULL AS BOOLEAN)" };
  return { type: BOOLEAN, sql: `coalesce(${expression.negated ? `NOT ${sql}` : sql}, false)` };
}

function single([value]: readonly Typed[], query: CompiledQuery, context: OperatorContext): string {
  const [column] = query.columns;
  if (value === undefined || column === undefined) return "NULL";
  const type = widerType(value.type, column.type);
  if (type === undefined) throw differentColumns([value], query, context);
  return `(${convert(value, type, context).sql} IN (SELECT ${convert(column, type, context).sql} FROM (${query.sql})))`;
}

function differentColumns(values: readonly Typed[], query: CompiledQuery, { subject }: OperatorContext): SqlFailure {
  const sides = [values, query.columns].map((side) => side.map(({ type }) => quotedType(type)).join(", "));
  return new SqlFailure(
    "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH",
    `Cannot resolve "${subject}" due to data type mismatch: The data type of one or more elements in the left hand side of an IN subquery is not compatible with the data type of the output of the subquery. Left side: [${sides[0]}], right side: [${sides[1]}].`,
    "42K09",
  );
}

/** Tuples are unequal as soon as one pair is, and unknown while one is NULL. */
function several(values: readonly Typed[], query: CompiledQuery, context: OperatorContext): string {
  const pairs = values.map((value, index) => {
    const column = query.columns[index];
    if (column === undefined) return "NULL";
    const [a, b] = comparable(value, column, context, "=");
    return `${a.sql} = ${b.sql}`;
  });
  const equal = `(${pairs.join(" AND ")})`;
  const exists = (test: string) => `EXISTS (SELECT 1 FROM (${query.sql}) WHERE ${test})`;
  return `CASE WHEN ${exists(equal)} THEN true WHEN ${exists(`${equal} IS NULL`)} THEN NULL ELSE false END`;
}
