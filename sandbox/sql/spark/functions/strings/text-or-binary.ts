import { BINARY, type SparkType, STRING } from "../../data-types.ts";
import type { FunctionContext, Typed } from "../contract.ts";

/** The argument as it is when it is binary, otherwise as a string. */
export function textOrBinary(name: string, argument: Typed, index: number, context: FunctionContext): Typed {
  return argument.type.kind === "binary" ? argument : context.coerce(argument, STRING, { function: name, index });
}

/** The arguments as binary if all are, otherwise as strings. NULL goes with either. */
export function allTextOrBinary(
  name: string,
  args: readonly Typed[],
  context: FunctionContext,
): { readonly type: SparkType; readonly args: readonly Typed[] } {
  const binary = args.some(({ type }) => type.kind === "binary");
  const all = binary && args.every(({ type }) => type.kind === "binary" || type.kind === "void");
  const type = all ? BINARY : STRING;
  return { type, args: args.map((argument, index) => context.coerce(argument, type, { function: name, index })) };
}
