import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import { bytesWords, numberOf } from "../sql/quantities.ts";
import type { Row } from "../sql/rows/rows.ts";
import type { PageQuery } from "./securables.ts";

const names = z.array(z.string()).nullish();

const column = z.looseObject({
  name: z.string(),
  position: z.number().nullish(),
  type_text: text,
  type_name: text,
  nullable: z.boolean().nullish(),
  comment: text,
  partition_index: z.number().nullish(),
  mask: z.looseObject({ function_name: text, using_column_names: names }).nullish(),
});

/** A column; `position` counts from 0. */
export type TableColumn = z.output<typeof column>;

const constraint = z.looseObject({
  primary_key_constraint: z.looseObject({ name: text, child_columns: names, timeseries_columns: names }).nullish(),
  foreign_key_constraint: z
    .looseObject({ name: text, child_columns: names, parent_table: text, parent_columns: names })
    .nullish(),
  named_table_constraint: z.looseObject({ name: text }).nullish(),
});
/** A constraint: one of the three kinds is set. Keys are informational, the platform does not enforce them. */
export type Constraint = z.output<typeof constraint>;

/** `TableInfo` of a table or view: the fields we read. Times are epoch milliseconds. */
const table = z.looseObject({
  name: z.string(),
  full_name: z.string(),
  table_id: text,
  table_type: text,
  data_source_format: text,
  owner: text,
  comment: text,
  columns: z.array(column).nullish(),
  table_constraints: z.array(constraint).nullish(),
  view_definition: text,
  row_filter: z.looseObject({ function_name: text, input_column_names: names }).nullish(),
  storage_location: text,
  pipeline_id: text,
  properties: z.record(z.string(), z.string()).nullish(),
  browse_only: z.boolean().nullish(),
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
  updated_by: text,
});
/** A table or view. */
export type Table = z.output<typeof table>;

const page = z.looseObject({ tables: z.array(table).nullish(), next_page_token: text });

/** One page of a schema's tables and views, without columns and properties. `GET /api/2.1/unity-catalog/tables` */
export async function listTables(
  client: Client,
  query: PageQuery & { catalog_name: string; schema_name: string },
): Promise<Page<Table>> {
  const { tables, next_page_token } = await client.get("tables.list", "/api/2.1/unity-catalog/tables", page, {
    query: { ...query, include_browse: true, omit_columns: true, omit_properties: true },
  });
  return { items: tables ?? [], next: next_page_token || undefined };
}

const tableSummary = z.looseObject({ full_name: z.string(), table_type: text });
/** The name and type of a table or view. */
export type TableSummary = z.output<typeof tableSummary>;
const summaries = z.looseObject({ tables: z.array(tableSummary).nullish(), next_page_token: text });

/**
 * One page of full names and types across a catalog; the pattern is a SQL LIKE pattern for the table's own name.
 * `GET /api/2.1/unity-catalog/table-summaries`
 */
export async function listTableSummaries(
  client: Client,
  query: PageQuery & {
    catalog_name: string;
    table_name_pattern?: string | undefined;
  },
): Promise<Page<TableSummary>> {
  const { tables, next_page_token } = await client.get(
    "tables.listSummaries",
    "/api/2.1/unity-catalog/table-summaries",
    summaries,
    {
      query: { ...query },
    },
  );
  return { items: tables ?? [], next: next_page_token || undefined };
}

/**
 * One table or view with its columns. `GET /api/2.1/unity-catalog/tables/{full_name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getTable = (client: Client, { full_name }: { full_name: string }) =>
  client.get("tables.get", path`/api/2.1/unity-catalog/tables/${full_name}`, table, {
    query: { include_browse: true },
  });

/**
 * Sets the owner, the only field this endpoint can change. `PATCH /api/2.1/unity-catalog/tables/{full_name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const updateTable = (client: Client, { full_name }: { full_name: string }, body: { owner: string }) =>
  client.patch("tables.update", path`/api/2.1/unity-catalog/tables/${full_name}`, nothing, { body });

/**
 * Drops a table or view. `DELETE /api/2.1/unity-catalog/tables/{full_name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const deleteTable = (client: Client, { full_name }: { full_name: string }) =>
  client.delete("tables.delete", path`/api/2.1/unity-catalog/tables/${full_name}`, nothing);

/** How a table is stored. Unknown values are `undefined` or empty. */
export interface TableStorage {
  /** In words, e.g. `1.5 MiB`. */
  readonly size: string | undefined;
  readonly files: number | undefined;
  readonly partitioned_by: string[];
  readonly clustered_by: string[];
  /** As the platform wrote it, ISO 8601. */
  readonly last_written: string | undefined;
}

/** Why the size of a table is not read; `undefined` for a Delta table of the workspace, which reports it. */
export function whyNoSize({ full_name, table_type, data_source_format }: Table): string | undefined {
  if (table_type === "MATERIALIZED_VIEW") return "not reported for a materialized view";
  if (table_type?.includes("VIEW")) return "none: a view stores no rows";
  if (full_name.startsWith("system.")) return "not reported for system tables";
  if (data_source_format === "DELTASHARING") return "not reported for a shared table";
  if (data_source_format === "DELTA") return undefined;
  return `not reported for ${data_source_format ? `the format ${data_source_format}` : "this table"}`;
}

/** Reads the row of a `DESCRIBE DETAIL` statement, whose columns have no fixed order. */
export function storageOf(columns: readonly string[], row: Row | undefined): TableStorage {
  const value = (name: string): string | undefined => row?.[columns.indexOf(name)] ?? undefined;
  const bytes = numberOf(value("sizeInBytes"));
  return {
    size: bytes === undefined ? undefined : bytesWords(bytes),
    files: numberOf(value("numFiles")),
    partitioned_by: namesIn(value("partitionColumns")),
    clustered_by: namesIn(value("clusteringColumns")),
    last_written: value("lastModified"),
  };
}

/** The names in `["day","region"]`, which is how an array arrives in JSON rows. */
function namesIn(json: string | undefined): string[] {
  return [...(json ?? "").matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, name = ""]) => name);
}
