import { SqlFailure } from "../../engine/failure.ts";
import { type SparkType, typeText, VOID } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import type {
  AggregateCall,
  AggregateFunction,
  Argument,
  FunctionContext,
  GeneratedRows,
  GeneratorFunction,
  Lambda,
  ScalarFunction,
  Typed,
  TypedAggregate,
  WindowFunction,
} from "./contract.ts";

const words = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");

export const typed = (type: SparkType, sql: string): Typed => ({ type, sql });

/** NULL without a type, also as the default of arguments that the arity check has already required. */
export const NONE: Typed = typed(VOID, "NULL");

export const isLambda = (argument: Argument | undefined): argument is Lambda =>
  argument !== undefined && "bind" in argument;

/** A scalar function over plain arguments. `names` and `parameters` are separated by blanks (`"str pos len?"`). */
export function scalar(
  names: string,
  parameters: string,
  resolve: (args: readonly Typed[], context: FunctionContext, name: string) => Typed,
): ScalarFunction {
  const all = words(names);
  const [name = ""] = all;
  return {
    kind: "scalar",
    names: all,
    parameters: words(parameters),
    resolve: (args, context) => resolve(withoutLambdas(args, name), context, name),
  };
}

/** A scalar function of which some arguments are lambdas. */
export function higherOrder(
  names: string,
  parameters: string,
  resolve: (args: readonly Argument[], context: FunctionContext, name: string) => Typed,
): ScalarFunction {
  const all = words(names);
  return {
    kind: "scalar",
    names: all,
    parameters: words(parameters),
    resolve: (args, context) => resolve(args, context, all[0] ?? ""),
  };
}

/** A function of arguments of fixed types (optional ones at the end), in DuckDB SQL. */
export function inSql(
  names: string,
  parameters: string,
  takes: readonly SparkType[],
  returns: SparkType,
  sql: (...args: string[]) => string,
): ScalarFunction {
  return scalar(names, parameters, (args, context, name) =>
    typed(returns, `(${sql(...coerced(args, takes, context, name).map((argument) => argument.sql))})`),
  );
}

/** A function of arguments of fixed types (optional ones at the end), in TypeScript. NULL for a NULL argument unless it `seesNulls`. */
export function inTypeScript(
  names: string,
  parameters: string,
  takes: readonly SparkType[],
  returns: SparkType,
  implementation: (...values: never[]) => Value,
  options?: { readonly seesNulls?: boolean; readonly volatile?: boolean },
): ScalarFunction {
  return scalar(names, parameters, (args, context, name) =>
    context.call(name, coerced(args, takes, context, name), returns, implementation, options),
  );
}

export function aggregate(
  names: string,
  parameters: string,
  resolve: (args: readonly Typed[], call: AggregateCall, context: FunctionContext, name: string) => TypedAggregate,
): AggregateFunction {
  const all = words(names);
  return {
    kind: "aggregate",
    names: all,
    parameters: words(parameters),
    resolve: (args, call, context) => resolve(args, call, context, all[0] ?? ""),
  };
}

export function windowFunction(
  names: string,
  parameters: string,
  resolve: (args: readonly Typed[], call: AggregateCall, context: FunctionContext, name: string) => TypedAggregate,
): WindowFunction {
  return { ...aggregate(names, parameters, resolve), kind: "window" };
}

export function generator(
  names: string,
  parameters: string,
  resolve: (args: readonly Typed[], context: FunctionContext, name: string) => GeneratedRows,
): GeneratorFunction {
  const all = words(names);
  return {
    kind: "generator",
    names: all,
    parameters: words(parameters),
    resolve: (args, context) => resolve(args, context, all[0] ?? ""),
  };
}

/** The arguments with the implicit casts to these types. */
export function coerced(
  args: readonly Typed[],
  takes: readonly SparkType[],
  context: FunctionContext,
  name: string,
): readonly Typed[] {
  return args.map((argument, index) => {
    const type = takes[index];
    return type === undefined ? argument : context.coerce(argument, type, { function: name, index });
  });
}

/** The refusal of an argument's type, in Spark's words. `requires` is like `"ARRAY"`. */
export function unexpectedInput(name: string, argument: Typed, index: number, requires: string): SqlFailure {
  const ordinal = ["first", "second", "third", "fourth", "fifth"][index] ?? `${index + 1}th`;
  return new SqlFailure(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    `Cannot resolve "${name}" due to data type mismatch: The ${ordinal} parameter requires the ${requires} type, however it has the type "${typeText(argument.type).toUpperCase()}".`,
    "42K09",
  );
}

/** The refusal of NULL for an argument that decides how a call works. */
export const unexpectedNull = (name: string, parameter: string): SqlFailure =>
  new SqlFailure(
    "DATATYPE_MISMATCH.UNEXPECTED_NULL",
    `Cannot resolve "${name}" due to data type mismatch: The ${parameter} must not be null.`,
    "42K09",
  );

/** The refusal of a constant, in Spark's words. `requirement` is like `accuracy must be between (0, 2147483647]`. */
export const outOfRange = (name: string, requirement: string): SqlFailure =>
  new SqlFailure(
    "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
    `Cannot resolve "${name}" due to data type mismatch: The ${requirement}.`,
    "42K09",
  );

/** The arguments at even and at odd positions. @throws {SqlFailure} WRONG_NUM_ARGS when one is left over */
export function inPairs(args: readonly Typed[], name: string): readonly [readonly Typed[], readonly Typed[]] {
  if (args.length % 2 !== 0)
    throw new SqlFailure(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      `The \`${name}\` requires 2n (n > 0) parameters but the actual number is ${args.length}.`,
      "42605",
    );
  return [args.filter((_, i) => i % 2 === 0), args.filter((_, i) => i % 2 === 1)];
}

/** The refusal of an argument that is not a constant. */
export function notConstant(
  name: string,
  parameter: string,
  type: "STRING" | "INT" | "BOOLEAN" = "STRING",
): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
    `Cannot resolve "${name}" due to data type mismatch: the input \`${parameter}\` should be a foldable "${type}" expression; however, got an expression.`,
    "42K09",
  );
}

function withoutLambdas(args: readonly Argument[], name: string): readonly Typed[] {
  return args.map((argument) => {
    if (!isLambda(argument)) return argument;
    throw new SqlFailure(
      "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION",
      `Invalid lambda function call. A lambda function should only be used in a higher order function. However, its class is ${name}, which is not a higher order function.`,
      "42K0D",
    );
  });
}
