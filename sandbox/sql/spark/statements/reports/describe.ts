import { missingTable } from "../../../engine/conditions.ts";
import { SqlFailure } from "../../../engine/failure.ts";
import { backquoted } from "../../../engine/names.ts";
import { compileTopQuery } from "../../analysis/compile.ts";
import { type SparkType, typeText } from "../../data-types.ts";
import { type StoredRelation, type StoredTable, storageOf, tableType } from "../../metastore/objects.ts";
import { completeName, completeSchema } from "../../metastore/session-catalog.ts";
import { currentVersion } from "../../metastore/store.ts";
import type { NameParts } from "../../syntax/ast.ts";
import { parseQuery } from "../../syntax/parser.ts";
import type { Description } from "../../syntax/statements/ast.ts";
import { type Rows, type StatementContext, textRows } from "../context.ts";
import { missingRoutine } from "../objects/columns.ts";
import { volumeOf } from "../objects/securables.ts";
import { keyText } from "./definitions.ts";

type Describe = Extract<Description, { kind: "describe" }>;

const HEADER = ["col_name", "data_type", "comment"];

interface DescribedColumn {
  readonly name: string;
  readonly type: SparkType;
  readonly comment?: string;
  readonly measure?: true;
}

/** The columns of any relation: a table, a view, a temporary view, a system table. */
export function describedColumns(name: NameParts, context: StatementContext): readonly DescribedColumn[] {
  const { compiler, store, session } = context;
  const stored = session.views.has(name.join(".").toLowerCase())
    ? undefined
    : store.findRelation(completeName(name, session));
  if (stored !== undefined) return stored.columns;
  const parts = name.map(backquoted).join(".");
  return compileTopQuery(parseQuery(`SELECT * FROM ${parts}`), compiler).columns;
}

export function describe(statement: Describe, context: StatementContext): Rows {
  switch (statement.object) {
    case "catalog":
      return describeCatalog(statement.name, statement.extended, context);
    case "schema":
      return describeSchema(statement.name, statement.extended, context);
    case "volume":
      return describeVolume(statement.name, context);
    case "function":
      return describeFunction(statement.name, statement.extended, context);
    case "relation":
      return describeRelation(statement, context);
  }
}

function describeRelation({ name, extended, asJson, column }: Describe, context: StatementContext): Rows {
  const columns = describedColumns(name, context);
  if (column !== undefined) {
    const found = columns.find((one) => one.name.toLowerCase() === column.at(-1)?.toLowerCase());
    if (found === undefined)
      throw new SqlFailure("COLUMN_NOT_FOUND", `The column \`${column.join("`.`")}\` cannot be found.`, "42703");
    return textRows(
      ["info_name", "info_value"],
      [
        ["col_name", found.name],
        ["data_type", typeText(found.type)],
        ["comment", found.comment ?? "NULL"],
      ],
    );
  }
  const stored = context.store.findRelation(completeName(name, context.session));
  if (asJson) return describeJson(columns, stored, context);
  const rows: (readonly (string | null)[])[] = columns.map((one) => [
    one.name,
    `${typeText(one.type)}${one.measure ? " measure" : ""}`,
    one.comment ?? null,
  ]);
  if (stored?.kind === "table") rows.push(...layout(stored, columns));
  if (extended && stored !== undefined) rows.push(...details(stored, context));
  return textRows(HEADER, rows);
}

function layout(
  { partitionedBy, clusterBy }: StoredTable,
  columns: readonly DescribedColumn[],
): readonly (string | null)[][] {
  const listed = partitionedBy.length > 0 ? partitionedBy : clusterBy;
  if (listed.length === 0) return [];
  const title = partitionedBy.length > 0 ? "# Partition Information" : "# Clustering Information";
  const rows = listed.map((name) => {
    const found = columns.find((column) => column.name.toLowerCase() === name);
    return [name, found === undefined ? "" : typeText(found.type), found?.comment ?? null];
  });
  return [[title, "", ""], ["# col_name", "data_type", "comment"], ...rows];
}

function details(relation: StoredRelation, { services }: StatementContext): readonly (string | null)[][] {
  const [catalog, schema, name] = relation.name;
  const { owner } = services.ledger.of("table", relation.name.join("."), relation.id);
  const properties = [...relation.properties].sort().map(([key, value]) => `${key}=${value}`);
  const rows: (string | null)[][] = [
    ["", "", ""],
    ["# Detailed Table Information", "", ""],
    ["Catalog", catalog, ""],
    ["Database", schema, ""],
    ["Table", name, ""],
    ["Owner", owner, ""],
    ["Created Time", new Date(relation.createdAt).toUTCString(), ""],
    ["Type", tableType(relation), ""],
    ...(relation.comment === undefined ? [] : [["Comment", relation.comment, ""]]),
  ];
  if (relation.kind === "view") {
    rows.push(["View Text", relation.text, ""], ...(relation.metrics ? [["Language", "YAML", ""]] : []), [
      "View Catalog and Namespace",
      `${relation.catalog}.${relation.schema}`,
      "",
    ]);
  } else {
    rows.push(
      ["Provider", "delta", ""],
      ["Is_managed_location", String(relation.location === undefined), ""],
      ["Location", storageOf(relation), ""],
    );
  }
  rows.push(["Table Properties", `[${properties.join(",")}]`, ""]);
  if (relation.kind === "table" && relation.query !== undefined) rows.push(...refreshes(relation));
  if (relation.kind === "table" && relation.constraints.length > 0) {
    rows.push(
      ["", "", ""],
      ["# Constraints", "", ""],
      ...relation.constraints.map((one) => [one.name, constraintText(one), ""]),
    );
  }
  return rows;
}

function refreshes(table: StoredTable): readonly string[][] {
  const { at } = currentVersion(table);
  return [
    ["", "", ""],
    ["# Refresh Information", "", ""],
    ["Last Refreshed", new Date(at).toISOString(), ""],
    ["Last Refresh Type", "RECOMPUTED", ""],
    ["Latest Refresh Status", "Succeeded", ""],
    ["Refresh Schedule", table.refresh ?? "MANUAL", ""],
  ];
}

function constraintText(constraint: StoredTable["constraints"][number]): string {
  const list = (columns: readonly string[]) => columns.map((column) => `\`${column}\``).join(", ");
  if (constraint.kind === "primary_key") return `PRIMARY KEY (${keyText(constraint)})`;
  if (constraint.kind === "check") return `CHECK (${constraint.text})`;
  return `FOREIGN KEY (${list(constraint.columns)}) REFERENCES \`${constraint.parent.join("`.`")}\` (${list(constraint.parentColumns)})`;
}

function describeJson(
  columns: readonly DescribedColumn[],
  stored: StoredRelation | undefined,
  context: StatementContext,
): Rows {
  const [catalog, schema, name] = stored?.name ?? ["", "", ""];
  const json = {
    table_name: name,
    catalog_name: catalog,
    namespace: [schema],
    schema_name: schema,
    columns: columns.map((one) => ({
      name: one.name,
      type: { name: typeText(one.type) },
      ...(one.comment === undefined ? {} : { comment: one.comment }),
      nullable: true,
      ...(one.measure && { is_measure: true }),
    })),
    ...(stored === undefined
      ? {}
      : {
          owner: context.services.ledger.of("table", stored.name.join("."), stored.id).owner,
          type: tableType(stored),
        }),
  };
  return textRows(["json_metadata"], [[JSON.stringify(json)]]);
}

function describeCatalog(name: NameParts, extended: boolean, { store, services }: StatementContext): Rows {
  const catalog = store.catalog(name.join("."));
  const { owner, comment } = services.ledger.of("catalog", catalog.name);
  const rows = [
    ["Catalog Name", catalog.name],
    ["Comment", comment ?? ""],
    ["Owner", owner],
  ];
  if (extended) rows.push(["Created By", owner], ["Catalog Type", "Regular"]);
  return textRows(["info_name", "info_value"], rows);
}

function describeSchema(name: NameParts, extended: boolean, { store, services, session }: StatementContext): Rows {
  const [catalog, schema] = completeSchema(name, session);
  const found = store.schema(catalog, schema);
  const { owner } = services.ledger.of("schema", `${catalog}.${schema}`, found.id);
  const rows = [
    ["Catalog Name", catalog],
    ["Namespace Name", schema],
    ["Comment", found.comment ?? ""],
    ["Owner", owner],
  ];
  const properties = [...found.properties].map(([key, value]) => `(${key},${value})`).join(", ");
  if (extended) rows.push(["Properties", properties === "" ? "" : `(${properties})`]);
  return textRows(["database_description_item", "database_description_value"], rows);
}

function describeVolume(parts: NameParts, context: StatementContext): Rows {
  const { catalog, schema, name, type, location, entry } = volumeOf(parts, context);
  return textRows(
    ["name", "catalog", "database", "owner", "storageLocation", "volumeType", "comment"],
    [[name, catalog, schema, entry.owner, location, type, entry.comment ?? ""]],
  );
}

function describeFunction(parts: NameParts, extended: boolean, { store, session, compiler }: StatementContext): Rows {
  const [only = ""] = parts;
  const builtin = parts.length === 1 ? compiler.functions.get(only.toLowerCase()) : undefined;
  if (builtin !== undefined) {
    const usage = `${only.toLowerCase()}(${builtin.parameters.join(", ")})`;
    return textRows(["function_desc"], [[`Function: ${only.toLowerCase()}`], ["Class: builtin"], [`Usage: ${usage}`]]);
  }
  const name = completeName(parts, session);
  const found = store.findRoutine(name);
  if (found === undefined) throw missingRoutine(name);
  const input = found.parameters.map((one) => `${one.name} ${typeText(one.type).toUpperCase()}`);
  const returns =
    "columns" in found.returns
      ? `TABLE (${found.returns.columns.map((one) => `${one.name} ${typeText(one.type).toUpperCase()}`).join(", ")})`
      : typeText(found.returns).toUpperCase();
  const lines = [
    `Function: ${name.join(".")}`,
    `Type: ${"columns" in found.returns ? "TABLE" : "SCALAR"}`,
    `Input: ${input.join(", ") || "()"}`,
    `Returns: ${returns}`,
  ];
  if (extended)
    lines.push(
      `Comment: ${found.comment ?? ""}`,
      `Deterministic: ${found.deterministic}`,
      `Language: ${found.language.toUpperCase()}`,
      `Body: ${found.body.text}`,
    );
  return textRows(
    ["function_desc"],
    lines.map((line) => [line]),
  );
}

export function describeQuery(
  statement: Extract<Description, { kind: "describe_query" }>,
  { compiler }: StatementContext,
): Rows {
  const { columns } = compileTopQuery(statement.query, compiler);
  return textRows(
    HEADER,
    columns.map(({ name, type }) => [name, typeText(type), null]),
  );
}

/** The table of DESCRIBE HISTORY and DETAIL, RESTORE and the like. */
export function deltaTable(name: NameParts, { store, session }: StatementContext): StoredTable {
  const found = store.relation(completeName(name, session));
  if (found.kind === "view")
    throw new SqlFailure("DELTA_TABLE_NOT_FOUND", `${name.join(".")} is a view, not a Delta table.`, "42P01");
  if (found.versions.length === 0) throw missingTable(name);
  currentVersion(found);
  return found;
}
