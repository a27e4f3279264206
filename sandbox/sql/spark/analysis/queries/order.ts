import { SqlFailure } from "../../../engine/failure.ts";
import type { Typed } from "../../functions/contract.ts";
import { NONE } from "../../functions/define.ts";
import type { Expression, RowOrder } from "../../syntax/ast.ts";
import { isIntegral } from "../coercion.ts";
import { type Compiler, type Environment, plainEnvironment } from "../compiler.ts";
import { collatedOperands } from "../operators/collations.ts";
import { sortSql } from "../sorting.ts";
import { titleOf } from "../titles.ts";
import { keyOf, walk } from "./keys.ts";
import type { Selected } from "./select-items.ts";

export const NO_ORDER: RowOrder = { orderBy: [], sortBy: [], distributeBy: [] };

export interface Ordered {
  /** ` ORDER BY …`, or nothing. */
  readonly orderBy: string;
  readonly hidden: string;
}

/**
 * The order of a SELECT's rows. Names mean its columns first, then those of its rows; with DISTINCT, only its columns.
 */
export function orderSql(
  order: RowOrder,
  columns: readonly Selected[],
  environment: Environment,
  distinct: boolean,
  compiler: Compiler,
): Ordered {
  const items = order.orderBy.length > 0 ? order.orderBy : order.sortBy;
  const sorted =
    order.all === undefined
      ? items.map((item) => {
          const analyze = (expression: Expression) => sortValue(expression, columns, environment, distinct, compiler);
          const [key] = collatedOperands([item.expression], "order", analyze, compiler) ?? [analyze(item.expression)];
          return sortSql(key ?? NONE, item);
        })
      : columns.map(({ column }) => sortSql(column, order.all ?? { descending: false, nullsFirst: true }));
  return { orderBy: sorted.length === 0 ? "" : ` ORDER BY ${sorted.join(", ")}`, hidden: "" };
}

function sortValue(
  expression: Expression,
  columns: readonly Selected[],
  environment: Environment,
  distinct: boolean,
  compiler: Compiler,
): Typed {
  const position = positionOf(expression);
  if (position !== undefined) {
    const found = columns[position - 1];
    if (found !== undefined) return found.column;
    throw new SqlFailure(
      "ORDER_BY_POS_OUT_OF_RANGE",
      `ORDER BY position ${position} is not in select list (valid range is [1, ${columns.length}]).`,
      "42805",
    );
  }
  refuseWindows(expression);
  const direct = columnOf(expression, columns, environment);
  if (direct !== undefined) return direct;
  const fields = columns.map(({ column }) => ({ ...column, qualifier: [] }));
  if (distinct) {
    const replace = (inner: Expression) => columnOf(inner, columns, environment);
    const plain = plainEnvironment({ fields }, "ORDER BY", environment);
    return compiler.expression(expression, { ...plain, replace });
  }
  // DuckDB accepts the name of a result column only alone, so inside an expression its SQL is repeated.
  const values = new Map<string, Typed>();
  const repeated = new Set<string>();
  for (const { column, value } of columns) {
    const name = column.name.toLowerCase();
    if ((values.get(name)?.sql ?? value.sql) !== value.sql) repeated.add(name);
    values.set(name, value);
  }
  for (const name of repeated) values.delete(name);
  const replace = (inner: Expression): Typed | undefined => {
    const [name = ""] = inner.kind === "name" && inner.parts.length === 1 ? inner.parts : [];
    return values.get(name.toLowerCase()) ?? environment.replace?.(inner);
  };
  return compiler.expression(expression, { ...environment, clause: "ORDER BY", replace });
}

/** A window is sorted by only under the name that it has in SELECT. */
function refuseWindows(expression: Expression): void {
  walk(expression, (inner) => {
    if (inner.kind !== "call" || inner.over === undefined) return true;
    throw new SqlFailure(
      "UNSUPPORTED_EXPR_FOR_OPERATOR",
      `A query operator contains one or more unsupported expressions. Consider to rewrite it to avoid window functions, aggregate functions, and generator functions in the ORDER BY clause. Invalid expressions: ["${titleOf(inner)}"]`,
      "42K0E",
    );
  });
}

/** The column of the result that the expression names or repeats. */
function columnOf(expression: Expression, columns: readonly Selected[], environment: Environment): Typed | undefined {
  if (expression.kind === "name" && expression.parts.length === 1) {
    const name = (expression.parts[0] ?? "").toLowerCase();
    const found = columns.filter(({ column }) => column.name.toLowerCase() === name);
    const [only] = found;
    if (only !== undefined && new Set(found.map(({ value }) => value.sql)).size === 1) return only.column;
    // Of several columns of the name, none is meant if FROM has one.
    if (only !== undefined && environment.scope.fields.some((field) => field.name.toLowerCase() === name))
      return undefined;
    if (only !== undefined) {
      throw new SqlFailure(
        "AMBIGUOUS_REFERENCE",
        `Reference \`${expression.parts[0]}\` is ambiguous, could be: [${found.map(({ column }) => `\`${column.name}\``).join(", ")}].`,
        "42704",
      );
    }
  }
  const key = keyOf(expression, environment.scope);
  return columns.find((one) => one.expression !== undefined && keyOf(one.expression, environment.scope) === key)
    ?.column;
}

function positionOf(expression: Expression): number | undefined {
  if (expression.kind !== "literal" || typeof expression.value !== "number") return undefined;
  return isIntegral(expression.type) ? expression.value : undefined;
}

/** ` LIMIT … OFFSET …`. */
export function limitSql({ limit, offset }: RowOrder, environment: Environment, compiler: Compiler): string {
  const parts = [
    ...(limit === undefined ? [] : [` LIMIT ${rowCount("limit", limit, environment, compiler)}`]),
    ...(offset === undefined ? [] : [` OFFSET ${rowCount("offset", offset, environment, compiler)}`]),
  ];
  return parts.join("");
}

function rowCount(
  name: string,
  expression: Expression,
  { commonTables, windows }: Environment,
  compiler: Compiler,
): string {
  const environment = plainEnvironment({ fields: [] }, name.toUpperCase(), { commonTables, windows });
  const value = compiler.expression(expression, environment);
  if (!isIntegral(value.type))
    throw new SqlFailure(
      "INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE",
      `The limit like expression is invalid: The ${name} expression must be integer type, but got ${value.type.kind}.`,
      "42K0E",
    );
  const count = value.literal?.value;
  if (count === null || count === undefined) return count === null ? invalidNull(name) : `(${value.sql})`;
  if (Number(count) < 0)
    throw new SqlFailure(
      "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE",
      `The limit like expression is invalid: The ${name} expression must be equal to or greater than 0, but got ${String(count)}.`,
      "42K0E",
    );
  return String(count);
}

function invalidNull(name: string): never {
  throw new SqlFailure(
    "INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL",
    `The limit like expression is invalid: The evaluated ${name} expression must not be null.`,
    "42K0E",
  );
}
