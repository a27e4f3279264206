import type { SparkType } from "../data-types.ts";
import type { PythonFunction } from "../python/calls.ts";
import type { Value } from "../values/value.ts";

/** An expression after analysis: its type in Spark, and DuckDB SQL that computes it. `sql` is safe to put anywhere in an expression. */
export interface Typed {
  readonly type: SparkType;
  readonly sql: string;
  /** The value, when the expression is a literal (or a cast, sign or concatenation of literals). `{ value: null }` is the literal NULL. */
  readonly literal?: { readonly value: Value };
  /** The last part of its name when the expression is a column or a field: it names fields of `struct` and `arrays_zip`. */
  readonly column?: string;
}

/** A lambda argument (`x -> x + 1`, `(acc, x) -> acc + x`), analyzed when a function says what its parameters are. */
export interface Lambda {
  readonly parameters: readonly string[];
  /** The body, with these expressions in place of the parameters: usually ones from `FunctionContext.parameter`. */
  bind(parameters: readonly Typed[]): Typed;
}

export type Argument = Typed | Lambda;

export type Operator = "+" | "-" | "*" | "/" | "%" | "div";

/** The compiler's services for functions. */
export interface FunctionContext {
  /** ISO zone of the session, for functions of timestamps. */
  readonly timeZone: string;
  readonly user: string;
  /** The groups of the workspace and of the account to which the user belongs. */
  groups(): { readonly workspace: ReadonlySet<string>; readonly account: ReadonlySet<string> };
  readonly catalog: string;
  readonly schema: string;
  /** When the statement started: microseconds since 1970-01-01 UTC. */
  readonly now: bigint;
  /**
   * A scalar function written in TypeScript, called on arguments. It is registered in DuckDB for exactly these types; `name` is
   * unique per behaviour (types are added). By default a NULL argument gives NULL without a call; `seesNulls` calls it anyhow.
   * Throw `SqlFailure` (engine/failure.ts) for Spark's errors.
   */
  call(
    name: string,
    args: readonly Typed[],
    returns: SparkType,
    implementation: (...values: never[]) => Value,
    options?: { readonly seesNulls?: boolean; readonly volatile?: boolean },
  ): Typed;
  /** A function of Unity Catalog that is written in Python, called on arguments of the types that it takes. */
  python(called: PythonFunction, args: readonly Typed[]): Typed;
  /** A fresh parameter name of a DuckDB lambda: `list_transform(${a.sql}, lambda ${x.sql}: ${body.sql})`. */
  parameter(type: SparkType): Typed;
  /** Converts to the type as Spark's implicit casts do for function arguments; throws DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE. */
  coerce(argument: Typed, type: SparkType, position: { readonly function: string; readonly index: number }): Typed;
  /** Spark's ANSI CAST (errors) and TRY_CAST (NULL). */
  cast(argument: Typed, type: SparkType): Typed;
  tryCast(argument: Typed, type: SparkType): Typed;
  /**
   * The result of an operator, with its types and errors; `subject` is how the call is named in errors (`try_add(1, 2)`).
   * `lenient` gives NULL where the operator fails. (DuckDB's TRY refuses volatile functions, and `error` is one: a division by
   * zero has to become NULL without it.)
   */
  operate(operator: Operator, left: Typed, right: Typed, subject: string, lenient?: boolean): Typed;
  /** The least common type of the arguments (ANSI), each converted to it; throws DATATYPE_MISMATCH.DATA_DIFF_TYPES. */
  unify(args: readonly Typed[], functionName: string): { readonly type: SparkType; readonly args: readonly Typed[] };
}

/** A function that gives one value per row. */
export interface ScalarFunction {
  readonly kind: "scalar";
  /** Lower case, the usual name first. */
  readonly names: readonly string[];
  /** Parameter names, for `name => value` and for errors of arity; `...` at the end for any number. Optional ones end with `?`. */
  readonly parameters: readonly string[];
  resolve(args: readonly Argument[], context: FunctionContext): Typed;
}

/** An aggregate before its suffix is known: FILTER, and OVER when it is used as a window function. */
export interface TypedAggregate {
  readonly type: SparkType;
  /** SQL with the suffix put after every aggregate call in it, e.g. `(suffix) => CAST(sum(x)${suffix} AS BIGINT)`. */
  readonly sql: (suffix: string) => string;
}

export interface AggregateCall {
  readonly distinct: boolean;
  readonly ignoreNulls: boolean;
  /** SQL of WITHIN GROUP (ORDER BY …) or of an ORDER BY inside the call: `x DESC NULLS LAST`; the sorted expressions with their types. */
  readonly orderBy?: readonly { readonly expression: Typed; readonly sql: string; readonly descending: boolean }[];
}

export interface AggregateFunction {
  readonly kind: "aggregate";
  readonly names: readonly string[];
  readonly parameters: readonly string[];
  resolve(args: readonly Typed[], call: AggregateCall, context: FunctionContext): TypedAggregate;
}

/** Functions that exist only with OVER (`row_number`, `lag`, …). */
export interface WindowFunction {
  readonly kind: "window";
  readonly names: readonly string[];
  readonly parameters: readonly string[];
  resolve(args: readonly Typed[], call: AggregateCall, context: FunctionContext): TypedAggregate;
}

/** Functions that give rows (`explode`, `inline`, `stack`, `json_tuple`, `range`, `variant_explode` …), in SELECT, LATERAL VIEW or FROM. */
export interface GeneratorFunction {
  readonly kind: "generator";
  readonly names: readonly string[];
  readonly parameters: readonly string[];
  /** A list of structs (one element per row, its fields are the columns); `outer` gives one row of NULLs for an empty list. */
  resolve(args: readonly Typed[], context: FunctionContext): GeneratedRows;
}

export interface GeneratedRows {
  readonly columns: readonly { readonly name: string; readonly type: SparkType }[];
  /** DuckDB SQL of a LIST of STRUCTs with fields c0, c1 … in the order of the columns. */
  readonly list: string;
  readonly outer: boolean;
}

export type FunctionDefinition = ScalarFunction | AggregateFunction | WindowFunction | GeneratorFunction;
