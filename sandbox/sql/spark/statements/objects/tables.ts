import { SqlFailure, unsupported } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { sqlType } from "../../analysis/coercion.ts";
import { compileTopQuery } from "../../analysis/compile.ts";
import type { CompiledQuery } from "../../analysis/compiler.ts";
import { columnStorage } from "../../analysis/storage.ts";
import type { ObjectName, StoredColumn, StoredTable } from "../../metastore/objects.ts";
import { versionAt } from "../../metastore/rows.ts";
import { completeName } from "../../metastore/session-catalog.ts";
import { alreadyExists, currentVersion } from "../../metastore/store.ts";
import { optionsText } from "../../syntax/option-parser.ts";
import type { CreateTable } from "../../syntax/statements/definition-ast.ts";
import { type Commit, checkRows, commit, countOf, replaceRows, stage } from "../changes/commits.ts";
import { stageRows } from "../changes/insert.ts";
import { recordLineage } from "../changes/lineage.ts";
import { expectsTable, writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext, textRows } from "../context.ts";
import { travelOf } from "../travel.ts";
import { columnsOfQuery, refuseRepeated, storedColumn, storedConstraint } from "./columns.ts";
import { cluster, requireColumns } from "./features.ts";
import { checkedLocation, isLeft, takeLeft } from "./locations.ts";
import { checkColumnNames, checkObjectName } from "./valid-names.ts";

export async function createTable(statement: CreateTable, context: StatementContext): Promise<Rows> {
  if (statement.temporary) return createTemporary(statement, context);
  const name = completeName(statement.name, context.session);
  writable(name);
  context.store.schema(name[0], name[1]);
  refuseForeign(statement);
  return context.locked(name, async () => {
    const existing = context.store.findRelation(name);
    if (existing !== undefined) {
      if (statement.mode === "if_not_exists") return statement.query === undefined ? nothing : COUNTS;
      if (statement.mode === "create") throw alreadyExists(name);
      if (existing.kind === "view") throw expectsTable(name);
    } else checkObjectName("Table", name[2]);
    const location = locationOf(statement, existing, context);
    const table = newTable(statement, name, existing, location, context);
    let rows: Rows = statement.query === undefined ? nothing : COUNTS;
    if (statement.clone !== undefined) rows = await fillWithClone(statement.clone, table, context);
    else if (location !== undefined && isLeft(location, context)) fillWithLeft(statement, location, table, context);
    else if (statement.query !== undefined) await fillWithQuery(statement, table, context);
    else await fillWithNothing(statement, table, context);
    context.store.putRelation(table);
    return rows;
  });
}

/** A table of this session only. */
async function createTemporary(statement: CreateTable, context: StatementContext): Promise<Rows> {
  const { session } = context;
  const name = (statement.name.at(-1) ?? "").toLowerCase();
  if (session.tables.has(name) && statement.mode === "if_not_exists") return COUNTS;
  if (session.views.has(name) || (session.tables.has(name) && statement.mode === "create")) {
    throw new SqlFailure(
      "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
      `Cannot create the temporary table \`${name}\` because it already exists.\nChoose a different name, drop or replace the existing table, or add the IF NOT EXISTS clause to tolerate pre-existing tables.`,
      "42P07",
    );
  }
  const table: StoredTable = {
    ...newTable(statement, completeName([name], session), undefined, undefined, context),
    temporary: true,
  };
  if (statement.query === undefined) await fillWithNothing(statement, table, context);
  else await fillWithQuery(statement, table, context);
  session.tables.set(name, table);
  return statement.query === undefined ? nothing : COUNTS;
}

const COUNTS = textRows(["num_affected_rows BIGINT", "num_inserted_rows BIGINT"], []);

function refuseForeign({ format }: CreateTable): void {
  if (format !== undefined && format !== "delta") {
    throw unsupported("TABLE_FORMAT", `tables of the format ${format}; this workspace keeps Delta tables only`);
  }
}

/** A table without columns and rows. One that replaces another continues its history. */
function newTable(
  statement: CreateTable,
  name: ObjectName,
  existing: unknown,
  location: string | undefined,
  context: StatementContext,
): StoredTable {
  const { services, session } = context;
  const old = existing as StoredTable | undefined;
  const { rowFilter } = statement;
  return {
    kind: "table",
    of: statement.of,
    id: old?.id ?? services.uuid(),
    name,
    columns: [],
    columnsMade: 0,
    ...(statement.comment === undefined ? {} : { comment: statement.comment }),
    format: "delta",
    ...(location !== undefined && { location }),
    partitionedBy: statement.partitionedBy.map((column) => column.toLowerCase()),
    clusterBy: [],
    properties: new Map(Object.entries(optionsText(statement.properties))),
    constraints: [],
    ...(rowFilter === undefined
      ? {}
      : { rowFilter: { function: completeName(rowFilter.function, session), on: rowFilter.on } }),
    versions: old === undefined ? [] : [...old.versions],
    loaded: new Set(),
    createdAt: old?.createdAt ?? services.now(),
  };
}

/** The location of an external table. One that is replaced stays where it is. */
function locationOf({ location }: CreateTable, existing: unknown, context: StatementContext): string | undefined {
  const old = (existing as StoredTable | undefined)?.location;
  if (location === undefined || location.replace(/\/+$/, "") === old) return old;
  return checkedLocation(location, context);
}

/** The table that is at the location already, with its rows and versions. */
function fillWithLeft(statement: CreateTable, location: string, table: StoredTable, context: StatementContext): void {
  if (statement.query !== undefined) {
    throw new SqlFailure(
      "DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION",
      `Cannot create table ('${table.name.join(".")}'). The associated location ('${location}') is not empty and also not a Delta table.`,
      "42601",
    );
  }
  const left = takeLeft(location, context);
  if (left === undefined) return;
  defineColumns(statement, table, context);
  const shape = (columns: readonly StoredColumn[]) =>
    columns.map(({ name, type }) => `${name} ${sqlType(type)}`).join();
  if (table.columns.length > 0 && shape(table.columns) !== shape(left.columns)) {
    context.store.objects.dropped.unshift({ table: left, at: 0, records: [] });
    throw new SqlFailure(
      "DELTA_CREATE_TABLE_SCHEME_MISMATCH",
      `The specified schema does not match the existing schema at ${location}.`,
      "42KD7",
    );
  }
  table.columns = left.columns;
  table.columnsMade = left.columnsMade;
  table.partitionedBy = left.partitionedBy;
  table.clusterBy = left.clusterBy;
  for (const [key, value] of left.properties) table.properties.set(key, value);
  table.versions.push(...left.versions);
}

function addConstraints(statement: CreateTable, table: StoredTable, context: StatementContext): void {
  const primary = statement.constraints.flatMap((one) => (one.kind === "primary_key" ? one.columns : []));
  for (const column of table.columns) {
    // A key of a new table makes its columns NOT NULL.
    if (primary.some((name) => name.toLowerCase() === column.name.toLowerCase())) column.nullable = false;
  }
  for (const constraint of statement.constraints) {
    const stored = storedConstraint(constraint, table, context);
    if (stored !== undefined) table.constraints.push(stored);
  }
}

function defineColumns(statement: CreateTable, table: StoredTable, context: StatementContext): void {
  refuseRepeated(statement.columns);
  table.columns = statement.columns.map((column, index) => storedColumn(column, `c${index + 1}`, context));
  table.columnsMade = table.columns.length;
  addConstraints(statement, table, context);
}

async function fillWithNothing(statement: CreateTable, table: StoredTable, context: StatementContext): Promise<void> {
  if (statement.like !== undefined) {
    const source = context.store.relation(completeName(statement.like, context.session));
    table.columns = source.columns.map(
      (column, index): StoredColumn => ({ nullable: true, ...column, physical: `c${index + 1}` }),
    );
    table.columnsMade = table.columns.length;
  } else defineColumns(statement, table, context);
  checkColumnNames(table);
  layOut(statement, table);
  await replaceRows(table, await stage(emptyRows(table.columns), context), creation(statement, table, false), context);
}

/** Checks the columns by which a table is partitioned or clustered, and clusters it. */
function layOut({ clusterBy }: CreateTable, table: StoredTable): void {
  requireColumns(table, table.partitionedBy);
  cluster(table, clusterBy);
}

/** A query of no rows with the columns of a table. */
function emptyRows(columns: readonly StoredColumn[]): string {
  const items = columns.map(({ physical, type }) => `CAST(NULL AS ${columnStorage(type)}) AS ${quote(physical)}`);
  return `SELECT ${items.join(", ") || "1 AS nothing"} WHERE false`;
}

async function fillWithQuery(statement: CreateTable, table: StoredTable, context: StatementContext): Promise<void> {
  if (statement.query === undefined) return;
  const query = compileTopQuery(statement.query, context.compiler);
  if (statement.columns.length > 0) defineColumns(statement, table, context);
  else {
    table.columns = columnsOfQuery(query.columns);
    table.columnsMade = table.columns.length;
    addConstraints(statement, table, context);
  }
  checkColumnNames(table);
  layOut(statement, table);
  const staged = await stageRows(table, query, byPosition(query, table), context);
  recordLineage(table, query, undefined, context);
  await checkRows(table, staged, context);
  await replaceRows(table, staged, creation(statement, table, true, staged.count), context);
}

export const byPosition = ({ columns }: CompiledQuery, table: StoredTable) =>
  new Map(
    table.columns.flatMap((column, index) => {
      const value = columns[index];
      return value === undefined ? [] : [[column.physical, { type: value.type, sql: value.sql }] as const];
    }),
  );

function creation(statement: CreateTable, table: StoredTable, filled: boolean, count = 0): Commit {
  const verb = statement.mode === "or_replace" ? "CREATE OR REPLACE TABLE" : "CREATE TABLE";
  return {
    operation: filled ? `${verb} AS SELECT` : verb,
    parameters: {
      partitionBy: JSON.stringify(table.partitionedBy),
      clusterBy: JSON.stringify(table.clusterBy),
      description: table.comment ?? "",
      isManaged: String(table.location === undefined),
      properties: JSON.stringify(Object.fromEntries(table.properties)),
    },
    metrics: filled ? { numFiles: count === 0 ? "0" : "1", numOutputRows: String(count) } : {},
  };
}

async function fillWithClone(
  clone: NonNullable<CreateTable["clone"]>,
  table: StoredTable,
  context: StatementContext,
): Promise<Rows> {
  const source = context.store.relation(completeName(clone.source, context.session));
  if (source.kind !== "table") throw expectsTable(source.name);
  const version = clone.at === undefined ? currentVersion(source) : versionAt(source, travelOf(clone.at, context));
  const { rows } = version;
  table.columns = rows.columns.map((column) => ({ ...column }));
  table.columnsMade = source.columnsMade;
  table.partitionedBy = source.partitionedBy;
  table.clusterBy = source.clusterBy;
  if (table.comment === undefined && source.comment !== undefined) table.comment = source.comment;
  for (const [key, value] of source.properties) if (!table.properties.has(key)) table.properties.set(key, value);
  table.constraints.push(...source.constraints.filter(({ kind }) => kind === "check"));
  // The rows of the source only ever grow, so the clone keeps the first of them.
  const first = rows.first ?? (await countOf(rows.source, context));
  await commit(
    table,
    { ...rows, first, count: first, columns: [...table.columns] },
    {
      operation: "CLONE",
      parameters: {
        source: source.name.join("."),
        sourceVersion: String(version.version),
        isShallow: String(clone.shallow),
      },
      metrics: { numRemovedFiles: "0", numCopiedFiles: clone.shallow ? "0" : "1" },
    },
    context,
  );
  const size = String(first * table.columns.length * 8);
  const files = first === 0 ? "0" : "1";
  const copied = clone.shallow ? ["0", "0"] : [files, size];
  const names = [
    "source_table_size",
    "source_num_of_files",
    "num_removed_files",
    "num_copied_files",
    "removed_files_size",
    "copied_files_size",
  ];
  return textRows(
    names.map((name) => `${name} BIGINT`),
    [[size, files, "0", copied[0] ?? "0", "0", copied[1] ?? "0"]],
  );
}
