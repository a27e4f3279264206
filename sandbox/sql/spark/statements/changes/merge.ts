import { SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { compileExpression, compileTopQuery } from "../../analysis/compile.ts";
import type { Field } from "../../analysis/compiler.ts";
import type { Typed } from "../../functions/contract.ts";
import type { StoredColumn, StoredTable } from "../../metastore/objects.ts";
import type { Expression, Query } from "../../syntax/ast.ts";
import type { Merge, MergeClause } from "../../syntax/statements/change-ast.ts";
import { type Rows, type StatementContext, textOf, textRows } from "../context.ts";
import { assigned, conditionSql, isDefault, storedSql } from "./assignment.ts";
import { checkRows, countOf, replaceRows, stage } from "./commits.ts";
import { addNewColumns } from "./evolution.ts";
import { CHANGE_TYPE, recordsChanges } from "./feed.ts";
import { stageRows } from "./insert.ts";
import { recordLineage } from "./lineage.ts";
import { assignedValues } from "./set-columns.ts";
import { columnOf, type TargetRows, targetRows, targetTable } from "./targets.ts";
import { oldValues, recorded } from "./update.ts";

/** The state of a MERGE statement. */
interface Merging {
  readonly statement: Merge;
  readonly table: StoredTable;
  readonly target: TargetRows;
  /** The rows of the source, in a table of their own. */
  readonly source: { readonly from: string; readonly fields: readonly Field[] };
  /** DuckDB SQL of the condition of ON. */
  readonly matches: string;
  readonly context: StatementContext;
}

export async function merge(statement: Merge, context: StatementContext): Promise<Rows> {
  const table = targetTable(statement.target, context);
  return context.locked(table.name, async () => {
    const source = await sourceRows(statement, table, context);
    try {
      const target = targetRows(table, statement.alias, context);
      const matches = conditionSql(statement.on, [...target.fields, ...source.fields], "ON", context);
      return await mergeRows({ statement, table, target, source, matches, context });
    } finally {
      await context.run(`DROP TABLE IF EXISTS ${source.table}`);
    }
  });
}

async function sourceRows(statement: Merge, table: StoredTable, context: StatementContext) {
  const { source, schemaEvolution } = statement;
  const star: Expression = { kind: "star", span: source.span, qualifier: [], except: [] };
  const query: Query = {
    span: source.span,
    recursive: false,
    commonTables: [],
    body: {
      kind: "select",
      span: source.span,
      distinct: false,
      items: [{ expression: star }],
      from: source,
      windows: [],
    },
    order: { orderBy: [], sortBy: [], distributeBy: [] },
  };
  const compiled = compileTopQuery(query, context.compiler);
  const evolves = statement.clauses.some(({ action }) => action.kind === "update_all" || action.kind === "insert_all");
  if (schemaEvolution && evolves) await addNewColumns(table, compiled.columns, context);
  // A clause takes the column of the same name, unless it says otherwise.
  const given = table.columns.flatMap(({ name, physical }) => {
    const value = compiled.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
    return value === undefined ? [] : [[physical, value] as const];
  });
  recordLineage(table, compiled, new Map(given), context);
  const { source: made } = await stage(compiled.sql, context);
  const name = sourceName(source);
  const fields = compiled.columns.map((column): Field => ({ ...column, qualifier: name }));
  return { table: made, from: `${made} s`, fields };
}

function sourceName(source: Merge["source"]): readonly string[] {
  if ("alias" in source && source.alias !== undefined && typeof source.alias !== "string") return [source.alias.name];
  return source.kind === "named" ? source.name : [];
}

const of = (merging: Merging, when: MergeClause["when"]) =>
  merging.statement.clauses.filter((clause) => clause.when === when);

async function mergeRows(merging: Merging): Promise<Rows> {
  const { table, context, target } = merging;
  const before = await countOf(target.from, context);
  const changed = await stage(`${matchedRows(merging)} UNION ALL ${unmatchedTarget(merging)}`, context);
  await refuseSeveral(merging, changed.source);
  const inserted = await insertedRows(merging);
  const names = table.columns.map(({ physical }) => quote(physical)).join(", ");
  const old = oldValues(table, target.fields);
  const untouched = `SELECT ${old} FROM ${target.from} WHERE ${target.position} NOT IN (SELECT ${POSITION} FROM ${changed.source})`;
  const updated = `SELECT ${names} FROM ${changed.source} WHERE ${ACTION} <> 'delete'`;
  const added = inserted.map(({ source }) => ` UNION ALL SELECT ${names} FROM ${source}`).join("");
  const whole = await stage(`${untouched} UNION ALL ${updated}${added}`, context);
  await checkRows(table, whole, context);
  const updates = await countOf(`${changed.source} WHERE ${ACTION} <> 'delete'`, context);
  const deletes = (await countOf(changed.source, context)) - updates;
  const inserts = inserted.reduce((sum, { count }) => sum + count, 0);
  const action = `CASE ${ACTION} WHEN 'delete' THEN 'delete' ELSE 'update_preimage' END`;
  const images = [
    `SELECT ${old}, ${action} AS ${CHANGE_TYPE} FROM ${target.from} JOIN (SELECT ${POSITION} AS "changed", ${ACTION} FROM ${changed.source}) ON ${target.position} = "changed"`,
    `SELECT ${names}, 'update_postimage' FROM ${changed.source} WHERE ${ACTION} <> 'delete'`,
    ...inserted.map(({ source }) => `SELECT ${names}, 'insert' FROM ${source}`),
  ];
  const changes = recordsChanges(table) ? await recorded(images, context) : {};
  for (const { source } of [changed, ...inserted]) await context.run(`DROP TABLE ${source}`);
  const total = updates + deletes + inserts;
  const metrics = {
    numTargetRowsInserted: String(inserts),
    numTargetRowsUpdated: String(updates),
    numTargetRowsDeleted: String(deletes),
    numTargetRowsCopied: String(before - updates - deletes),
    numOutputRows: String(whole.count),
    numSourceRows: String(await countOf(merging.source.from, context)),
  };
  if (total === 0) await context.run(`DROP TABLE ${whole.source}`);
  else {
    const parameters = parametersOf(merging);
    await replaceRows(table, whole, { operation: "MERGE", parameters, metrics, changes }, context);
  }
  return textRows(
    ["num_affected_rows BIGINT", "num_updated_rows BIGINT", "num_deleted_rows BIGINT", "num_inserted_rows BIGINT"],
    [[String(total), String(updates), String(deletes), String(inserts)]],
  );
}

const POSITION = '"row position"';
const ACTION = '"row action"';

/** Target rows with a source row, after the clause that applies to them. */
function matchedRows(merging: Merging): string {
  const { target, source, matches } = merging;
  const from = `${target.from} JOIN ${source.from} ON ${matches}`;
  return changedRows(merging, of(merging, "matched"), [...target.fields, ...source.fields], from);
}

/** Target rows without a source row, after the clause that applies to them. */
function unmatchedTarget(merging: Merging): string {
  const { target, source, matches } = merging;
  const from = `(SELECT * FROM ${target.from} WHERE NOT EXISTS (SELECT 1 FROM ${source.from} WHERE ${matches}))`;
  return changedRows(merging, of(merging, "not_matched_by_source"), target.fields, from);
}

function changedRows(
  merging: Merging,
  clauses: readonly MergeClause[],
  fields: readonly Field[],
  from: string,
): string {
  const { table, target, context } = merging;
  const chosen = context.compiler.fresh();
  const values = clauses.map((clause) => valuesOf(clause, merging, fields));
  const items = table.columns.map((column, index) => {
    const old = storedSql(target.fields[index] ?? { type: column.type, sql: "NULL" });
    const cases = values.flatMap((each, position) => {
      const value = each.get(column.physical);
      return value === undefined ? [] : [`WHEN ${position} THEN ${storedSql(value)}`];
    });
    const sql = cases.length === 0 ? old : `CASE ${chosen} ${cases.join(" ")} ELSE ${old} END`;
    return `${sql} AS ${quote(column.physical)}`;
  });
  const actions = clauses.map(
    ({ action }, position) => `WHEN ${position} THEN '${action.kind === "delete" ? "delete" : "update"}'`,
  );
  const action = actions.length === 0 ? "NULL" : `CASE ${chosen} ${actions.join(" ")} END`;
  const rows = `SELECT *, ${choice(clauses, fields, context)} AS ${chosen} FROM ${from}`;
  return `SELECT ${items.join(", ")}, ${target.position} AS ${POSITION}, ${action} AS ${ACTION} FROM (${rows}) WHERE ${chosen} >= 0`;
}

/** The position of the first clause whose condition holds, or -1. */
function choice(clauses: readonly MergeClause[], fields: readonly Field[], context: StatementContext): string {
  const cases = clauses.map(({ condition }, position) => {
    const holds = condition === undefined ? "true" : conditionSql(condition, fields, "MERGE", context);
    return `WHEN ${holds} THEN ${position}`;
  });
  return cases.length === 0 ? "-1" : `CASE ${cases.join(" ")} ELSE -1 END`;
}

function valuesOf({ action }: MergeClause, merging: Merging, fields: readonly Field[]): Map<string, Typed> {
  const { table, target, source, context } = merging;
  if (action.kind === "update_all") {
    return new Map(table.columns.flatMap((column) => fromSource(column, source.fields, merging.statement, context)));
  }
  if (action.kind !== "update") return new Map();
  return assignedValues(action.assignments, table, target.fields, fields, context);
}

/** `*`: the value of the source's column of the same name. With schema evolution the source may lack columns. */
function fromSource(
  column: StoredColumn,
  fields: readonly Field[],
  { schemaEvolution }: Merge,
  context: StatementContext,
): readonly (readonly [string, Typed])[] {
  const field = fields.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
  if (field !== undefined) return [[column.physical, assigned({ type: field.type, sql: field.sql }, column, context)]];
  if (schemaEvolution || column.generated !== undefined || column.identity !== undefined) return [];
  throw new SqlFailure(
    "DELTA_MERGE_UNRESOLVED_EXPRESSION",
    `Cannot resolve ${column.name} in UPDATE clause given columns ${fields.map(({ name }) => name).join(", ")}.`,
    "42601",
  );
}

async function insertedRows(merging: Merging) {
  const { source, target, matches, table, context } = merging;
  const clauses = of(merging, "not_matched");
  if (clauses.length === 0) return [];
  const chosen = context.compiler.fresh();
  const missing = `SELECT * FROM ${source.from} WHERE NOT EXISTS (SELECT 1 FROM ${target.from} WHERE ${matches})`;
  const rows = `SELECT *, ${choice(clauses, source.fields, context)} AS ${chosen} FROM (${missing})`;
  const staged = [];
  for (const [position, { action }] of clauses.entries()) {
    const given = insertValues(action, merging);
    staged.push(
      await stageRows(table, { sql: `SELECT * FROM (${rows}) WHERE ${chosen} = ${position}` }, given, context),
    );
  }
  return staged;
}

function insertValues(
  action: MergeClause["action"],
  { table, source, statement, context }: Merging,
): Map<string, Typed> {
  if (action.kind !== "insert") {
    return new Map(table.columns.flatMap((column) => fromSource(column, source.fields, statement, context)));
  }
  const targets =
    action.columns.length > 0 ? action.columns.map((name) => columnOf(table, name.at(-1) ?? "")) : table.columns;
  if (new Set(targets).size < targets.length)
    throw new SqlFailure("DELTA_DUPLICATE_COLUMNS_ON_INSERT", "Duplicate column names in INSERT clause", "42701");
  if (targets.length !== action.values.length) throw wrongValues();
  return new Map(
    targets.flatMap((column, index) => {
      const value = action.values[index];
      if (value === undefined || isDefault(value)) return [];
      return [[column.physical, compileExpression(value, source.fields, "INSERT", context.compiler)] as const];
    }),
  );
}

async function refuseSeveral({ statement, context }: Merging, changed: string): Promise<void> {
  const [only, ...more] = statement.clauses.filter(({ when }) => when === "matched");
  const repeated = `(SELECT ${POSITION} FROM ${changed} GROUP BY 1 HAVING count(*) > 1)`;
  if ((await countOf(repeated, context)) === 0) return;
  if (more.length === 0 && only?.action.kind === "delete" && only.condition === undefined) {
    await context.run(
      `DELETE FROM ${changed} WHERE rowid NOT IN (SELECT min(rowid) FROM ${changed} GROUP BY ${POSITION})`,
    );
    return;
  }
  throw new SqlFailure(
    "DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE",
    "Cannot perform Merge as multiple source rows matched and attempted to modify the same\ntarget row in the Delta table in possibly conflicting ways. By SQL semantics of Merge,\nwhen multiple source rows match on the same target row, the result may be ambiguous\nas it is unclear which source row should be used to update or delete the matching\ntarget row. You can preprocess the source table to eliminate the possibility of\nmultiple matches.",
    "21506",
  );
}

function parametersOf({ statement, context }: Merging): Readonly<Record<string, string>> {
  const predicates = (when: MergeClause["when"]) =>
    JSON.stringify(
      statement.clauses
        .filter((clause) => clause.when === when)
        .map(({ action, condition }) => ({
          ...(condition === undefined ? {} : { predicate: textOf(condition, context) }),
          actionType: action.kind.replace("_all", ""),
        })),
    );
  return {
    predicate: `["${textOf(statement.on, context)}"]`,
    matchedPredicates: predicates("matched"),
    notMatchedPredicates: predicates("not_matched"),
    notMatchedBySourcePredicates: predicates("not_matched_by_source"),
  };
}

const wrongValues = () => new SqlFailure("", "The number of inserted values cannot match the fields.", "42802");
