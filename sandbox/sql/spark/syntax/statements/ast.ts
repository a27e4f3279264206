import type { ColumnType, Expression, NameParts, Node, Query, TimeTravel } from "../ast.ts";
import type { DataChange } from "./change-ast.ts";
import type { Definition } from "./definition-ast.ts";

export type Statement =
  | Node<"query", { query: Query }>
  | DataChange
  | Definition
  | Description
  | Maintenance
  | Governance
  | SessionStatement
  | Script;

export type Description =
  /** `extended` also for FORMATTED; `column` for `DESCRIBE TABLE t column`. */
  | Node<
      "describe",
      { object: DescribedObject; name: NameParts; extended: boolean; asJson: boolean; column?: NameParts }
    >
  | Node<"describe_query", { query: Query }>
  | Node<"describe_history" | "describe_detail", { name: NameParts; limit?: number }>
  | Show
  | Node<"list_files", { path: string; limit?: number }>
  | Node<"explain", { mode: "simple" | "extended" | "codegen" | "cost" | "formatted"; statement: Statement }>;

export type DescribedObject = "relation" | "catalog" | "schema" | "function" | "volume";

export type Show = Node<
  "show",
  {
    what:
      | "catalogs"
      | "schemas"
      | "tables"
      | "tables_dropped"
      | "table_extended"
      | "views"
      | "volumes"
      | "functions"
      | "columns"
      | "partitions"
      | "properties"
      | "create_table"
      | "current_schema"
      | "users"
      | "groups"
      | "variables";
    /** The object, or the schema or catalog of FROM and IN. */
    name?: NameParts;
    pattern?: string;
    /** SHOW TBLPROPERTIES t (key). */
    key?: string;
    /** SHOW USER, SYSTEM or ALL FUNCTIONS. */
    scope?: "user" | "system" | "all";
  }
>;

export type Maintenance =
  | Node<"optimize", { name: NameParts; where?: Expression; zorderBy: readonly NameParts[]; full: boolean }>
  | Node<"vacuum", { name: NameParts; retainHours?: number; dryRun: boolean }>
  | Node<"analyze", { name: NameParts; columns: readonly string[] }>
  | Node<"repair", { name: NameParts }>
  | Node<"restore", { name: NameParts; to: TimeTravel }>
  /** CACHE, UNCACHE, REFRESH of a path, CLEAR CACHE: nothing to do here. */
  | Node<"cache", { text: string }>;

export interface Securable {
  readonly kind: SecurableKind;
  /** Empty for a metastore. */
  readonly name: NameParts;
}

export type SecurableKind =
  | "metastore"
  | "catalog"
  | "schema"
  | "table"
  | "view"
  | "materialized_view"
  | "function"
  | "volume"
  | "external_location"
  | "storage_credential"
  | "connection"
  | "share";

export type Governance =
  | Node<"grant" | "revoke", { privileges: readonly string[]; on: Securable; principal: string }>
  | Node<"show_grants", { principal?: string; on?: Securable }>
  | Node<"comment", { on: Securable | { readonly kind: "column"; readonly name: NameParts }; comment: string | null }>
  /** SET TAG ON and UNSET TAG ON. */
  | Node<
      "tag",
      {
        on: Securable | { readonly kind: "column"; readonly name: NameParts };
        key: string;
        value?: string;
        remove: boolean;
      }
    >;

export type SessionStatement =
  | Node<"use", { object: "catalog" | "schema"; name: NameParts }>
  /** SET key = value; without a value it shows, without a key it lists. */
  | Node<"set_option", { key?: string; value?: string }>
  | Node<"reset_option", { key?: string }>
  | Node<"set_time_zone", { zone: Expression }>
  /** More variables than one take the columns of the one row of a query. */
  | Node<
      "set_variable",
      {
        assignments: readonly {
          readonly variables: readonly string[];
          readonly value: Expression | { readonly query: Query };
        }[];
      }
    >
  | DeclareVariable
  | Node<"drop_variable", { name: string; ifExists: boolean }>
  | Node<
      "execute_immediate",
      {
        text: Expression;
        into: readonly string[];
        using: readonly { readonly name?: string; readonly value: Expression }[];
      }
    >
  /** CALL procedure(…). */
  | Node<
      "call_procedure",
      { name: NameParts; args: readonly { readonly name?: string; readonly value: Expression }[] }
    >;

export type DeclareVariable = Node<
  "declare_variable",
  { names: readonly string[]; replace: boolean; type?: ColumnType; default?: Expression }
>;

// SQL scripting

export type Script = Node<"script", { block: Block }>;

export interface Block {
  readonly label?: string;
  readonly body: readonly ScriptStatement[];
}

export type ScriptStatement =
  | Statement
  | Node<"block", { block: Block }>
  | Node<"if", { branches: readonly ScriptBranch[]; otherwise?: readonly ScriptStatement[] }>
  | Node<
      "case_statement",
      { operand?: Expression; branches: readonly ScriptBranch[]; otherwise?: readonly ScriptStatement[] }
    >
  | Node<"while" | "repeat", { label?: string; condition: Expression; body: readonly ScriptStatement[] }>
  | Node<"loop", { label?: string; body: readonly ScriptStatement[] }>
  | Node<"for", { label?: string; variable?: string; query: Query; body: readonly ScriptStatement[] }>
  | Node<"leave" | "iterate", { label: string }>
  | Node<"declare_condition", { name: string; sqlState?: string }>
  | Node<
      "declare_handler",
      { action: "exit" | "continue"; conditions: readonly string[]; body: readonly ScriptStatement[] }
    >
  | Node<"signal", { condition: string; message?: Expression }>
  | Node<"resignal", { condition?: string }>;

export interface ScriptBranch {
  readonly condition: Expression;
  readonly body: readonly ScriptStatement[];
}
