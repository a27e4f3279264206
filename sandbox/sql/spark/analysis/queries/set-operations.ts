import { SqlFailure } from "../../../engine/failure.ts";
import type { QueryBody, SetOperation } from "../../syntax/ast.ts";
import { containsVariant, quotedType, widerType } from "../coercion.ts";
import type { CompiledQuery, Compiler, Environment, ResultColumn } from "../compiler.ts";
import { hasOrder } from "../operators/comparison.ts";

/** UNION, INTERSECT and EXCEPT: columns of both sides become one type. */
export function compileSetOperation(
  { operator, all, left, right }: SetOperation,
  environment: Environment,
  compiler: Compiler,
  compile: (body: QueryBody, environment: Environment) => CompiledQuery,
): CompiledQuery {
  const [a, b] = [compile(left, environment), compile(right, environment)];
  return combine(operator, all, [a, b], compiler);
}

export function combine(
  operator: SetOperation["operator"],
  all: boolean,
  [left, right]: readonly [CompiledQuery, CompiledQuery],
  compiler: Compiler,
): CompiledQuery {
  if (left.columns.length !== right.columns.length) {
    throw new SqlFailure(
      "NUM_COLUMNS_MISMATCH",
      `${operator.toUpperCase()} can only be performed on inputs with the same number of columns, but the first input has ${left.columns.length} columns and the second input has ${right.columns.length} columns.`,
      "42826",
    );
  }
  const columns = left.columns.map((column, index): ResultColumn => {
    const other = right.columns[index] ?? column;
    const type = widerType(column.type, other.type);
    if (type === undefined) throw incompatible(operator, index, column, other);
    if (!all && !hasOrder(type, true)) throw unsupportedType(operator, column);
    return { name: column.name, type, sql: compiler.fresh() };
  });
  const word = `${operator.toUpperCase()}${all ? " ALL" : ""}`;
  return { columns, sql: `(${side(left, columns, compiler)}) ${word} (${side(right, columns, compiler)})` };
}

function side(query: CompiledQuery, columns: readonly ResultColumn[], compiler: Compiler): string {
  const values = query.columns.map((column, index) => {
    const target = columns[index] ?? column;
    return `${compiler.context.cast(column, target.type).sql} AS ${target.sql}`;
  });
  return `SELECT ${values.join(", ")} FROM (${query.sql})`;
}

function incompatible(operator: string, index: number, a: ResultColumn, b: ResultColumn): SqlFailure {
  const ordinal = ["first", "second", "third", "fourth", "fifth"][index] ?? `${index + 1}th`;
  return new SqlFailure(
    "INCOMPATIBLE_COLUMN_TYPE",
    `${operator.toUpperCase()} can only be performed on tables with compatible column types. The ${ordinal} column of the second table is ${quotedType(b.type)} type which is not compatible with ${quotedType(a.type)} at the same column of the first table.`,
    "42825",
  );
}

/** The refusal of a column whose values cannot be compared. */
export function unsupportedType(operator: string, column: ResultColumn): SqlFailure {
  const kind = containsVariant(column.type) ? "VARIANT" : "MAP";
  return new SqlFailure(
    `UNSUPPORTED_FEATURE.SET_OPERATION_ON_${kind}_TYPE`,
    `The feature is not supported: Cannot have ${kind} type columns in DataFrame which calls set operations (${operator.toUpperCase()}), but the type of column \`${column.name}\` is ${quotedType(column.type)}.`,
    "0A000",
  );
}
