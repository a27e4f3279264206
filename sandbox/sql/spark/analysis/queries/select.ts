import { SqlFailure } from "../../../engine/failure.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Expression, NameParts, RowOrder, Select, WindowSpecification } from "../../syntax/ast.ts";
import { type CompiledQuery, type Compiler, type Environment, plainEnvironment, type Scope } from "../compiler.ts";
import { condition } from "../expressions.ts";
import { hasOrder } from "../operators/comparison.ts";
import { predicate } from "../predicates.ts";
import { resolveHere } from "../scope.ts";
import { generator, generatorOf } from "./generators.ts";
import { type Grouped, group, hasAggregate, missingGroup } from "./grouping.ts";
import { limitSql, NO_ORDER, type Ordered, orderSql } from "./order.ts";
import { relationRows } from "./relations.ts";
import { derived, type Rows, selectOf } from "./rows.ts";
import { expandItems, type Item, type Selected, selected } from "./select-items.ts";
import { unsupportedType } from "./set-operations.ts";
import { withTimeWindows } from "./time-windows.ts";

/** A SELECT with the ORDER BY and LIMIT that follow it, which can name what it does not return. */
export function compileSelect(
  select: Select,
  order: RowOrder | undefined,
  around: Environment,
  compiler: Compiler,
): CompiledQuery {
  const windows = namedWindows(select, around);
  const source = select.from === undefined ? NO_ROWS : relationRows(select.from, { ...around, windows }, compiler);
  const filtered = where(source, select.where, { ...around, windows }, compiler);
  const timed = withTimeWindows(select, filtered, { ...around, windows }, compiler);
  const environment = selectEnvironment(timed.rows, { ...around, windows });
  const items = expandItems(
    timed.select.items,
    environment.scope,
    (expression) => generatorOf(expression, compiler) !== undefined,
    compiler.parameters,
  );
  const grouped = grouping(timed.select, order, items, timed.rows, environment, compiler);
  return project(timed.select, order, items, grouped, timed.rows, environment, compiler);
}

const NO_ROWS: Rows = { from: "", fields: [] };

function namedWindows({ windows }: Select, around: Environment): ReadonlyMap<string, WindowSpecification> {
  return new Map([...around.windows, ...windows.map(({ name, window }) => [name.toLowerCase(), window] as const)]);
}

/** The scope of expressions over rows, inside the scope of the query around. */
export function scopeOf({ fields }: Rows, around: Environment): Scope {
  return { fields, outer: around.scope };
}

function selectEnvironment(rows: Rows, around: Environment): Environment {
  return { ...plainEnvironment(scopeOf(rows, around), "SELECT", around), allowsWindows: true };
}

/** The rows for which the condition holds. */
export function where(rows: Rows, test: Expression | undefined, around: Environment, compiler: Compiler): Rows {
  if (test === undefined) return rows;
  const environment = plainEnvironment(scopeOf(rows, around), "WHERE", around);
  const sql = predicate(compiler.expression(test, environment), test, "filter");
  const from = rows.from === "" ? "" : ` FROM ${rows.from}`;
  return { ...rows, from: derived(`SELECT ${rows.from === "" ? "1" : "*"}${from} WHERE ${sql}`, compiler) };
}

function grouping(
  select: Select,
  order: RowOrder | undefined,
  items: readonly Item[],
  rows: Rows,
  environment: Environment,
  compiler: Compiler,
): Grouped | undefined {
  const own = items.map((item) => (item.kind === "generator" ? item.item.expression : item.expression));
  const aggregates = hasAggregate([own, select.having, order?.orderBy, select.qualify], compiler);
  if (select.groupBy === undefined && !aggregates) {
    if (select.having !== undefined) throw missingGroup();
    return undefined;
  }
  return group(rows, select.groupBy, items, { ...environment, allowsWindows: false }, compiler);
}

function project(
  select: Select,
  order: RowOrder | undefined,
  items: readonly Item[],
  grouped: Grouped | undefined,
  ungrouped: Rows,
  plain: Environment,
  compiler: Compiler,
): CompiledQuery {
  const environment = grouped?.environment ?? plain;
  const { columns, generators, aliases } = selectedColumns(items, environment, compiler);
  const withAliases: Environment = {
    ...environment,
    scope: { ...environment.scope, aliases: new Map([...(environment.scope.aliases ?? []), ...aliases]) },
  };
  const having =
    select.having &&
    predicate(compiler.expression(select.having, { ...withAliases, clause: "HAVING" }), select.having, "filter");
  const qualify = select.qualify && condition(compiler.expression(select.qualify, withAliases), compiler);
  const sorting = orderSql(order ?? NO_ORDER, columns, withAliases, select.distinct, compiler);
  // All aggregates of the query have been collected at this point.
  let rows = grouped === undefined ? ungrouped : grouped.rows();
  if (having !== undefined) rows = { ...rows, from: derived(`SELECT * FROM ${rows.from} WHERE ${having}`, compiler) };
  for (const apply of generators) rows = apply(rows);
  return finish(select.distinct, columns, rows, qualify, sorting, limitSql(order ?? NO_ORDER, plain, compiler));
}

function finish(
  distinct: boolean,
  columns: readonly Selected[],
  rows: Rows,
  qualify: Typed | undefined,
  { orderBy, hidden }: Ordered,
  limit: string,
): CompiledQuery {
  const results = columns.map(({ column }) => column);
  const from = rows.from === "" ? "" : ` FROM ${rows.from}`;
  const filter = qualify === undefined ? "" : ` QUALIFY ${qualify.sql}`;
  const values = columns.map(({ value }) => value.sql);
  if (!distinct) {
    const sql = `${selectOf(results, values, `${from}${filter}`)}${orderBy}${limit}`;
    return { columns: results, sql };
  }
  for (const column of results) if (!hasOrder(column.type, true)) throw unsupportedType("distinct", column);
  const all = selectOf(results, values, `${from}${filter}`).replace(/^SELECT /, "SELECT DISTINCT ");
  const names = results.map(({ sql }) => sql).join(", ");
  return {
    columns: results,
    sql: orderBy === "" && limit === "" ? all : `SELECT ${names} FROM (${all})${hidden}${orderBy}${limit}`,
  };
}

interface SelectedColumns {
  readonly columns: readonly Selected[];
  /** Generators, applied to the rows before the columns are read. */
  readonly generators: readonly ((rows: Rows) => Rows)[];
  readonly aliases: ReadonlyMap<string, Typed>;
}

function selectedColumns(items: readonly Item[], environment: Environment, compiler: Compiler): SelectedColumns {
  const columns: Selected[] = [];
  const generators: ((rows: Rows) => Rows)[] = [];
  const aliases = new Map<string, Typed>();
  for (const item of items) {
    const { scope } = environment;
    const inner: Environment = {
      ...environment,
      scope: { ...scope, aliases: new Map([...(scope.aliases ?? []), ...aliases]) },
    };
    if (item.kind === "column") {
      const value = environment.replace?.(item.expression) ?? ungroupedColumn(item, environment);
      columns.push(selected(value, item.name, compiler, item.expression, item.qualifier));
    } else if (item.kind === "expression") {
      const value = compiler.expression(item.expression, inner);
      const qualifier = item.alias === undefined ? qualifierOf(item.expression, scope) : undefined;
      columns.push(selected(value, item.name, compiler, item.expression, qualifier));
      if (item.alias !== undefined) aliases.set(item.alias.toLowerCase(), value);
    } else {
      const { expression, alias, aliases: names = [] } = item.item;
      if (expression.kind !== "call") throw notGenerated();
      const given = alias === undefined ? names : [alias];
      const target = { qualifier: [], names: given, outer: false };
      const first = generator(expression, target, inner, compiler);
      generators.push((rows) => first.onto(rows));
      for (const { name, type, sql } of first.fields)
        columns.push(selected({ type, sql, column: name }, name, compiler));
    }
  }
  return { columns, generators, aliases };
}

/** The qualifier of the column that an expression is. */
function qualifierOf(expression: Expression, scope: Scope): NameParts | undefined {
  const sql = expression.kind === "name" ? resolveHere(expression.parts, scope)?.sql : undefined;
  return sql === undefined ? undefined : scope.fields.find((field) => field.sql === sql)?.qualifier;
}

function ungroupedColumn(item: Extract<Item, { kind: "column" }>, { ungrouped }: Environment): Typed {
  if (ungrouped !== undefined) throw ungrouped([item.name]);
  return item.field;
}

function notGenerated(): SqlFailure {
  return new SqlFailure(
    "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT",
    "The generator is not supported: it is not a call.",
    "42K0E",
  );
}
