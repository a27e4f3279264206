import { SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { informationSchemaRelations } from "../../metastore/information-schema.ts";
import { type StoredRelation, tableType } from "../../metastore/objects.ts";
import { currentSource } from "../../metastore/rows.ts";
import { completeName, completeSchema } from "../../metastore/session-catalog.ts";
import type { NameParts } from "../../syntax/ast.ts";
import type { Show } from "../../syntax/statements/ast.ts";
import { type Rows, type StatementContext, textRows } from "../context.ts";
import { seesCatalog, seesMember, seesRelation, seesSchema } from "../privileges.ts";
import { createStatement } from "./definitions.ts";
import { describedColumns } from "./describe.ts";
import { matching } from "./patterns.ts";

export async function show(statement: Show, context: StatementContext): Promise<Rows> {
  const { store, session, services } = context;
  const matches = matching(statement.pattern);
  const names = (column: string, list: Iterable<string>) =>
    textRows(
      [column],
      [...list].filter(matches).map((name) => [name]),
    );
  switch (statement.what) {
    case "catalogs":
      return names("catalog", [...store.catalogNames(), "system"].filter((name) => seesCatalog(name, context)).sort());
    case "schemas": {
      const name = statement.name?.join(".").toLowerCase() ?? session.catalog;
      if (name === "system")
        return names(
          "databaseName",
          shownSchemas(name, new Set(services.systemNames.map(([schema]) => schema)), context),
        );
      return names("databaseName", shownSchemas(name, store.catalog(name).schemas.keys(), context));
    }
    case "tables":
      return tables(statement, context);
    case "table_extended":
      return extended(statement, context);
    case "views":
      return views(statement, context);
    case "tables_dropped": {
      const [catalog, schema] = place(statement.name, context);
      const rows = store
        .dropped()
        .filter(({ table }) => table.name[0] === catalog && table.name[1] === schema)
        .map(({ table, at }) => [
          catalog,
          schema,
          table.name[2],
          table.id,
          tableType(table),
          iso(at),
          iso(table.createdAt),
          iso(at),
          services.ledger.of("table", table.name.join("."), table.id).owner,
        ]);
      return textRows(
        [
          "catalogName",
          "schemaName",
          "tableName",
          "tableId",
          "tableType",
          "deletedAt TIMESTAMP",
          "createdAt TIMESTAMP",
          "updatedAt TIMESTAMP",
          "owner",
        ],
        rows,
      );
    }
    case "volumes": {
      const [catalog, schema] = place(statement.name, context);
      const found = services.volumes
        .in({ catalog, schema })
        .filter(({ name }) => matches(name) && seesMember("volume", [catalog, schema, name], context));
      return textRows(
        ["database", "volume_name"],
        found.map(({ name }) => [schema, name]),
      );
    }
    case "functions":
      return functions(statement, context);
    case "columns": {
      const columns = describedColumns(statement.name ?? [], context);
      return textRows(
        ["col_name"],
        columns.map(({ name }) => [name]),
      );
    }
    case "partitions":
      return partitions(statement.name ?? [], context);
    case "properties":
      return properties(statement, context);
    case "create_table":
      return textRows(
        ["createtab_stmt"],
        [[createStatement(store.relation(completeName(statement.name ?? [], session)))]],
      );
    case "current_schema":
      return textRows(["catalog", "namespace"], [[session.catalog, session.schema]]);
    case "users":
      return names("name", [session.user]);
    case "groups":
      return textRows(
        ["name", "directGroup BOOLEAN"],
        [...services.access.groups(session.user).workspace].sort().map((name) => [name, "true"]),
      );
    case "variables":
      return textRows(
        ["name"],
        [...session.variables.keys()].sort().map((name) => [name]),
      );
  }
}

/** The schemas of a catalog that the caller sees. Everyone sees `information_schema`. */
const shownSchemas = (catalog: string, names: Iterable<string>, context: StatementContext): readonly string[] =>
  [...[...names].filter((name) => seesSchema(catalog, name, context)), "information_schema"].sort();

const iso = (millis: number) => new Date(millis).toISOString();

/** The schema of FROM or IN. @throws {SqlFailure} if it does not exist */
function place(name: NameParts | undefined, { store, session }: StatementContext): readonly [string, string] {
  const [catalog, schema] = name === undefined ? [session.catalog, session.schema] : completeSchema(name, session);
  if (schema !== "information_schema" && catalog !== "system") store.schema(catalog, schema);
  return [catalog, schema];
}

function relations({ name, pattern }: Show, context: StatementContext): readonly StoredRelation[] {
  const [catalog, schema] = place(name, context);
  const matches = matching(pattern);
  const found = context.store.findSchema(catalog, schema)?.relations.values() ?? [];
  return [...found]
    .filter((one) => matches(one.name[2]) && seesRelation(one.name, context))
    .sort((a, b) => (a.name[2] < b.name[2] ? -1 : 1));
}

/** Tables of the `system` catalog and of `information_schema`. */
function virtual({ name, pattern }: Show, context: StatementContext): string[][] {
  const [catalog, schema] = place(name, context);
  const matches = matching(pattern);
  if (schema === "information_schema") {
    return informationSchemaRelations()
      .filter((one) => matches(one.name))
      .map((one) => [schema, one.name, "false"]);
  }
  if (catalog !== "system") return [];
  return context.services.systemNames
    .filter((one) => one[0] === schema && matches(one[1]))
    .map(([, table]) => [schema, table, "false"]);
}

function temporary({ pattern }: Show, of: Iterable<string>): readonly string[] {
  return [...of].filter((name) => !name.includes(".") && matching(pattern)(name)).sort();
}

function tables(statement: Show, context: StatementContext): Rows {
  const rows = [
    ...virtual(statement, context),
    ...relations(statement, context).map(({ name }) => [name[1], name[2], "false"]),
  ];
  const { views: ownViews, tables: ownTables } = context.session;
  const own = temporary(statement, [...ownViews.keys(), ...ownTables.keys()]).map((name) => ["", name, "true"]);
  return textRows(["database", "tableName", "isTemporary BOOLEAN"], [...rows, ...own]);
}

function views(statement: Show, context: StatementContext): Rows {
  const rows = relations(statement, context).flatMap((one) => {
    const materialized = one.kind === "table" && one.of === "materialized_view";
    return one.kind === "view" || materialized ? [[one.name[1], one.name[2], "false", String(materialized)]] : [];
  });
  const own = temporary(statement, context.session.views.keys()).map((name) => ["", name, "true", "false"]);
  return textRows(["namespace", "viewName", "isTemporary BOOLEAN", "isMaterialized BOOLEAN"], [...rows, ...own]);
}

function extended(statement: Show, context: StatementContext): Rows {
  const rows = relations(statement, context).map((one) => [
    one.name[1],
    one.name[2],
    "false",
    [
      `Catalog: ${one.name[0]}`,
      `Database: ${one.name[1]}`,
      `Table: ${one.name[2]}`,
      `Type: ${tableType(one)}`,
      "",
    ].join("\n"),
  ]);
  return textRows(["database", "tableName", "isTemporary BOOLEAN", "information"], rows);
}

function functions({ name, scope, pattern }: Show, context: StatementContext): Rows {
  const matches = matching(pattern);
  const [catalog, schema] = place(name, context);
  const own = [...(context.store.findSchema(catalog, schema)?.routines.values() ?? [])]
    .filter((one) => seesMember("function", one.name, context))
    .map((one) => one.name.join("."));
  const builtin = scope === "user" ? [] : [...context.compiler.functions.keys()];
  const listed = scope === "system" ? builtin : [...own, ...builtin];
  const shown = listed.filter((one) => matches(one) || matches(one.split(".").at(-1) ?? ""));
  return textRows(
    ["function"],
    [...new Set(shown)].sort().map((one) => [one]),
  );
}

async function partitions(parts: NameParts, context: StatementContext): Promise<Rows> {
  const relation = context.store.relation(completeName(parts, context.session));
  const columns = relation.kind === "table" ? relation.partitionedBy : [];
  if (relation.kind !== "table" || columns.length === 0) {
    throw new SqlFailure(
      "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY",
      `The partition command is invalid. Table \`${relation.name.join("`.`")}\` is not partitioned.`,
      "42601",
    );
  }
  const list = columns.map(quote).join(", ");
  const rows = await context.run(`SELECT DISTINCT ${list} FROM ${currentSource(relation)} ORDER BY ${list}`);
  return textRows(columns, rows);
}

function properties({ name = [], key }: Show, { store, session }: StatementContext): Rows {
  const relation = store.relation(completeName(name, session));
  if (key !== undefined) {
    const value = relation.properties.get(key) ?? `Table ${relation.name.join(".")} does not have property: ${key}`;
    return textRows(["key", "value"], [[key, value]]);
  }
  return textRows(
    ["key", "value"],
    [...relation.properties].sort().map(([one, value]) => [one, value]),
  );
}
