import { SqlFailure } from "../../engine/failure.ts";
import { hasOrder } from "../analysis/operators/comparison.ts";
import { INT, type SparkType, sameType, typeText } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import type { FunctionContext, ScalarFunction, Typed } from "./contract.ts";
import { notConstant, scalar, unexpectedInput, unexpectedNull } from "./define.ts";

/** An argument without implicit casts: its type must match, or it is NULL. @throws {SqlFailure} for other types */
export function exactly(
  name: string,
  argument: Typed,
  index: number,
  type: SparkType,
  context: FunctionContext,
): Typed {
  if (sameType(argument.type, type)) return argument;
  if (argument.type.kind !== "void") throw unexpectedInput(name, argument, index, `"${typeText(type).toUpperCase()}"`);
  return context.cast(argument, type);
}

/** All arguments, without implicit casts. Optional ones may be missing at the end. */
function allExactly(
  name: string,
  args: readonly Typed[],
  types: readonly SparkType[],
  context: FunctionContext,
): readonly Typed[] {
  return args.map((argument, index) => {
    const type = types[index];
    return type === undefined ? argument : exactly(name, argument, index, type, context);
  });
}

/** `inTypeScript` without implicit casts. */
export function strictly(
  names: string,
  parameters: string,
  takes: readonly SparkType[],
  returns: SparkType,
  implementation: (...values: never[]) => Value,
): ScalarFunction {
  return scalar(names, parameters, (args, context, name) =>
    context.call(name, allExactly(name, args, takes, context), returns, implementation),
  );
}

/** @throws {SqlFailure} for a type whose values Spark cannot sort, compare or group: maps, variants and calendar intervals */
export function requireOrder(name: string, type: SparkType, equality = false): void {
  if (hasOrder(type, equality)) return;
  throw new SqlFailure(
    "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
    `Cannot resolve "${name}" due to data type mismatch: The \`${name}\` does not support ordering on type "${typeText(type).toUpperCase()}".`,
    "42K09",
  );
}

/** An argument of one of these integer types, or NULL, as an INT. @throws {SqlFailure} for other types */
export function smallInteger(name: string, argument: Typed, index: number, context: FunctionContext): Typed {
  if (!["int", "smallint", "tinyint", "void"].includes(argument.type.kind))
    throw unexpectedInput(name, argument, index, '("INT" or "SMALLINT" or "TINYINT")');
  return context.cast(argument, INT);
}

/** A constant string. @throws {SqlFailure} for a string that depends on the row */
export function constantText(name: string, argument: Typed, parameter: string): string {
  const value = argument.literal?.value;
  if (value === null || argument.type.kind === "void") throw unexpectedNull(name, parameter);
  if (typeof value === "string") return value;
  throw notConstant(name, parameter);
}
