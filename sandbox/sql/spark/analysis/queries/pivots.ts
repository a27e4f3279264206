import { SqlFailure } from "../../../engine/failure.ts";
import { STRING } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Expression, Pivot, Unpivot } from "../../syntax/ast.ts";
import { castText } from "../../values/text.ts";
import { findFunction, resolveAggregate } from "../calls.ts";
import { commonType, widerWithoutStrings } from "../coercion.ts";
import { type Compiler, type Environment, type Field, plainEnvironment } from "../compiler.ts";
import { textLiteral } from "../literals.ts";
import { resolveHere, unresolvedColumn } from "../scope.ts";
import { titleOf } from "../titles.ts";
import { isConstant, walk } from "./keys.ts";
import { derived, extended, type Rows } from "./rows.ts";

/** PIVOT: one column per value and aggregate, grouped by the columns that the clause does not name. */
export function pivotRows(rows: Rows, pivot: Pivot, around: Environment, compiler: Compiler): Rows {
  const scope = { fields: rows.fields, outer: around.scope };
  const environment = plainEnvironment(scope, "PIVOT", around);
  const keys = pivot.columns.map((column) => compiler.expression(column, environment));
  const used = new Set([...keys.map(({ sql }) => sql), ...named(pivot.aggregates, environment)]);
  const rest = rows.fields.filter(({ sql, hidden }) => hidden === undefined && !used.has(sql));
  const columns = pivot.values.flatMap(({ expression, alias }) => {
    if (!isConstant(expression))
      throw new SqlFailure(
        "NON_LITERAL_PIVOT_VALUES",
        `Literal expressions required for pivot values, found "${titleOf(expression)}".`,
        "42K08",
      );
    const parts = keys.length > 1 && expression.kind === "tuple" ? expression.items : [expression];
    const typed = parts.map((part) => compiler.expression(part, environment));
    const test = typed.map((value, index) => same(keys[index], value, compiler)).join(" AND ");
    const texts = typed.map((value, index) => textOf(value, compiler) ?? titleOf(parts[index] ?? expression));
    const title = alias ?? (texts.length > 1 ? `{${texts.join(", ")}}` : texts.join());
    return pivot.aggregates.map((item) => {
      const aggregate = pivoted(item.expression, test, environment, compiler);
      const suffix = pivot.aggregates.length > 1 ? (item.alias ?? titleOf(item.expression)) : undefined;
      const name = suffix === undefined ? title : `${title}_${suffix}`;
      return { field: { name, type: aggregate.type, sql: compiler.fresh(), qualifier: [] }, sql: aggregate.sql };
    });
  });
  const groups = rest.map((field) => ({ ...field, sql: compiler.fresh(), qualifier: [] }));
  const items = [
    ...rest.map(({ sql }, index) => `${sql} AS ${groups[index]?.sql}`),
    ...columns.map(({ field, sql }) => `${sql} AS ${field.sql}`),
  ];
  const by = rest.length === 0 ? "" : ` GROUP BY ${rest.map((_, index) => index + 1).join(", ")}`;
  const from = derived(`SELECT ${items.join(", ")} FROM ${rows.from}${by}`, compiler);
  return { from, fields: [...groups, ...columns.map(({ field }) => field)] };
}

/** A value as the name of its columns. */
function textOf({ literal, type }: Typed, { parsing }: Compiler): string | undefined {
  return literal && (castText(literal.value, type, parsing.zone) ?? "null");
}

/** DuckDB names of the columns that expressions use. */
function named(expressions: unknown, { scope }: Environment): readonly string[] {
  const names: string[] = [];
  walk(expressions, (inner) => {
    const found = inner.kind === "name" ? resolveHere(inner.parts, scope) : undefined;
    if (found !== undefined) names.push(found.sql);
    return true;
  });
  return names;
}

function same(key: Typed | undefined, value: Typed, compiler: Compiler): string {
  if (key === undefined) return "true";
  return `(${key.sql} IS NOT DISTINCT FROM ${compiler.context.cast(value, key.type).sql})`;
}

/** The expression with each aggregate restricted to the rows of one value. Every aggregate, even `count`, is NULL without such rows. */
function pivoted(expression: Expression, test: string, environment: Environment, compiler: Compiler): Typed {
  const rowsHave = `count(*) FILTER (WHERE ${test}) > 0`;
  const aggregate = (call: Extract<Expression, { kind: "call" }>): Typed => {
    const definition = findFunction(call, compiler);
    if (definition?.kind !== "aggregate") throw notAggregate(expression);
    const resolved = resolveAggregate(call, definition, environment, compiler);
    const sql = resolved.aggregate.sql(` FILTER (WHERE ${test})`);
    return { type: resolved.aggregate.type, sql: `CASE WHEN ${rowsHave} THEN ${sql} ELSE NULL END` };
  };
  let aggregates = 0;
  const counted = (call: Extract<Expression, { kind: "call" }>): Typed => {
    aggregates++;
    return aggregate(call);
  };
  const value = compiler.expression(expression, { ...environment, aggregate: counted });
  if (aggregates === 0) throw notAggregate(expression);
  return value;
}

function notAggregate(expression: Expression): SqlFailure {
  return new SqlFailure(
    "NON_AGGREGATE_EXPRESSION_IN_PIVOT",
    `Aggregate expression required for pivot, but "${titleOf(expression)}" did not appear in any aggregate function.`,
    "42K0E",
  );
}

/** UNPIVOT: one row per set of columns. */
export function unpivotRows(rows: Rows, unpivot: Unpivot, around: Environment, compiler: Compiler): Rows {
  const scope = { fields: rows.fields, outer: around.scope };
  const sets = unpivot.sets.map(({ columns, alias }) => {
    const values = columns.map((column) => columnOf(column, scope));
    return { values, title: alias ?? columns.map((column) => titleOf(column)).join("_") };
  });
  const used = new Set(sets.flatMap(({ values }) => values.map(({ sql }) => sql)));
  const rest = rows.fields.filter(({ sql, hidden }) => hidden === undefined && !used.has(sql));
  const types = unpivot.valueColumns.map((name, index) => {
    const type = commonType(
      sets.map(({ values }) => values[index]?.type ?? STRING),
      widerWithoutStrings,
    );
    if (type !== undefined) return type;
    throw new SqlFailure(
      "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
      `Unpivot value columns must share a least common type, some types do not: ${name}.`,
      "42K09",
    );
  });
  const structs = sets.map(({ values, title }) => {
    const cells = values.map(
      (value, index) => `'c${index + 1}': ${compiler.context.cast(value, types[index] ?? value.type).sql}`,
    );
    return `{'c0': ${textLiteral(title)}, ${cells.join(", ")}}`;
  });
  const row = compiler.fresh();
  const from = extended(rows, [`unnest([${structs.join(", ")}]) AS ${row}`], compiler);
  const field = (name: string, type: Field["type"], index: number): Field => ({
    name,
    type,
    sql: `struct_extract(${row}, 'c${index}')`,
    qualifier: [],
  });
  const values = unpivot.valueColumns.map((name, index) => field(name, types[index] ?? STRING, index + 1));
  const present = values.map(({ sql }) => `${sql} IS NOT NULL`).join(" OR ");
  const kept = unpivot.includeNulls ? from : derived(`SELECT * FROM ${from} WHERE ${present}`, compiler);
  return { from: kept, fields: [...rest, field(unpivot.nameColumn, STRING, 0), ...values] };
}

function columnOf(column: Expression, scope: Parameters<typeof resolveHere>[1]): Typed {
  const found = column.kind === "name" ? resolveHere(column.parts, scope) : undefined;
  if (found !== undefined) return found;
  throw unresolvedColumn(column.kind === "name" ? column.parts : [titleOf(column)], scope);
}
