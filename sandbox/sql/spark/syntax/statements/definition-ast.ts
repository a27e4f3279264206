import type { ColumnType, Expression, NameParts, Node, Options, Query, Span, TimeTravel } from "../ast.ts";

/** Statements that create, change and drop objects. */
export type Definition =
  | CreateTable
  | CreateView
  | CreateFunction
  | Node<"create_catalog", { name: string; mode: CreateMode; comment?: string }>
  | Node<"create_schema", { name: NameParts; mode: CreateMode; comment?: string; properties: Options }>
  | Node<"create_volume", { name: NameParts; mode: CreateMode; comment?: string; location?: string }>
  | Node<"drop", { object: ObjectKind; name: NameParts; ifExists: boolean; cascade: boolean; temporary: boolean }>
  | Node<"undrop", { object: "table" | "schema" | "catalog" | "volume"; name: NameParts; id?: string }>
  | Alter
  | Node<"refresh", { object: "table" | "view" | "streaming_table"; name: NameParts; full: boolean }>;

export type ObjectKind =
  | "catalog"
  | "schema"
  | "table"
  | "view"
  | "function"
  | "volume"
  | "materialized_view"
  | "column";
export type CreateMode = "create" | "if_not_exists" | "or_replace" | "or_refresh";

export interface ColumnDefinition {
  readonly span: Span;
  readonly name: string;
  readonly type?: ColumnType;
  readonly notNull: boolean;
  readonly comment?: string;
  readonly default?: Expression;
  readonly generated?: Expression;
  readonly identity?: { readonly always: boolean; readonly start: bigint; readonly step: bigint };
  readonly mask?: ColumnMask;
  readonly constraints: readonly Constraint[];
}

export interface ColumnMask {
  readonly function: NameParts;
  readonly using: readonly Expression[];
}

export interface RowFilter {
  readonly function: NameParts;
  readonly on: readonly string[];
}

export type Constraint = { readonly name?: string } & (
  | {
      readonly kind: "primary_key";
      readonly columns: readonly string[];
      readonly rely: boolean;
      readonly timeseries?: string;
    }
  | {
      readonly kind: "foreign_key";
      readonly columns: readonly string[];
      readonly parent: NameParts;
      readonly parentColumns: readonly string[];
    }
  /** `text` is the condition as written. */
  | { readonly kind: "check"; readonly condition: Expression; readonly text: string }
  /** EXPECT of a streaming table or materialized view. */
  | { readonly kind: "expect"; readonly condition: Expression; readonly onViolation: "warn" | "drop" | "fail" }
);

export type CreateTable = Node<
  "create_table",
  {
    name: NameParts;
    mode: CreateMode;
    of: "table" | "streaming_table";
    temporary: boolean;
    columns: readonly ColumnDefinition[];
    constraints: readonly Constraint[];
    format?: string;
    partitionedBy: readonly string[];
    clusterBy: readonly string[] | "auto";
    comment?: string;
    location?: string;
    properties: Options;
    options: Options;
    rowFilter?: RowFilter;
    /** CREATE TABLE AS. */
    query?: Query;
    /** When a streaming table is refreshed: `EVERY 1 HOUR`. */
    refresh?: string;
    /** `SHALLOW CLONE source`, `DEEP CLONE source`. */
    clone?: { readonly source: NameParts; readonly shallow: boolean; readonly at?: TimeTravel };
    /** CREATE TABLE … LIKE source. */
    like?: NameParts;
  }
>;

export type CreateView = Node<
  "create_view",
  {
    name: NameParts;
    mode: CreateMode;
    of: "view" | "temp_view" | "global_temp_view" | "materialized_view";
    columns: readonly ColumnDefinition[];
    constraints: readonly Constraint[];
    comment?: string;
    properties: Options;
    /** A temporary view USING a data source. */
    source?: { readonly format: string; readonly options: Options };
    query?: Query;
    /** When a materialized view is refreshed. */
    refresh?: string;
    /** A metric view: its text is YAML. */
    metrics?: true;
    /** The text of the query, which a catalog shows. */
    text: string;
  }
>;

export type CreateFunction = Node<
  "create_function",
  {
    name: NameParts;
    mode: CreateMode;
    temporary: boolean;
    parameters: readonly {
      readonly name: string;
      readonly type: ColumnType;
      readonly default?: Expression;
      readonly comment?: string;
    }[];
    /** Absent: the type of the body. Columns: a table function. */
    returns?: ColumnType | { readonly columns: readonly ColumnDefinition[] };
    language: "sql" | "python";
    comment?: string;
    deterministic: boolean;
    /** SQL: `RETURN expression` or `RETURN query`. */
    body?: { readonly expression: Expression } | { readonly query: Query };
    /** The text of the body. */
    text: string;
  }
>;

export type Alter = Node<
  "alter",
  {
    object: "catalog" | "schema" | "table" | "view" | "materialized_view" | "streaming_table" | "volume";
    name: NameParts;
    action: AlterAction;
  }
>;

export type AlterAction =
  | { readonly kind: "rename"; readonly to: NameParts }
  | { readonly kind: "owner"; readonly to: string }
  | {
      readonly kind: "add_columns";
      readonly columns: readonly (ColumnDefinition & { readonly position?: ColumnPosition })[];
    }
  | { readonly kind: "drop_columns"; readonly columns: readonly NameParts[]; readonly ifExists: boolean }
  | { readonly kind: "rename_column"; readonly from: NameParts; readonly to: string }
  | { readonly kind: "alter_column"; readonly column: NameParts; readonly change: ColumnChange }
  | { readonly kind: "add_constraint"; readonly constraint: Constraint }
  | {
      readonly kind: "drop_constraint";
      readonly name?: string;
      readonly of: "named" | "primary_key" | "foreign_key";
      readonly columns: readonly string[];
      readonly ifExists: boolean;
    }
  | { readonly kind: "set_properties"; readonly properties: Options }
  | { readonly kind: "unset_properties"; readonly keys: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: "set_tags"; readonly tags: Options }
  | { readonly kind: "unset_tags"; readonly keys: readonly string[] }
  | { readonly kind: "set_row_filter"; readonly filter: RowFilter }
  | { readonly kind: "drop_row_filter" }
  | { readonly kind: "cluster_by"; readonly columns: readonly string[] | "auto" }
  | { readonly kind: "view_query"; readonly query: Query; readonly text: string }
  | { readonly kind: "view_metrics"; readonly text: string }
  /** When a streaming table or materialized view is refreshed; without a text only by statements. */
  | { readonly kind: "refresh"; readonly text?: string }
  /** Accepted without effect: predictive optimization, statistics, partitions, default collation. */
  | { readonly kind: "setting"; readonly text: string };

export type ColumnPosition = "first" | { readonly after: string };

export type ColumnChange =
  | { readonly kind: "type"; readonly type: ColumnType }
  | { readonly kind: "comment"; readonly comment: string | null }
  | { readonly kind: "set_not_null" | "drop_not_null" | "drop_default" | "drop_mask" | "sync_identity" }
  | { readonly kind: "default"; readonly value: Expression }
  | { readonly kind: "mask"; readonly mask: ColumnMask }
  | { readonly kind: "position"; readonly position: ColumnPosition }
  | { readonly kind: "set_tags"; readonly tags: Options }
  | { readonly kind: "unset_tags"; readonly keys: readonly string[] };
