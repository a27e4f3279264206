import type { SparkType } from "../data-types.ts";
import type { MetricDefinition } from "../metrics/definition.ts";
import type { Call, Expression, NameParts, Query, Relation } from "../syntax/ast.ts";

/** Relations that a statement names, read from the metastore before analysis. */
export interface Catalog {
  /** The relation of a name of one to three parts, at a version when it has one, or undefined. */
  relation(named: NamedRelation): KnownRelation | undefined;
  /** The function of a name, written in SQL or Python, or undefined. */
  routine(name: NameParts): KnownRoutine | undefined;
  /** The rows of a table function such as `read_files`, or undefined. */
  tableFunction?(call: Call): Extract<KnownRelation, { kind: "table" }> | undefined;
}

export type NamedRelation = Extract<Relation, { kind: "named" }>;

export type KnownRelation =
  | {
      readonly kind: "table";
      /** Catalog, schema and table. */
      readonly name: NameParts;
      /** The relation in DuckDB SQL, as it follows FROM. */
      readonly source: string;
      readonly columns: readonly KnownColumn[];
    }
  | {
      readonly kind: "view";
      readonly name: NameParts;
      readonly query: Query;
      /** The relations that the view's own names mean. */
      readonly catalog: Catalog;
      /** Names given to the columns of the query; empty for its own. */
      readonly columns: readonly string[];
    }
  | {
      readonly kind: "metrics";
      readonly name: NameParts;
      readonly definition: MetricDefinition;
      /** The relations and functions that the definition means. */
      readonly catalog: Catalog;
    };

export interface KnownColumn {
  readonly name: string;
  readonly type: SparkType;
  /** Not part of `*`. */
  readonly hidden?: "unless_named";
}

export interface KnownRoutine {
  readonly name: NameParts;
  readonly parameters: readonly { readonly name: string; readonly type: SparkType; readonly fallback?: Expression }[];
  readonly returns: SparkType | { readonly table: readonly KnownColumn[] };
  readonly body: Query | PythonBody;
  readonly catalog: Catalog;
}

/** The body of a function that is written in Python. */
export interface PythonBody {
  readonly kind: "python";
  readonly id: string;
  readonly text: string;
  readonly deterministic: boolean;
}
