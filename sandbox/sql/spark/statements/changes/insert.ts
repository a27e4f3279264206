import { printName, SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { compileExpression, compileTopQuery } from "../../analysis/compile.ts";
import type { CompiledQuery, Field } from "../../analysis/compiler.ts";
import type { Typed } from "../../functions/contract.ts";
import type { StoredColumn, StoredTable } from "../../metastore/objects.ts";
import type { Expression, Query } from "../../syntax/ast.ts";
import { parseExpression } from "../../syntax/parser.ts";
import type { Insert } from "../../syntax/statements/change-ast.ts";
import { type Rows, type StatementContext, textRows } from "../context.ts";
import { refuseRepeated } from "../objects/columns.ts";
import { assigned, conditionSql, defaultOf, generatedOf, isDefault, storedSql } from "./assignment.ts";
import { appendRows, type Commit, checkRows, countOf, replaceRows, type Staged, stage } from "./commits.ts";
import { addNewColumns } from "./evolution.ts";
import { recordLineage } from "./lineage.ts";
import { columnOf, targetRows, targetTable } from "./targets.ts";

export async function insert(statement: Insert, context: StatementContext): Promise<Rows> {
  const table = targetTable(statement.target, context);
  return context.locked(table.name, async () => {
    const written = await stageInsert(statement, table, context);
    await checkRows(table, written, context);
    const count = written.count;
    await write(statement, table, written, context);
    return counts(count);
  });
}

const counts = (count: number): Rows =>
  textRows(["num_affected_rows BIGINT", "num_inserted_rows BIGINT"], [[String(count), String(count)]]);

async function stageInsert(statement: Insert, table: StoredTable, context: StatementContext): Promise<Staged> {
  const query = compileTopQuery(withDefaults(statement.query, statement, table), context.compiler);
  if (statement.schemaEvolution) await addNewColumns(table, query.columns, context);
  const given = givenColumns(statement, query, table);
  const statics = statement.partition.flatMap(({ column, value }) =>
    value === undefined ? [] : [[column, value] as const],
  );
  for (const [name, value] of statics) {
    const column = columnOf(table, name);
    // The value of a partition is text that becomes what the column is.
    const { compiler } = context;
    given.set(column.physical, compiler.context.cast(compileExpression(value, [], "INSERT", compiler), column.type));
  }
  const staged = await stageRows(table, query, given, context);
  recordLineage(table, query, given, context);
  return staged;
}

/** Stages rows of a query, with defaults, identities and generated columns for what it does not give. */
export async function stageRows(
  table: StoredTable,
  query: Pick<CompiledQuery, "sql">,
  given: ReadonlyMap<string, Typed>,
  context: StatementContext,
): Promise<Staged> {
  const { compiler } = context;
  const inner = table.columns
    .filter((column) => column.generated === undefined || given.has(column.physical))
    .map((column) => ({
      column,
      value: valueFor(column, given.get(column.physical), context),
      sql: compiler.fresh(),
    }));
  const fields = inner.map(
    ({ column, value, sql }): Field => ({ name: column.name, type: value.type, sql, qualifier: table.name }),
  );
  const items = table.columns.map((column) => {
    const index = inner.findIndex((one) => one.column === column);
    const field = fields[index];
    const value = field ?? generatedOf(column, fields, context);
    return `${storedSql(value)} AS ${quote(column.physical)}`;
  });
  const rows = `SELECT ${inner.map(({ value, sql }) => `${value.sql} AS ${sql}`).join(", ")} FROM (${query.sql})`;
  const staged = await stage(`SELECT ${items.join(", ")} FROM (${rows})`, context);
  for (const { identity } of table.columns) {
    if (identity !== undefined) identity.next += identity.step * BigInt(staged.count);
  }
  return staged;
}

function valueFor(column: StoredColumn, value: Typed | undefined, context: StatementContext): Typed {
  const { identity } = column;
  if (value !== undefined) {
    if (identity?.always === true) {
      throw new SqlFailure(
        "DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED",
        `Providing values for GENERATED ALWAYS AS IDENTITY column ${column.name} is not supported.`,
        "42808",
      );
    }
    return assigned(value, column, context);
  }
  if (identity === undefined) return defaultOf(column, context);
  const number = `(row_number() OVER () - 1) * ${identity.step} + ${identity.next}`;
  return { type: column.type, sql: `CAST(${number} AS BIGINT)` };
}

/** The value of the query for each column, by the column's physical name. */
function givenColumns(statement: Insert, query: CompiledQuery, table: StoredTable): Map<string, Typed> {
  const statics = new Set(
    statement.partition.filter(({ value }) => value !== undefined).map(({ column }) => column.toLowerCase()),
  );
  if (statement.byName) {
    return new Map(
      query.columns.map((column) => [columnOf(table, column.name).physical, { type: column.type, sql: column.sql }]),
    );
  }
  const targets =
    statement.columns.length > 0
      ? statement.columns.map((name) => columnOf(table, name))
      : positional(table, query.columns.length + statics.size).filter(({ name }) => !statics.has(name.toLowerCase()));
  refuseRepeated(targets);
  if (targets.length !== query.columns.length) throw arity(targets, query, table);
  return new Map(
    targets.flatMap((column, index) => {
      const value = query.columns[index];
      return value === undefined ? [] : [[column.physical, { type: value.type, sql: value.sql }] as const];
    }),
  );
}

/** Without a list, values are for all columns; those that are always computed may be left out. */
function positional({ columns }: StoredTable, count: number): readonly StoredColumn[] {
  if (count === columns.length) return columns;
  const own = columns.filter(({ identity, generated }) => generated === undefined && identity?.always !== true);
  return count === own.length ? own : columns;
}

function arity(targets: readonly StoredColumn[], query: CompiledQuery, table: StoredTable): SqlFailure {
  const few = query.columns.length < targets.length;
  const list = (names: readonly { readonly name: string }[]) => names.map(({ name }) => printName([name])).join(", ");
  return new SqlFailure(
    `INSERT_COLUMN_ARITY_MISMATCH.${few ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS"}`,
    `Cannot write to ${printName(table.name)}, the reason is ${few ? "not enough data columns" : "too many data columns"}:\nTable columns: ${list(targets)}.\nData columns: ${list(query.columns)}.`,
    "21S01",
  );
}

/** VALUES (…, DEFAULT): the default of the column in its place. */
function withDefaults(query: Query, statement: Insert, table: StoredTable): Query {
  const { body } = query;
  if (body.kind !== "values") return query;
  const targets = statement.columns.length > 0 ? statement.columns.map((name) => columnOf(table, name)) : table.columns;
  const replaced = (item: Expression, index: number): Expression =>
    isDefault(item) ? parseExpression(targets[index]?.default ?? "NULL") : item;
  return { ...query, body: { ...body, rows: body.rows.map((row) => row.map(replaced)) } };
}

async function write(statement: Insert, table: StoredTable, staged: Staged, context: StatementContext): Promise<void> {
  const metrics = { numFiles: staged.count === 0 ? "0" : "1", numOutputRows: String(staged.count) };
  const change = (parameters: Record<string, string>): Commit => ({ operation: "WRITE", parameters, metrics });
  const statics = statement.partition.filter(({ value }) => value !== undefined);
  if (statement.mode === "into") {
    await appendRows(table, staged, change({ mode: "Append", partitionBy: "[]" }), context);
    return;
  }
  const kept = await keptCondition(statement, table, staged, context);
  const overwrite = change({ mode: "Overwrite", partitionBy: "[]", ...kept.parameters });
  if (kept.sql === undefined && statics.length === 0) {
    await replaceRows(table, staged, overwrite, context);
    return;
  }
  const names = table.columns.map(({ physical }) => quote(physical)).join(", ");
  const target = targetRows(table, statement.alias, context);
  const partition = statics.map(({ column, value }) =>
    conditionSql(equal(column, value), target.fields, "PARTITION", context),
  );
  const replaced = kept.sql?.(target.fields) ?? partition.join(" AND ");
  const old = target.fields.map((field) => storedSql(field)).join(", ");
  const whole = await stage(
    `SELECT ${old.length === 0 ? "1" : named(target.fields, table)} FROM ${target.from} WHERE (${replaced}) IS NOT TRUE UNION ALL SELECT ${names} FROM ${staged.source}`,
    context,
  );
  await context.run(`DROP TABLE ${staged.source}`);
  await replaceRows(table, whole, overwrite, context);
}

const named = (fields: readonly Field[], table: StoredTable) =>
  fields.map((field, index) => `${storedSql(field)} AS ${quote(table.columns[index]?.physical ?? "")}`).join(", ");

function equal(column: string, value: Expression | undefined): Expression {
  const right = value ?? parseExpression("NULL");
  return { kind: "binary", span: right.span, operator: "=", left: parseExpression(`\`${column}\``), right };
}

interface Kept {
  readonly parameters: Readonly<Record<string, string>>;
  /** The condition of the old rows that are replaced. */
  readonly sql?: (fields: readonly Field[]) => string;
}

async function keptCondition(
  statement: Insert,
  table: StoredTable,
  staged: Staged,
  context: StatementContext,
): Promise<Kept> {
  const { condition } = statement;
  if (statement.mode === "replace_where" && condition !== undefined) {
    const fields = stagedFields(table, []);
    const valid = conditionSql(condition, fields, "WHERE", context);
    if ((await countOf(`${staged.source} WHERE (${valid}) IS NOT TRUE`, context)) > 0) {
      throw new SqlFailure(
        "DELTA_REPLACE_WHERE_MISMATCH",
        "Written data does not conform to partial table overwrite condition or constraint.",
        "44000",
      );
    }
    return { parameters: { predicate: "" }, sql: (old) => conditionSql(condition, old, "WHERE", context) };
  }
  if (statement.mode === "replace_using") {
    const columns = statement.using.map((name) => columnOf(table, name));
    const same = (old: readonly Field[]) =>
      columns.map(
        (column) => `${old[table.columns.indexOf(column)]?.sql} IS NOT DISTINCT FROM n.${quote(column.physical)}`,
      );
    return {
      parameters: {},
      sql: (old) => `EXISTS (SELECT 1 FROM ${staged.source} n WHERE ${same(old).join(" AND ")})`,
    };
  }
  if (statement.mode === "replace_on" && condition !== undefined) {
    const fresh = stagedFields(table, ["s"]).map((field) => ({ ...field, sql: `n.${field.sql}` }));
    return {
      parameters: {},
      sql: (old) =>
        `EXISTS (SELECT 1 FROM ${staged.source} n WHERE ${conditionSql(condition, [...old, ...fresh], "ON", context)})`,
    };
  }
  return { parameters: {} };
}

const stagedFields = (table: StoredTable, qualifier: readonly string[]): readonly Field[] =>
  table.columns.map(({ name, physical, type }) => ({ name, type, sql: quote(physical), qualifier }));
