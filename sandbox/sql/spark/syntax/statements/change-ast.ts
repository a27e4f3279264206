import type { Expression, NameParts, Node, Options, Query, Relation } from "../ast.ts";

/** Statements that change rows. */
export type DataChange = Insert | Update | Delete | Merge | CopyInto | Truncate;

export type Insert = Node<
  "insert",
  {
    target: NameParts;
    alias?: string;
    /** Explicit columns, without those of a static PARTITION. */
    columns: readonly string[];
    /** INSERT OVERWRITE; with REPLACE WHERE, USING or ON only the rows named. */
    mode: "into" | "overwrite" | "replace_where" | "replace_using" | "replace_on";
    condition?: Expression;
    using: readonly string[];
    /** `PARTITION (day = '…', hour)`: a column without a value is dynamic. */
    partition: readonly { readonly column: string; readonly value?: Expression }[];
    byName: boolean;
    ifNotExists: boolean;
    schemaEvolution: boolean;
    query: Query;
  }
>;

export interface Assignment {
  readonly target: NameParts;
  /** A name `DEFAULT` is the column's default. */
  readonly value: Expression;
}

export type Update = Node<
  "update",
  { target: NameParts; alias?: string; assignments: readonly Assignment[]; where?: Expression }
>;

export type Delete = Node<"delete", { target: NameParts; alias?: string; where?: Expression }>;

export type Truncate = Node<"truncate", { target: NameParts }>;

export type Merge = Node<
  "merge",
  {
    target: NameParts;
    alias?: string;
    source: Relation;
    on: Expression;
    schemaEvolution: boolean;
    clauses: readonly MergeClause[];
  }
>;

export interface MergeClause {
  readonly when: "matched" | "not_matched" | "not_matched_by_source";
  readonly condition?: Expression;
  readonly action:
    | { readonly kind: "delete" | "update_all" | "insert_all" }
    | { readonly kind: "update"; readonly assignments: readonly Assignment[] }
    | { readonly kind: "insert"; readonly columns: readonly NameParts[]; readonly values: readonly Expression[] };
}

export type CopyInto = Node<
  "copy_into",
  {
    target: NameParts;
    columns: readonly string[];
    /** A path, or a query over one. */
    from: { readonly path: string } | { readonly query: Query };
    format: string;
    /** VALIDATE: all rows, or so many. */
    validate?: "all" | number;
    files: readonly string[];
    pattern?: string;
    formatOptions: Options;
    copyOptions: Options;
  }
>;
