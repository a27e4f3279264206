import { SqlFailure } from "../../../engine/failure.ts";
import { VOID } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { MetricJoin } from "../../metrics/definition.ts";
import type { Relation } from "../../syntax/ast.ts";
import type { KnownRelation } from "../catalog.ts";
import { type Compiler, type Environment, type Field, plainEnvironment, type Scope } from "../compiler.ts";
import { predicate } from "../predicates.ts";
import { derived, extended, type Rows } from "./rows.ts";

type Metrics = Extract<KnownRelation, { kind: "metrics" }>;
type RowsOf = (relation: Relation, compiler: Compiler) => Rows;

/**
 * The rows of a metric view's source with its joins and filter. The fields are its dimensions and measures. Measures are
 * computed later, over the rows of each group.
 */
export function metricRows(view: Metrics, top: Environment, outer: Compiler, rowsOf: RowsOf): Rows {
  const compiler = outer.within(view.catalog);
  const { source, joins, filter, dimensions, measures } = view.definition;
  const start = rowsOf(source, compiler);
  let rows: Rows = { ...start, fields: renamed(start.fields, ["source"], false) };
  for (const join of joins) rows = joined(rows, join, top, compiler, rowsOf);
  if (filter !== undefined) {
    const environment = plainEnvironment({ fields: rows.fields }, "WHERE", top);
    const test = predicate(compiler.expression(filter, environment), filter, "filter");
    rows = { ...rows, from: derived(`SELECT * FROM ${rows.from} WHERE ${test}`, compiler) };
  }
  const inline = new Map<string, Typed>();
  const columns = dimensions.map(({ name, expression }) => {
    const scope: Scope = { fields: rows.fields, aliases: inline };
    const value = compiler.expression(expression, {
      ...plainEnvironment(scope, "SELECT", top),
      allowsWindows: true,
    });
    inline.set(name.toLowerCase(), value);
    return { name, type: value.type, value: value.sql, sql: compiler.fresh(), qualifier: view.name };
  });
  const from = extended(
    rows,
    columns.map(({ value, sql }) => `${value} AS ${sql}`),
    compiler,
  );
  const aliases = new Map(columns.map(({ name, type, sql }) => [name.toLowerCase(), { type, sql, column: name }]));
  const inner: Field[] = [...rows.fields];
  const scope: Scope = { fields: inner, aliases };
  const named = measures.map(
    ({ name, expression }): Field => ({
      name,
      type: VOID,
      sql: compiler.fresh(),
      qualifier: view.name,
      measure: { expression, scope, compiler },
    }),
  );
  // A measure can name other measures, unless a column of the source has the name.
  const taken = new Set(rows.fields.filter(({ hidden }) => hidden !== true).map(({ name }) => name.toLowerCase()));
  inner.push(...named.filter(({ name }) => !taken.has(name.toLowerCase())));
  return { from, fields: [...columns.map(({ value: _, ...field }) => field), ...named] };
}

/** The rows with at most one row of the joined relation each, as the platform promises. */
function joined(rows: Rows, { path, source, on }: MetricJoin, top: Environment, compiler: Compiler, rowsOf: RowsOf) {
  const right = rowsOf(source, compiler);
  const around = path.length === 1 ? ["source"] : path.slice(0, -1);
  // A joined column is found by its qualified name only.
  const fields = renamed(right.fields, path, true);
  const both = [...rows.fields, ...fields];
  const test = Array.isArray(on)
    ? on.map((name: string) => equal(name, around, path, both, compiler)).join(" AND ")
    : condition(on as Exclude<typeof on, readonly string[]>, both, top, compiler);
  const one = derived(`SELECT * FROM ${right.from} WHERE ${test} LIMIT 1`, compiler);
  return { from: `${rows.from} LEFT JOIN LATERAL ${one} ON true`, fields: both };
}

function condition(
  on: Exclude<MetricJoin["on"], readonly string[]>,
  fields: readonly Field[],
  top: Environment,
  compiler: Compiler,
): string {
  return predicate(compiler.expression(on, plainEnvironment({ fields }, "JOIN", top)), on, "join");
}

function equal(
  name: string,
  left: readonly string[],
  right: readonly string[],
  fields: readonly Field[],
  { context }: Compiler,
): string {
  const find = (qualifier: readonly string[]): Field => {
    const found = fields.find(
      (field) =>
        field.name.toLowerCase() === name.toLowerCase() &&
        field.qualifier.join(".").toLowerCase() === qualifier.join(".").toLowerCase(),
    );
    if (found !== undefined) return found;
    throw new SqlFailure(
      "UNRESOLVED_USING_COLUMN_FOR_JOIN",
      `USING column \`${name}\` cannot be resolved in ${qualifier.join(".")}.`,
      "42703",
    );
  };
  const [a, b] = context.unify([find(left), find(right)], "using").args;
  return `${a?.sql} = ${b?.sql}`;
}

const renamed = (fields: readonly Field[], qualifier: readonly string[], hidden: boolean): readonly Field[] =>
  fields
    .filter((field) => field.hidden === undefined)
    .map((field) => ({ ...field, qualifier, ...(hidden && { hidden: true as const }) }));
