import { compileExpression } from "../../analysis/compile.ts";
import type { Field } from "../../analysis/compiler.ts";
import { condition } from "../../analysis/expressions.ts";
import { columnStorage, readsWithCast } from "../../analysis/storage.ts";
import type { Typed } from "../../functions/contract.ts";
import type { StoredColumn } from "../../metastore/objects.ts";
import type { Expression } from "../../syntax/ast.ts";
import { parseExpression } from "../../syntax/parser.ts";
import type { StatementContext } from "../context.ts";

/** A value as a column stores it. Delta Lake accepts each cast of ANSI. @throws {SqlFailure} DATATYPE_MISMATCH */
export const assigned = (value: Typed, { type }: Pick<StoredColumn, "type">, { compiler }: StatementContext): Typed =>
  compiler.context.cast(value, type);

/** SQL of a value as DuckDB's column has it. */
export function storedSql(value: Typed): string {
  return readsWithCast(value.type) ? `CAST(${value.sql} AS ${columnStorage(value.type)})` : value.sql;
}

/** The value of a column that a statement leaves out. */
export function defaultOf(column: StoredColumn, context: StatementContext): Typed {
  const { compiler } = context;
  if (column.default === undefined) return compiler.context.cast({ type: { kind: "void" }, sql: "NULL" }, column.type);
  const value = compileExpression(parseExpression(column.default), [], "DEFAULT", compiler);
  return assigned(value, column, context);
}

/** Whether an expression is the word DEFAULT. */
export const isDefault = (expression: Expression): boolean =>
  expression.kind === "name" && expression.parts.length === 1 && expression.parts[0]?.toUpperCase() === "DEFAULT";

/** The value of a generated column over the other columns of the row. */
export function generatedOf(column: StoredColumn, fields: readonly Field[], context: StatementContext): Typed {
  const expression = parseExpression(column.generated ?? "NULL");
  return assigned(compileExpression(expression, fields, "SELECT", context.compiler), column, context);
}

/** DuckDB SQL of a condition over columns. */
export function conditionSql(
  expression: Expression,
  fields: readonly Field[],
  clause: string,
  { compiler }: StatementContext,
): string {
  return condition(compileExpression(expression, fields, clause, compiler), compiler).sql;
}
