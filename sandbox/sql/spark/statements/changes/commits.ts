import { SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import type { Field } from "../../analysis/compiler.ts";
import {
  type RowsOfVersion,
  type StoredColumn,
  type StoredTable,
  sourcesOf,
  type TableVersion,
} from "../../metastore/objects.ts";
import { rewritten } from "../../metastore/rows.ts";
import { currentVersion } from "../../metastore/store.ts";
import { parseExpression } from "../../syntax/parser.ts";
import type { StatementContext } from "../context.ts";
import { conditionSql } from "./assignment.ts";
import { recordsChanges } from "./feed.ts";

/** Tables of DuckDB that a table keeps for its versions. Older versions are forgotten. */
const KEPT_SOURCES = 20;
const KEPT_VERSIONS = 200;

/** Rows in a new table of DuckDB, not yet part of a table of the workspace. */
export interface Staged {
  readonly source: string;
  readonly count: number;
}

/** Puts the rows of a query, which has the columns' physical names, into a table of their own. */
export async function stage(select: string, context: StatementContext): Promise<Staged> {
  const source = context.store.newSource();
  context.files.sources.add(source);
  context.scans(select);
  await context.run(`CREATE TABLE ${source} AS ${select}`);
  return { source, count: await countOf(source, context) };
}

export async function countOf(from: string, { run }: StatementContext): Promise<number> {
  const rows = await run(`SELECT count(*) FROM ${from}`);
  return Number(rows[0]?.[0] ?? 0);
}

export type Commit = Pick<TableVersion, "operation" | "parameters" | "metrics" | "changes">;

/** The next version of a table: other rows, or the same ones. */
export async function commit(
  table: StoredTable,
  rows: RowsOfVersion,
  { operation, parameters, metrics, changes = {} }: Commit,
  context: StatementContext,
): Promise<TableVersion> {
  const last = table.versions.at(-1);
  const version: TableVersion = {
    version: (last?.version ?? -1) + 1,
    at: Math.max(context.services.now(), (last?.at ?? 0) + 1),
    user: context.session.user,
    operation,
    parameters,
    metrics,
    rows,
    ...(recordsChanges(table) ? { changes } : {}),
  };
  table.versions.push(version);
  for (const source of sourcesOf(version)) context.files.sources.delete(source);
  forgetOld(table, context);
  return version;
}

/** All the rows of a table are those that were staged. */
export function replaceRows(table: StoredTable, staged: Staged, change: Commit, context: StatementContext) {
  return commit(table, { source: staged.source, count: staged.count, columns: [...table.columns] }, change, context);
}

/** Adds staged rows to a table. */
export async function appendRows(
  table: StoredTable,
  staged: Staged,
  change: Commit,
  context: StatementContext,
): Promise<TableVersion> {
  const last = currentVersion(table);
  const names = table.columns.map(({ physical }) => quote(physical)).join(", ");
  if (last.rows.first !== undefined) {
    // Later rows of the source belong to other versions or tables.
    const old = `SELECT ${names} FROM ${rewritten(last.rows)}`;
    const whole = await stage(`${old} UNION ALL SELECT ${names} FROM ${staged.source}`, context);
    await context.run(`DROP TABLE ${staged.source}`);
    return replaceRows(table, whole, { ...change, changes: { after: last.rows.count } }, context);
  }
  const first = await countOf(last.rows.source, context);
  await context.run(`INSERT INTO ${last.rows.source} (${names}) SELECT ${names} FROM ${staged.source}`);
  for (const [index, version] of table.versions.entries()) {
    if (version.rows.source !== last.rows.source || version.rows.first !== undefined) continue;
    table.versions[index] = { ...version, rows: { ...version.rows, first } };
  }
  await context.run(`DROP TABLE ${staged.source}`);
  const rows = { source: last.rows.source, count: first + staged.count, columns: [...table.columns] };
  return commit(table, rows, change, context);
}

/** A commit that changes the description of a table and none of its rows. */
export function commitMetadata(
  table: StoredTable,
  operation: string,
  parameters: Readonly<Record<string, string>>,
  context: StatementContext,
) {
  const rows = { ...currentVersion(table).rows, columns: [...table.columns] };
  return commit(table, rows, { operation, parameters, metrics: {} }, context);
}

function forgetOld(table: StoredTable, context: StatementContext): void {
  const sources = () => new Set(table.versions.flatMap(sourcesOf));
  const before = sources();
  while (table.versions.length > 1 && (sources().size > KEPT_SOURCES || table.versions.length > KEPT_VERSIONS)) {
    table.versions.shift();
  }
  const kept = sources();
  for (const source of before) if (!kept.has(source)) retire(source, context);
}

/** Frees rows that no table of the workspace uses any more. */
export function retire(source: string, { store }: StatementContext): void {
  const uses = (table: StoredTable) => table.versions.some((version) => sourcesOf(version).includes(source));
  for (const catalog of store.objects.catalogs.values()) {
    for (const schema of catalog.schemas.values()) {
      for (const relation of schema.relations.values()) if (relation.kind === "table" && uses(relation)) return;
    }
  }
  if (store.objects.dropped.some(({ table }) => uses(table))) return;
  store.retired.push(source);
}

/** Checks new rows against NOT NULL, lengths and CHECK constraints. @throws {SqlFailure} naming the first bad row */
export async function checkRows(table: StoredTable, staged: Staged, context: StatementContext): Promise<void> {
  const tests = [...table.columns.flatMap(columnTests), ...checks(table, context)];
  if (tests.length === 0 || staged.count === 0) return;
  const [found] = await context.run(
    `SELECT ${tests.map(({ valid }) => `count(*) FILTER (WHERE (${valid}) IS NOT TRUE)`).join(", ")} FROM ${staged.source}`,
  );
  const index = found?.findIndex((count) => count !== "0") ?? -1;
  const failed = tests[index];
  if (failed !== undefined) throw await failed.failure(staged, context);
}

interface RowTest {
  readonly valid: string;
  failure(staged: Staged, context: StatementContext): Promise<SqlFailure>;
}

function columnTests({ name, physical, nullable, text }: StoredColumn): RowTest[] {
  const tests: RowTest[] = [];
  if (!nullable) {
    tests.push({ valid: `${quote(physical)} IS NOT NULL`, failure: async () => nullIn(name) });
  }
  if (text !== undefined) {
    const failure = new SqlFailure(
      "DELTA_EXCEED_CHAR_VARCHAR_LIMIT",
      `Value exceeds ${text.kind} type length limitation. Failed check: (isnull(${name}) OR (length(${name}) <= ${text.length})).`,
      "22001",
    );
    tests.push({
      valid: `length(${quote(physical)}) <= ${text.length} OR ${quote(physical)} IS NULL`,
      failure: async () => failure,
    });
  }
  return tests;
}

export const nullIn = (column: string) =>
  new SqlFailure("DELTA_NOT_NULL_CONSTRAINT_VIOLATED", `NOT NULL constraint violated for column: ${column}.`, "23502");

function checks(table: StoredTable, context: StatementContext): RowTest[] {
  const fields = table.columns.map(
    ({ name, physical, type }): Field => ({ name, type, sql: quote(physical), qualifier: table.name }),
  );
  const listed = table.constraints.flatMap((one) => (one.kind === "check" ? [one] : []));
  const generated = table.columns.flatMap(({ name, generated: text }) =>
    text === undefined ? [] : [{ name: "Generated Column", text: `${name} <=> ${text}` }],
  );
  return [...listed, ...generated].map(({ name, text }) => {
    const valid = conditionSql(parseExpression(text), fields, "CHECK", context);
    return { valid, failure: (staged) => violated(name, text, valid, table, staged, context) };
  });
}

async function violated(
  name: string,
  text: string,
  valid: string,
  table: StoredTable,
  { source }: Staged,
  { run }: StatementContext,
): Promise<SqlFailure> {
  const named = table.columns.filter((column) => mentions(text, column.name));
  const cells = named.map(({ physical }) => `CAST(${quote(physical)} AS VARCHAR)`);
  const [row = []] = await run(`SELECT ${cells.join(", ") || "1"} FROM ${source} WHERE (${valid}) IS NOT TRUE LIMIT 1`);
  const values = named.map((column, index) => ` - ${column.name} : ${row[index] ?? "null"}`);
  return new SqlFailure(
    "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES",
    `CHECK constraint ${name} (${text}) violated by row with values:\n${values.join("\n")}.`,
    "23001",
  );
}

/** Whether the text of an expression contains the name of a column. */
export const mentions = (text: string, column: string): boolean =>
  new RegExp(`\\b${column.replace(/[^\w]/g, "\\$&")}\\b`, "i").test(text);
