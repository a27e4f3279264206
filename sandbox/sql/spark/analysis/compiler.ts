import type { SparkType } from "../data-types.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../functions/contract.ts";
import type { Call, Expression, NameParts, Query, WindowSpecification } from "../syntax/ast.ts";
import type { ParseContext } from "../values/parse.ts";
import type { Catalog } from "./catalog.ts";
import type { Origin } from "./origins.ts";

/** A column that expressions can name. Its `sql` is unique in the statement, so no other column can be meant. */
export interface Field extends Typed {
  readonly name: string;
  /** Names that can precede it: catalog, schema and table, or an alias. */
  readonly qualifier: NameParts;
  /** Not part of `*`. The other side of USING is found by its qualified name only (`true`), `_metadata` by any name. */
  readonly hidden?: true | "unless_named";
  /** A measure of a metric view, which has a value for groups only. */
  readonly measure?: Measure;
}

/** How a measure is computed: an expression over aggregates of the source's columns. */
export interface Measure {
  readonly expression: Expression;
  readonly scope: Scope;
  readonly compiler: Compiler;
}

export interface Scope {
  readonly fields: readonly Field[];
  /** Parameters of lambdas, which come before columns. */
  readonly variables?: ReadonlyMap<string, Typed>;
  /** Aliases of items to the left in the same SELECT, which come after columns. */
  readonly aliases?: ReadonlyMap<string, Typed>;
  /** The scope around a subquery. */
  readonly outer?: Scope;
}

/** A query in DuckDB SQL. Each column of the result has a name of its own in the statement. */
export interface CompiledQuery {
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
}

export interface ResultColumn {
  readonly name: string;
  readonly type: SparkType;
  /** The quoted name of the column in the DuckDB query. */
  readonly sql: string;
  /** The qualifier that the column had in FROM, which pipe operators can still use. */
  readonly qualifier?: NameParts;
}

/** Named queries of WITH, by lower-case name. */
export type CommonTables = ReadonlyMap<string, CompiledQuery>;

/** The surroundings of an expression: the names it can use, and what its clause allows. */
export interface Environment {
  readonly scope: Scope;
  readonly commonTables: CommonTables;
  readonly windows: ReadonlyMap<string, WindowSpecification>;
  /** Name of the clause, for errors. */
  readonly clause: string;
  /** Expressions that are already computed: grouping expressions over aggregated rows. */
  readonly replace?: (expression: Expression) => Typed | undefined;
  /** Takes an aggregate. Absent where none is allowed. */
  readonly aggregate?: (call: Call) => Typed;
  /** The scope of subqueries, when it differs from `scope`: the grouped columns. */
  readonly scopeOfSubqueries?: Scope;
  /** Whether a window function is allowed here. */
  readonly allowsWindows: boolean;
  /** The refusal of a column that is not grouped. */
  readonly ungrouped?: (name: NameParts) => Error;
}

/** State that the analysis of one statement shares. */
export interface Compiler {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly context: FunctionContext;
  readonly parsing: ParseContext;
  readonly catalog: Catalog;
  readonly parameters: ReadonlyMap<string, Typed>;
  /** Variables of the session, by lower-case name. */
  readonly variables: ReadonlyMap<string, Typed>;
  /** Number of views and functions around this text. */
  readonly depth: number;
  /** The columns of tables and views, by their names in the statement. */
  readonly origins: Map<string, Origin>;
  /** A new name for a column, table or lambda parameter in DuckDB: quoted, and used nowhere else. */
  fresh(): string;
  expression(expression: Expression, environment: Environment): Typed;
  query(query: Query, environment: Environment): CompiledQuery;
  /** The same compiler with other relations and routines: those that the text of a view or function means. */
  within(catalog: Catalog): Compiler;
}

/** An environment for a clause that knows columns only. */
export function plainEnvironment(
  scope: Scope,
  clause: string,
  { commonTables, windows }: Pick<Environment, "commonTables" | "windows">,
): Environment {
  return { scope, clause, commonTables, windows, allowsWindows: false };
}
