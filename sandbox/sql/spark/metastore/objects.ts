import type { Entry } from "../../../catalog/ledger.ts";
import type { SparkType } from "../data-types.ts";

// The objects of the workspace as data only: they are kept across restarts, so expressions are Spark SQL text.

/** Catalog, schema and object, in lower case. */
export type ObjectName = readonly [catalog: string, schema: string, object: string];

export interface StoredColumn {
  name: string;
  /** The column in DuckDB, which a rename does not change. */
  readonly physical: string;
  type: SparkType;
  /** CHAR or VARCHAR, which limit the length. */
  text?: { readonly kind: "char" | "varchar"; readonly length: number };
  nullable: boolean;
  comment?: string;
  default?: string;
  generated?: string;
  identity?: { readonly always: boolean; readonly start: bigint; readonly step: bigint; next: bigint };
  mask?: { readonly function: readonly string[]; readonly using: readonly string[] };
}

export type StoredConstraint =
  | {
      readonly kind: "primary_key";
      readonly name: string;
      readonly columns: readonly string[];
      readonly rely: boolean;
      /** The column of a feature table that has the time of its rows. */
      readonly timeseries?: string;
    }
  | {
      readonly kind: "foreign_key";
      readonly name: string;
      readonly columns: readonly string[];
      readonly parent: ObjectName;
      readonly parentColumns: readonly string[];
    }
  | { readonly kind: "check"; readonly name: string; readonly text: string };

/** One commit of a table. */
export interface TableVersion {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly user: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly rows: RowsOfVersion;
  /** Present if the table recorded changes then. A table of DuckDB with the changed rows, or the position of the first added one. */
  readonly changes?: { readonly source?: string; readonly after?: number };
}

/** The tables of DuckDB that a version needs. */
export const sourcesOf = ({ rows, changes }: TableVersion): readonly string[] =>
  changes?.source === undefined ? [rows.source] : [rows.source, changes.source];

/** Where the rows of a version are. A table of DuckDB is only ever appended to, so that older versions are its first rows. */
export interface RowsOfVersion {
  /** The qualified name of the table in DuckDB. */
  readonly source: string;
  /** Only the first rows; absent for all of them. */
  readonly first?: number;
  /** Number of rows. Those that follow are of a statement that did not end. */
  readonly count: number;
  readonly columns: readonly StoredColumn[];
}

export interface StoredTable {
  readonly kind: "table";
  readonly of: "table" | "streaming_table" | "materialized_view";
  readonly id: string;
  /** Part of one session only. */
  readonly temporary?: true;
  name: ObjectName;
  columns: StoredColumn[];
  /** Numbers the columns in DuckDB. */
  columnsMade: number;
  comment?: string;
  readonly format: string;
  readonly location?: string;
  partitionedBy: readonly string[];
  clusterBy: readonly string[];
  readonly properties: Map<string, string>;
  readonly constraints: StoredConstraint[];
  rowFilter?: { readonly function: readonly string[]; readonly on: readonly string[] };
  /** The newest is the last. Never empty. */
  readonly versions: TableVersion[];
  /** The query of a streaming table or materialized view, and where its names are looked up. */
  readonly query?: {
    readonly text: string;
    readonly catalog: string;
    readonly schema: string;
    /** Conditions of expectations, which rows must meet. */
    readonly conditions: readonly string[];
  };
  /** When a streaming table or materialized view is refreshed: `EVERY 1 HOUR`. Absent: by statements only. */
  refresh?: string;
  /** Files that COPY INTO or a streaming table has read. */
  readonly loaded: Set<string>;
  readonly createdAt: number;
}

export interface StoredView {
  readonly kind: "view";
  readonly id: string;
  /** A metric view, whose text is YAML. */
  readonly metrics?: true;
  name: ObjectName;
  /** The query as Spark SQL, and where its names are looked up. */
  text: string;
  readonly catalog: string;
  readonly schema: string;
  columns: readonly ViewColumn[];
  comment?: string;
  readonly properties: Map<string, string>;
  readonly createdAt: number;
}

export interface ViewColumn {
  readonly name: string;
  readonly type: SparkType;
  readonly comment?: string;
  /** Of a metric view: has a value for groups only. */
  readonly measure?: true;
}

export type StoredRelation = StoredTable | StoredView;

/** The type of a table or view as the platform calls it. */
export function tableType(relation: StoredRelation) {
  if (relation.kind === "view") return relation.metrics ? "METRIC_VIEW" : "VIEW";
  return relation.location === undefined ? TABLE_TYPES[relation.of] : "EXTERNAL";
}

/** Where the files of a table are said to be. */
export const storageOf = ({ id, location }: Pick<StoredTable, "id" | "location">): string =>
  location ?? `s3://example-metastore/tables/${id}`;

const TABLE_TYPES = {
  table: "MANAGED",
  streaming_table: "STREAMING_TABLE",
  materialized_view: "MATERIALIZED_VIEW",
} as const;

export interface StoredRoutine {
  readonly kind: "routine";
  readonly id: string;
  name: ObjectName;
  readonly language: "sql" | "python";
  readonly parameters: readonly {
    readonly name: string;
    readonly type: SparkType;
    readonly default?: string;
    readonly comment?: string;
  }[];
  readonly returns: SparkType | { readonly columns: readonly ViewColumn[] };
  /** An expression, or a query. */
  readonly body: { readonly kind: "expression" | "query" | "python"; readonly text: string };
  readonly catalog: string;
  readonly schema: string;
  readonly comment?: string;
  readonly deterministic: boolean;
  readonly createdAt: number;
}

export interface StoredSchema {
  readonly id: string;
  readonly name: string;
  comment?: string;
  readonly properties: Map<string, string>;
  /** Tables and views by name. */
  readonly relations: Map<string, StoredRelation>;
  readonly routines: Map<string, StoredRoutine>;
  readonly createdAt: number;
}

export interface StoredCatalog {
  readonly id: string;
  readonly name: string;
  readonly schemas: Map<string, StoredSchema>;
  readonly createdAt: number;
}

/** A dropped table, which UNDROP brings back. */
export interface DroppedTable {
  readonly table: StoredTable;
  readonly at: number;
  /** The records of the table and its columns, with owner, grants and tags. */
  readonly records: readonly Entry[];
}

export interface StoredObjects {
  readonly catalogs: Map<string, StoredCatalog>;
  readonly dropped: DroppedTable[];
  /** Numbers the tables in DuckDB. */
  made: number;
}
