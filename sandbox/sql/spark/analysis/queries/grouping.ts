import { SqlFailure } from "../../../engine/failure.ts";
import { BIGINT, TINYINT } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Call, Expression, Grouping, GroupingItem, GroupingSet, NameParts } from "../../syntax/ast.ts";
import { findFunction, IN_AGGREGATE, resolveAggregate } from "../calls.ts";
import { containsVariant, quotedType } from "../coercion.ts";
import {
  type Compiler,
  type Environment,
  type Field,
  type Measure,
  plainEnvironment,
  type Scope,
} from "../compiler.ts";
import { measureOf } from "../measures.ts";
import { fieldOf, resolveHere } from "../scope.ts";
import { titleOf } from "../titles.ts";
import { keyOf, walk } from "./keys.ts";
import { derived, type Rows } from "./rows.ts";
import type { Item } from "./select-items.ts";

interface Key {
  readonly key: string;
  readonly expression: Expression;
  readonly value: Typed;
  /** Name of the column with the grouped value. */
  readonly sql: string;
}

/** Rows by group: an environment for what is computed per group, and the grouped rows once all of it is known. */
export interface Grouped {
  readonly environment: Environment;
  rows(): Rows;
}

/** Whether a call is an aggregate: it makes its SELECT an aggregation. */
export function hasAggregate(expression: unknown, compiler: Compiler): boolean {
  let found = false;
  walk(expression, (inner) => {
    if (inner.kind !== "call") return !found;
    const kind = findFunction(inner, compiler)?.kind;
    if (kind === "aggregate" && inner.over === undefined) found = true;
    return !found;
  });
  return found;
}

/** Groups the rows of a SELECT. `rows` has WHERE applied. */
export function group(
  rows: Rows,
  grouping: Grouping | undefined,
  items: readonly Item[],
  environment: Environment,
  compiler: Compiler,
): Grouped {
  const { scope } = environment;
  const keys: Key[] = [];
  const plain = plainEnvironment(scope, "GROUP BY", environment);
  const keyIndex = (expression: Expression): number => {
    const meant = groupingExpression(expression, items, scope);
    const key = keyOf(meant, scope);
    const known = keys.findIndex((one) => one.key === key);
    if (known !== -1) return known;
    const value = compiler.expression(meant, plain);
    if (containsVariant(value.type)) throw unordered(meant, value);
    return keys.push({ key, expression: meant, value, sql: compiler.fresh() }) - 1;
  };
  const sets = groupingSets(grouping, items, compiler, keyIndex);
  const aggregates = new Map<string, Typed>();
  const column = (sql: string, type: Typed["type"]): Typed => {
    const known = aggregates.get(sql);
    if (known !== undefined) return known;
    const added = { type, sql: compiler.fresh() };
    aggregates.set(sql, added);
    return added;
  };

  const replace = (expression: Expression): Typed | undefined => {
    const grouped = keyFor(expression, keys, scope);
    if (grouped !== undefined) return grouped;
    return expression.kind === "call"
      ? groupingFunction(expression, keys, scope, sets !== undefined, column)
      : undefined;
  };
  const aggregate = (call: Call, inner = environment, by = compiler): Typed => {
    const measured = measureOf(call, inner.scope);
    if (measured !== undefined) return measureValue(measured);
    const definition = findFunction(call, by);
    if (definition?.kind !== "aggregate") throw missingGroup();
    const resolved = resolveAggregate(call, definition, { ...inner, clause: IN_AGGREGATE }, by);
    return column(resolved.aggregate.sql(resolved.filter), resolved.aggregate.type);
  };
  /** The aggregates of a measure are over the columns of the metric view's source. */
  const measureValue = ({ expression, scope: source, compiler: own }: Measure): Typed => {
    const inside = plainEnvironment(source, "SELECT", environment);
    return own.expression(expression, {
      ...inside,
      scope: { fields: source.fields },
      aggregate: (call) => aggregate(call, inside, own),
      ungrouped: missingAggregation,
    });
  };
  const fields: readonly Field[] = scope.fields.flatMap((field) => {
    const key = keys.find(({ value }) => value.sql === field.sql);
    return key === undefined ? [] : [{ ...field, sql: key.sql }];
  });
  const named = keys.flatMap(({ expression, value, sql }) => windowField(expression, value, sql));
  return {
    environment: {
      ...environment,
      scope: named.length === 0 ? scope : { ...scope, aliases: new Map([...(scope.aliases ?? []), ...named]) },
      replace,
      aggregate,
      allowsWindows: true,
      ungrouped: (name) => (grouping === undefined ? missingGroup() : missingAggregation(name)),
      scopeOfSubqueries: { ...scope, fields },
    },
    rows: () => ({ from: derived(groupedSql(rows, keys, sets, aggregates, compiler), compiler), fields }),
  };
}

/** The struct of `window(…)` and `session_window(…)` is a column of that name. */
function windowField(expression: Expression, { type }: Typed, sql: string): readonly (readonly [string, Typed])[] {
  const name = expression.kind === "call" ? expression.name.at(-1)?.toLowerCase() : undefined;
  return name === "window" || name === "session_window" ? [[name, { type, sql, column: name }]] : [];
}

function unordered(expression: Expression, { type }: Typed): SqlFailure {
  return new SqlFailure(
    "GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE",
    `The expression "${titleOf(expression)}" cannot be used as a grouping expression because its data type ${quotedType(type)} is not an orderable data type.`,
    "42822",
  );
}

function groupedSql(
  rows: Rows,
  keys: readonly Key[],
  sets: readonly (readonly number[])[] | undefined,
  aggregates: ReadonlyMap<string, Typed>,
  compiler: Compiler,
): string {
  const computed = [...aggregates].map(([sql, { sql: name }]) => `${sql} AS ${name}`);
  const from = rows.from === "" ? "" : ` FROM ${rows.from}`;
  if (sets === undefined) {
    const columns = [...keys.map(({ value, sql }) => `${value.sql} AS ${sql}`), ...computed];
    const by = keys.length === 0 ? "" : ` GROUP BY ${keys.map((_, index) => index + 1).join(", ")}`;
    return `SELECT ${columns.length === 0 ? "1" : columns.join(", ")}${from}${by}`;
  }
  const inner = derived(
    `SELECT *, ${keys.map(({ value, sql }) => `${value.sql} AS ${sql}`).join(", ")}${from}`,
    compiler,
  );
  const columns = [...keys.map(({ sql }) => sql), ...computed].join(", ");
  const grouped = sets.map((set) => `(${set.map((index) => keys[index]?.sql ?? "").join(", ")})`).join(", ");
  return `SELECT ${columns} FROM ${inner} GROUP BY GROUPING SETS (${grouped})`;
}

/** The grouped column for an expression, or a field inside one. */
function keyFor(expression: Expression, keys: readonly Key[], scope: Scope): Typed | undefined {
  const grouped = (one: Expression) => {
    const key = keyOf(one, scope);
    const found = keys.find((candidate) => candidate.key === key);
    const column = found?.value.column;
    return found && { type: found.value.type, sql: found.sql, ...(column === undefined ? {} : { column }) };
  };
  const whole = grouped(expression);
  if (whole !== undefined || expression.kind !== "name") return whole;
  for (let length = expression.parts.length - 1; length > 0; length--) {
    const start = grouped({ ...expression, parts: expression.parts.slice(0, length) });
    if (start !== undefined) return expression.parts.slice(length).reduce(fieldOf, start);
  }
  return undefined;
}

/** `grouping(x)` and `grouping_id(…)`. */
function groupingFunction(
  call: Call,
  keys: readonly Key[],
  scope: Scope,
  hasSets: boolean,
  column: (sql: string, type: Typed["type"]) => Typed,
): Typed | undefined {
  const name = call.name.at(-1)?.toLowerCase();
  if (name !== "grouping" && name !== "grouping_id" && name !== "grouping__id") return undefined;
  if (!hasSets)
    throw new SqlFailure(
      "UNSUPPORTED_GROUPING_EXPRESSION",
      "grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup.",
      "42K0E",
    );
  const args = call.args.map(({ value }) => {
    const grouped = keyFor(value, keys, scope);
    if (grouped !== undefined) return grouped.sql;
    throw new SqlFailure(
      "GROUPING_COLUMN_MISMATCH",
      `Column of grouping (${titleOf(value)}) can't be found in grouping columns ${keys.map((key) => titleOf(key.expression)).join(",")}.`,
      "42803",
    );
  });
  if (name === "grouping") return column(`CAST(GROUPING(${args[0]}) AS TINYINT)`, TINYINT);
  if (args.length > 0 && args.join() !== keys.map(({ sql }) => sql).join())
    throw new SqlFailure(
      "GROUPING_ID_COLUMN_MISMATCH",
      `Columns of grouping_id (${call.args.map(({ value }) => titleOf(value)).join(",")}) does not match grouping columns (${keys.map((key) => titleOf(key.expression)).join(",")}).`,
      "42803",
    );
  const all = args.length === 0 ? keys.map(({ sql }) => sql) : args;
  return column(`CAST(GROUPING_ID(${all.join(", ")}) AS BIGINT)`, BIGINT);
}

/** Resolves an item of GROUP BY: a position, an alias of SELECT, or an expression over the rows. */
export function groupingExpression(expression: Expression, items: readonly Item[], scope: Scope): Expression {
  if (expression.kind === "literal" && typeof expression.value === "number" && expression.type.kind === "int") {
    const item = items[expression.value - 1];
    if (item === undefined || item.kind === "generator")
      throw new SqlFailure(
        "GROUP_BY_POS_OUT_OF_RANGE",
        `GROUP BY position ${expression.value} is not in select list (valid range is [1, ${items.length}]).`,
        "42805",
      );
    return item.expression;
  }
  if (expression.kind !== "name" || expression.parts.length !== 1) return expression;
  if (resolveHere(expression.parts, scope) !== undefined) return expression;
  const [name = ""] = expression.parts;
  const item = items.find((one) => one.kind === "expression" && one.alias?.toLowerCase() === name.toLowerCase());
  return item?.kind === "expression" ? item.expression : expression;
}

/** The grouping sets as positions of keys, or undefined when there is one set only. */
export function groupingSets(
  grouping: Grouping | undefined,
  items: readonly Item[],
  compiler: Compiler,
  keyIndex: (expression: Expression) => number,
): readonly (readonly number[])[] | undefined {
  if (grouping === undefined) return undefined;
  if (grouping.kind === "all") {
    for (const item of items) {
      if (item.kind !== "generator" && !hasAggregate(item.expression, compiler)) keyIndex(item.expression);
    }
    return undefined;
  }
  const parts = grouping.items.map((item) => setsOf(item, keyIndex));
  const simple = grouping.items.every(({ kind }) => kind === "expression");
  const product = parts.reduce<readonly (readonly number[])[]>(
    (left, right) => left.flatMap((a) => right.map((b) => [...new Set([...a, ...b])])),
    [[]],
  );
  return simple ? undefined : product;
}

function setsOf(item: GroupingItem, keyIndex: (expression: Expression) => number): readonly (readonly number[])[] {
  switch (item.kind) {
    case "expression":
      return [[keyIndex(item.expression)]];
    case "rollup": {
      const levels = item.sets.map((set) => set.map(keyIndex));
      return Array.from({ length: levels.length + 1 }, (_, dropped) => levels.slice(0, levels.length - dropped).flat());
    }
    case "cube": {
      const levels = item.sets.map((set) => set.map(keyIndex));
      return Array.from({ length: 2 ** levels.length }, (_, mask) =>
        levels.filter((_level, bit) => ((mask >> (levels.length - 1 - bit)) & 1) === 0).flat(),
      );
    }
    case "sets":
      return item.sets.flatMap((set) => nestedSet(set, keyIndex));
  }
}

function nestedSet(set: GroupingSet, keyIndex: (expression: Expression) => number): readonly (readonly number[])[] {
  return "kind" in set ? setsOf(set, keyIndex) : [set.map(keyIndex)];
}

function missingAggregation(name: NameParts): SqlFailure {
  const column = name.at(-1) ?? "";
  return new SqlFailure(
    "MISSING_AGGREGATION",
    `The non-aggregating expression "${column}" is based on columns which are not participating in the GROUP BY clause. Add the columns or the expression to the GROUP BY, aggregate the expression, or use "any_value(${column})" if you do not care which of the values within a group is returned.`,
    "42803",
  );
}

export function missingGroup(): SqlFailure {
  return new SqlFailure(
    "MISSING_GROUP_BY",
    "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions using OVER clauses.",
    "42803",
  );
}
