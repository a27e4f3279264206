import { missingTable } from "../../../engine/conditions.ts";
import { SqlFailure, unsupported } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { BIGINT, type SparkType } from "../../data-types.ts";
import { unexpectedInput } from "../../functions/define.ts";
import {
  type Call,
  type NameParts,
  PIPE_INPUT,
  type Relation,
  type RelationAlias,
  type Sample,
} from "../../syntax/ast.ts";
import { refuseAbsent } from "../absent-functions.ts";
import { notNamed } from "../call-arguments.ts";
import { findFunction } from "../calls.ts";
import type { KnownRelation } from "../catalog.ts";
import { type Compiler, type Environment, type Field, plainEnvironment, type ResultColumn } from "../compiler.ts";
import { literalSql } from "../literals.ts";
import { routineArguments } from "../routines.ts";
import { readsWithCast, storageType } from "../storage.ts";
import { generator } from "./generators.ts";
import { joinRows } from "./joins.ts";
import { metricRows } from "./metrics.ts";
import { pivotRows, unpivotRows } from "./pivots.ts";
import { derived, type Rows, rowsOf } from "./rows.ts";
import { inlineRows } from "./values.ts";

/** Maximum nesting of views. Deeper nesting is treated as a cycle. */
const DEEPEST_VIEW = 100;

/**
 * The rows of an item of FROM. `left` has the columns to its left, which a lateral item can name.
 * @throws {SqlFailure} TABLE_OR_VIEW_NOT_FOUND
 */
export function relationRows(
  relation: Relation,
  environment: Environment,
  compiler: Compiler,
  left: readonly Field[] = [],
): Rows {
  const lateral: Environment = { ...environment, scope: { fields: left, outer: environment.scope } };
  switch (relation.kind) {
    case "named":
      return aliased(namedRows(relation, environment, compiler), relation.alias);
    case "derived": {
      const query = compiler.query(relation.query, relation.lateral ? lateral : environment);
      return aliased(rowsOf(query, [], compiler), relation.alias);
    }
    case "inline":
      return aliased(rowsOf(inlineRows(relation.rows, environment, compiler), [], compiler), relation.alias);
    case "function":
      return aliased(functionRows(relation, lateral, compiler), relation.alias);
    case "join":
      return joinRows(
        relation,
        environment,
        compiler,
        (one, before) => relationRows(one, environment, compiler, before),
        left,
      );
    case "grouped": {
      const rows = relationRows(relation.relation, environment, compiler, left);
      return aliased(
        { ...rows, from: relation.relation.kind === "join" ? `(${rows.from})` : rows.from },
        relation.alias,
      );
    }
    case "sample": {
      const rows = relationRows(relation.input, environment, compiler, left);
      return aliased({ ...rows, from: sampled(rows, relation.sample, environment, compiler) }, relation.alias);
    }
    case "lateral_view": {
      const rows =
        relation.input === undefined
          ? { from: "", fields: [] }
          : relationRows(relation.input, environment, compiler, left);
      const scope = { fields: rows.fields, outer: environment.scope };
      const target = {
        qualifier: relation.alias === undefined ? [] : [relation.alias],
        names: relation.columns,
        outer: relation.outer,
      };
      const inner = plainEnvironment(scope, "LATERAL VIEW", environment);
      return generator(relation.call, target, inner, compiler).onto(rows);
    }
    case "pivot": {
      const rows = relationRows(relation.input, environment, compiler, left);
      return aliased(pivotRows(rows, relation.pivot, environment, compiler), relation.alias);
    }
    case "unpivot": {
      const rows = relationRows(relation.input, environment, compiler, left);
      return aliased(unpivotRows(rows, relation.unpivot, environment, compiler), relation.alias);
    }
  }
}

/** The rows under another name, with other names for their columns. */
export function aliased(rows: Rows, alias: RelationAlias | undefined): Rows {
  if (alias === undefined) return rows;
  const visible = rows.fields.filter((field) => field.hidden === undefined);
  if (alias.columns.length > 0 && alias.columns.length !== visible.length) {
    throw new SqlFailure(
      "ASSIGNMENT_ARITY_MISMATCH",
      `The number of columns or variables assigned or aliased: ${alias.columns.length} does not match the number of source expressions: ${visible.length}.`,
      "42802",
    );
  }
  const qualifier = alias.name === "" ? [] : [alias.name];
  const fields = visible.map((field, index) => ({ ...field, name: alias.columns[index] ?? field.name, qualifier }));
  const metadata = rows.fields.filter(({ hidden }) => hidden === "unless_named");
  return { ...rows, fields: [...fields, ...metadata.map((field) => ({ ...field, qualifier }))] };
}

function namedRows(relation: Extract<Relation, { kind: "named" }>, environment: Environment, compiler: Compiler): Rows {
  const [name = ""] = relation.name;
  const common = relation.name.length === 1 ? environment.commonTables.get(name.toLowerCase()) : undefined;
  if (common !== undefined && relation.at === undefined) {
    const rows = rowsOf(common, [name], compiler);
    return name === PIPE_INPUT ? { ...rows, fields: qualified(rows.fields, common.columns) } : rows;
  }
  const found = compiler.catalog.relation(relation);
  if (found === undefined) throw missingTable(completed(relation.name, compiler));
  switch (found.kind) {
    case "table":
      return tableRows(found, compiler);
    case "view":
      return viewRows(found, compiler);
    case "metrics":
      refuseCycle(found.name, compiler);
      return metricRows(found, TOP, compiler, (one, inner) => relationRows(one, TOP, inner));
  }
}

/** The columns before a pipe operator keep their qualifiers. */
const qualified = (fields: readonly Field[], columns: readonly ResultColumn[]): readonly Field[] =>
  fields.map((field, index) => ({ ...field, qualifier: columns[index]?.qualifier ?? [] }));

/** The name as errors write it: with the catalog and schema in which it was looked up. */
function completed(name: NameParts, { context: { catalog, schema } }: Compiler): NameParts {
  return [catalog, schema].slice(0, Math.max(0, 3 - name.length)).concat(name);
}

function tableRows(table: Extract<KnownRelation, { kind: "table" }>, compiler: Compiler): Rows {
  const fields = table.columns.map(({ name, type, hidden }) => ({
    name,
    type,
    sql: compiler.fresh(),
    qualifier: table.name,
    ...(hidden && { hidden }),
  }));
  noteOrigins(table.name, fields, compiler);
  const columns = fields.map(({ name, type, sql }) => {
    const column = quote(name);
    return `${readsWithCast(type) ? `CAST(${column} AS ${storageType(type)})` : column} AS ${sql}`;
  });
  return { from: derived(`SELECT ${columns.join(", ")} FROM ${table.source}`, compiler), fields };
}

function refuseCycle(name: NameParts, { depth }: Compiler): void {
  if (depth < DEEPEST_VIEW) return;
  throw new SqlFailure(
    "RECURSIVE_VIEW",
    `Recursive view \`${name.join("`.`")}\` detected (cycle: it reads itself).`,
    "42K0H",
  );
}

function viewRows(view: Extract<KnownRelation, { kind: "view" }>, compiler: Compiler): Rows {
  refuseCycle(view.name, compiler);
  const query = compiler.within(view.catalog).query(view.query, TOP);
  const columns = query.columns.map((column, index) => ({ ...column, name: view.columns[index] ?? column.name }));
  const rows = rowsOf({ ...query, columns }, view.name, compiler);
  noteOrigins(view.name, rows.fields, compiler);
  return rows;
}

/** A relation with a catalog and a schema is the source of its columns. A temporary view is not. */
function noteOrigins(relation: NameParts, fields: readonly Field[], { origins }: Compiler): void {
  if (relation.length !== 3) return;
  for (const { name, sql } of fields) origins.set(sql, { relation, column: name.toLowerCase() });
}

/** The environment of a whole query. */
export const TOP: Environment = {
  scope: { fields: [] },
  commonTables: new Map(),
  windows: new Map(),
  clause: "SELECT",
  allowsWindows: false,
};

function functionRows(
  relation: Extract<Relation, { kind: "function" }>,
  environment: Environment,
  compiler: Compiler,
): Rows {
  const { call } = relation;
  const name = call.name.at(-1)?.toLowerCase() ?? "";
  const scope = plainEnvironment(environment.scope, "FROM", environment);
  if (name === "range" && call.name.length === 1) return rangeRows(call, scope, compiler);
  if (findFunction(call, compiler) !== undefined)
    return generator(call, { qualifier: [], names: [], outer: false }, scope, compiler).onto({
      from: "",
      fields: [],
    });
  const routine = compiler.catalog.routine(call.name);
  if (routine === undefined || !("table" in routine.returns)) {
    const known = compiler.catalog.tableFunction?.(call);
    if (known === undefined) {
      refuseAbsent(call.name);
      throw unresolvedFunction(call.name);
    }
    return tableRows(known, compiler);
  }
  if ("kind" in routine.body)
    throw unsupported(
      "PYTHON_UDTF",
      `the Python table function ${routine.name.join(".")} in this workspace. Write it in SQL, or return an ARRAY and use explode()`,
    );
  const fields = routineArguments(call, routine, scope, compiler);
  const body = compiler
    .within(routine.catalog)
    .query(routine.body, { ...TOP, scope: { fields, outer: environment.scope } });
  const types: readonly { name: string; type: SparkType }[] = routine.returns.table;
  const columns = body.columns.map((column, index) => ({ ...column, name: types[index]?.name ?? column.name }));
  return rowsOf({ ...body, columns }, [name], compiler);
}

function rangeRows({ args }: Call, environment: Environment, compiler: Compiler): Rows {
  const named = args.find(({ name }) => name !== undefined)?.name;
  if (named !== undefined) throw notNamed("range", named);
  const bounds = args.slice(0, 3).map(({ value }, index) => {
    const bound = compiler.expression(value, environment);
    if (bound.literal?.value === null) throw unexpectedInput("range", bound, index, '"BIGINT"');
    return compiler.context.coerce(bound, BIGINT, { function: "range", index }).sql;
  });
  const sql = compiler.fresh();
  const from = derived(`SELECT range AS ${sql} FROM range(${bounds.join(", ")})`, compiler);
  return { from, fields: [{ name: "id", type: BIGINT, sql, qualifier: [] }] };
}

function unresolvedFunction(name: NameParts): SqlFailure {
  return new SqlFailure(
    "UNRESOLVABLE_TABLE_VALUED_FUNCTION",
    `Could not resolve \`${name.join("`.`")}\` to a table-valued function. Please make sure that \`${name.join("`.`")}\` is defined as a table-valued function and that all required parameters are provided correctly.`,
    "42883",
  );
}

function sampled(rows: Rows, sample: Sample, environment: Environment, compiler: Compiler): string {
  if (sample.kind === "bucket") {
    const chance = (100 * sample.bucket) / sample.of;
    return derived(`SELECT * FROM ${rows.from} USING SAMPLE ${chance} PERCENT (bernoulli)`, compiler);
  }
  const size = compiler.expression(sample.size, plainEnvironment({ fields: [] }, "TABLESAMPLE", environment));
  const amount = size.literal?.value ?? 0;
  if (sample.kind === "rows")
    return derived(`SELECT * FROM ${rows.from} LIMIT ${literalSql(amount, BIGINT)}`, compiler);
  const seed = sample.seed === undefined ? "" : `, ${sample.seed}`;
  const percent = compiler.context.cast(size, { kind: "double" }).literal?.value ?? 0;
  return derived(`SELECT * FROM ${rows.from} USING SAMPLE ${Number(percent)} PERCENT (bernoulli${seed})`, compiler);
}
