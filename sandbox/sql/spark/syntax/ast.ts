import type { SparkType } from "../data-types.ts";
import type { Value } from "../values/value.ts";

/** The source text of a node: offsets into the statement, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Parts of a name as written, without backquotes: `main.sales.orders` is three. Names are case-insensitive. */
export type NameParts = readonly string[];

export type Node<Kind extends string, Fields> = { readonly kind: Kind; readonly span: Span } & Readonly<Fields>;

export type Expression =
  /** Numbers with their suffixes, strings, booleans, NULL, X'…' and INTERVAL literals. */
  | Node<"literal", { type: SparkType; value: Value }>
  /** `DATE '2024-01-01'`: the text depends on the session's zone, so it is read during analysis. `TIMESTAMP_LTZ` is `timestamp`. */
  | Node<"typed_literal", { type: "date" | "timestamp" | "timestamp_ntz"; text: string }>
  /** A column, a field (`t.c.f`), a variable, or a function without brackets (`bare-functions.ts`) if nothing else has the name. */
  | Node<"name", { parts: NameParts }>
  | Node<"star", { qualifier: NameParts; except: readonly NameParts[] }>
  /** `:name`, or `?` with its index from 0 as the name. */
  | Node<"parameter", { name: string }>
  | Call
  | Node<"lambda", { parameters: readonly string[]; body: Expression }>
  | Node<"cast", { operand: Expression; target: ColumnType; safe: boolean }>
  | Node<"unary", { operator: UnaryOperator; operand: Expression }>
  | Node<"binary", { operator: BinaryOperator; left: Expression; right: Expression }>
  | Node<"between", { operand: Expression; low: Expression; high: Expression; negated: boolean }>
  | Node<"in", { operand: Expression; list: readonly Expression[]; negated: boolean }>
  /** The operand is a `tuple` when the query has more than one column. */
  | Node<"in_query", { operand: Expression; query: Query; negated: boolean }>
  | Like
  /** `IS [NOT] NULL`, `TRUE`, `FALSE`, `UNKNOWN`. `IS DISTINCT FROM` is the operator `<=>`, negated or not. */
  | Node<"is", { operand: Expression; test: "null" | "true" | "false" | "unknown"; negated: boolean }>
  | Node<"case", { operand?: Expression; branches: readonly CaseBranch[]; otherwise?: Expression }>
  /** `a[0]`, `m['key']`. */
  | Node<"subscript", { operand: Expression; index: Expression }>
  /** `(expression).field`: a field of anything that is not a name. */
  | Node<"field", { operand: Expression; field: string }>
  /** `v:a.b[0]['c'][*]` of a VARIANT or a JSON string. */
  | Node<"path", { operand: Expression; steps: readonly PathStep[] }>
  | Node<"subquery", { query: Query }>
  | Node<"exists", { query: Query }>
  /** `(a, b)`: a struct with the fields col1, col2 … or the names of the columns. */
  | Node<"tuple", { items: readonly Expression[] }>
  /** `(1 AS a, b)` inside `struct(…)` and `named` arguments of PIVOT. */
  | Node<"aliased", { operand: Expression; alias: string }>
  | Node<"collate", { operand: Expression; collation: string }>
  /** `TABLE(t)` or `TABLE(query)` as an argument of a table function. */
  | Node<"table_argument", { relation: Relation }>;

export type UnaryOperator = "-" | "+" | "~" | "not";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "div" | "||" | "&" | "|" | "^" | "<<" | ">>" | ">>>";
export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=" | "<=>";
/** `==` is `=`, `!=` is `<>`, MOD is `%`. */
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | "and" | "or";

/**
 * Every function, regardless of its syntax. Keyword forms are normalised: `extract('YEAR', x)` and `timestampadd('DAY', n, t)`,
 * `timestampdiff('DAY', a, b)` with the unit as a string; `trim(characters, text)`, `ltrim`, `rtrim` with the characters first;
 * `position(part, text)`, `substring(text, from, for)`, `overlay(text, with, from, for)`; `count(*)` has a star.
 */
export type Call = Node<
  "call",
  {
    /** One part for a built-in function, as written. */
    name: NameParts;
    args: readonly CallArgument[];
    distinct: boolean;
    filter?: Expression;
    ignoreNulls: boolean;
    /** WITHIN GROUP (ORDER BY …). */
    withinGroup?: readonly SortItem[];
    over?: WindowSpecification;
  }
>;

export interface CallArgument {
  /** `name => value`. */
  readonly name?: string;
  readonly value: Expression;
}

export type Like = Node<
  "like",
  {
    operator: "like" | "ilike" | "rlike";
    operand: Expression;
    /** One pattern without a quantifier. */
    patterns: readonly Expression[];
    quantifier?: "any" | "all";
    escape?: string;
    negated: boolean;
  }
>;

export interface CaseBranch {
  readonly when: Expression;
  readonly result: Expression;
}

/** `quoted` steps (backquotes or `['x']`) compare with case. */
export type PathStep =
  | { readonly kind: "key"; readonly name: string; readonly quoted: boolean }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "every" };

/** A type as written. A string of CHAR or VARCHAR has a length that the column checks. */
export interface ColumnType {
  readonly type: SparkType;
  readonly text?: { readonly kind: "char" | "varchar"; readonly length: number };
}

export interface SortItem {
  readonly expression: Expression;
  readonly descending: boolean;
  /** Spark's default: first when ascending, last when descending. Always filled in. */
  readonly nullsFirst: boolean;
}

export interface WindowSpecification {
  readonly span: Span;
  /** `OVER w`, or the window this one extends: `OVER (w ORDER BY …)`. */
  readonly base?: string;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: WindowFrame;
}

export interface WindowFrame {
  readonly unit: "rows" | "range";
  readonly start: FrameBound;
  readonly end: FrameBound;
}

export type FrameBound =
  | { readonly kind: "unbounded_preceding" | "unbounded_following" | "current_row" }
  | { readonly kind: "preceding" | "following"; readonly offset: Expression };

export interface Query {
  readonly span: Span;
  readonly recursive: boolean;
  readonly commonTables: readonly CommonTable[];
  readonly body: QueryBody;
  readonly order: RowOrder;
}

/** The clauses after the body. `sortBy` is also CLUSTER BY; the rows of DISTRIBUTE BY have no order. */
export interface RowOrder {
  readonly orderBy: readonly SortItem[];
  /** ORDER BY ALL. */
  readonly all?: { readonly descending: boolean; readonly nullsFirst: boolean };
  readonly sortBy: readonly SortItem[];
  readonly distributeBy: readonly Expression[];
  /** Absent for LIMIT ALL. */
  readonly limit?: Expression;
  readonly offset?: Expression;
}

export interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: Query;
  /** MAX RECURSION LEVEL of a recursive one. */
  readonly maxRecursion?: number;
}

export type QueryBody =
  | Select
  | SetOperation
  | Node<"values", { rows: readonly (readonly Expression[])[] }>
  /** `TABLE t`. */
  | Node<"table", { relation: Relation }>
  /** A query in brackets. */
  | Node<"nested", { query: Query }>
  /** `query |> operator`. */
  | Node<"pipe", { input: Query; operator: PipeOperator }>;

export type Select = Node<
  "select",
  {
    distinct: boolean;
    items: readonly SelectItem[];
    /** Comma-separated relations are cross joins; LATERAL VIEW and PIVOT wrap what is before them. */
    from?: Relation;
    where?: Expression;
    groupBy?: Grouping;
    having?: Expression;
    qualify?: Expression;
    windows: readonly NamedWindow[];
  }
>;

export type SetOperation = Node<
  "set",
  { operator: "union" | "intersect" | "except"; all: boolean; left: QueryBody; right: QueryBody }
>;

export interface SelectItem {
  readonly expression: Expression;
  readonly alias?: string;
  /** `explode(m) AS (k, v)`. */
  readonly aliases?: readonly string[];
}

export interface NamedWindow {
  readonly name: string;
  readonly window: WindowSpecification;
}

export type Grouping =
  | { readonly kind: "all" }
  /** The cross product of the items: `GROUP BY a, ROLLUP(b, c)`. */
  | { readonly kind: "items"; readonly items: readonly GroupingItem[] };

export type GroupingItem =
  | { readonly kind: "expression"; readonly expression: Expression }
  | { readonly kind: "rollup" | "cube"; readonly sets: readonly (readonly Expression[])[] }
  | { readonly kind: "sets"; readonly sets: readonly GroupingSet[] };

export type GroupingSet = readonly Expression[] | Extract<GroupingItem, { kind: "rollup" | "cube" | "sets" }>;

export interface RelationAlias {
  readonly name: string;
  readonly columns: readonly string[];
}

export type Relation =
  /** A table, view, common table, or a file format and its path: csv.`/Volumes/…`. */
  | Node<"named", { name: NameParts; alias?: RelationAlias; at?: TimeTravel; stream: boolean; options: Options }>
  | Node<"derived", { query: Query; alias?: RelationAlias; lateral: boolean }>
  | Node<"inline", { rows: readonly (readonly Expression[])[]; alias?: RelationAlias }>
  /** `range(10)`, `explode(…)`, `read_files(…)`, a table function of SQL. */
  | Node<"function", { call: Call; alias?: RelationAlias; lateral: boolean; stream: boolean }>
  | Join
  /** A relation or join in brackets, with an alias of its own. */
  | Node<"grouped", { relation: Relation; alias?: RelationAlias }>
  | Node<"sample", { input: Relation; sample: Sample; alias?: RelationAlias }>
  | Node<"lateral_view", { input?: Relation; outer: boolean; call: Call; alias?: string; columns: readonly string[] }>
  | Node<"pivot", { input: Relation; pivot: Pivot; alias?: RelationAlias }>
  | Node<"unpivot", { input: Relation; unpivot: Unpivot; alias?: RelationAlias }>;

export type JoinKind = "cross" | "inner" | "left" | "right" | "full" | "semi" | "anti";

export type Join = Node<
  "join",
  { join: JoinKind; natural: boolean; left: Relation; right: Relation; on?: Expression; using?: readonly string[] }
>;

export type TimeTravel =
  | { readonly kind: "version"; readonly version: Expression }
  | { readonly kind: "timestamp"; readonly timestamp: Expression };

export type Sample =
  | { readonly kind: "percent" | "rows"; readonly size: Expression; readonly seed?: number }
  | { readonly kind: "bucket"; readonly bucket: number; readonly of: number; readonly seed?: number };

export interface Pivot {
  readonly aggregates: readonly SelectItem[];
  /** More than one column: the values are tuples. */
  readonly columns: readonly Expression[];
  readonly values: readonly SelectItem[];
}

export interface Unpivot {
  readonly includeNulls: boolean;
  /** One name for single columns, more for `FOR name IN ((a, b), …)`. */
  readonly valueColumns: readonly string[];
  readonly nameColumn: string;
  readonly sets: readonly { readonly columns: readonly Expression[]; readonly alias?: string }[];
}

export type PipeOperator =
  | { readonly kind: "select"; readonly select: Select }
  | { readonly kind: "extend"; readonly items: readonly SelectItem[] }
  | { readonly kind: "set"; readonly items: readonly SelectItem[] }
  | { readonly kind: "drop"; readonly columns: readonly NameParts[] }
  | { readonly kind: "as"; readonly alias: RelationAlias }
  | { readonly kind: "where"; readonly condition: Expression }
  | { readonly kind: "order"; readonly order: RowOrder }
  | { readonly kind: "aggregate"; readonly items: readonly SelectItem[]; readonly groupBy: readonly AggregateGroup[] }
  /** Joins, TABLESAMPLE, PIVOT, UNPIVOT, LATERAL VIEW over the input, which the relation holds as the table `PIPE_INPUT`. */
  | { readonly kind: "relation"; readonly relation: Relation }
  | { readonly kind: "set_operation"; readonly operation: Omit<SetOperation, "left"> };

/** A grouping item of `|> AGGREGATE … GROUP BY`, which also becomes a column. */
export interface AggregateGroup {
  readonly item: GroupingItem;
  readonly alias?: string;
}

/** The name of the input inside the relation of a pipe operator: cannot be written in SQL. */
export const PIPE_INPUT = "|>";

/** Keys of OPTIONS, TBLPROPERTIES and WITH (…), as written. */
export type Options = readonly { readonly key: string; readonly value: Expression }[];
