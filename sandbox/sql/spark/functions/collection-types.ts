import { SqlFailure } from "../../engine/failure.ts";
import { quotedType, tightestType, widerWithoutStrings } from "../analysis/coercion.ts";
import { array, type SparkType, sameType, VOID } from "../data-types.ts";
import { DecimalValue, MapValue, type Value } from "../values/value.ts";
import type { FunctionContext, Typed } from "./contract.ts";
import { NONE, unexpectedInput } from "./define.ts";

/** The element type of an array argument. NULL counts as an array of NULLs. */
export function elementOf(name: string, args: readonly Typed[], index: number): SparkType {
  const argument = args[index];
  if (argument?.type.kind === "array") return argument.type.element;
  if (argument?.type.kind === "void") return VOID;
  throw unexpectedInput(name, argument ?? NONE, index, '"ARRAY"');
}

export interface KeyAndValue {
  readonly key: SparkType;
  readonly value: SparkType;
}

/** The types of a map argument. */
export function entriesOf(name: string, args: readonly Typed[], index: number): KeyAndValue {
  const argument = args[index];
  if (argument?.type.kind === "map") return argument.type;
  if (argument?.type.kind === "void") return { key: VOID, value: VOID };
  throw unexpectedInput(name, argument ?? NONE, index, '"MAP"');
}

/** An array and an element brought to one element type. By default it holds both exactly; `widens` allows a wider one. */
export function withElement(
  name: string,
  args: readonly Typed[],
  context: FunctionContext,
  { elementAt = 1, widens = false }: { readonly elementAt?: number; readonly widens?: boolean } = {},
): { readonly element: SparkType; readonly list: Typed; readonly item: Typed } {
  const [list = NONE, item = NONE] = [args[0], args[elementAt]];
  const element = (widens ? widerWithoutStrings : tightestType)(elementOf(name, args, 0), item.type);
  if (element === undefined || list.type.kind === "void")
    throw new SqlFailure(
      "DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES",
      `Cannot resolve "${name}" due to data type mismatch: Input to \`${name}\` should have been "ARRAY" followed by a value with same element type, but it's [${quotedType(list.type)}, ${quotedType(item.type)}].`,
      "42K09",
    );
  return { element, list: context.cast(list, array(element)), item: context.cast(item, element) };
}

/** Two arrays brought to one element type that holds both exactly. */
export function alikeArrays(
  name: string,
  args: readonly Typed[],
  context: FunctionContext,
): { readonly type: SparkType; readonly element: SparkType; readonly both: readonly Typed[] } {
  const element = tightestType(elementOf(name, args, 0), elementOf(name, args, 1));
  if (element === undefined || args.some(({ type }) => type.kind === "void"))
    throw new SqlFailure(
      "DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES",
      `Cannot resolve "${name}" due to data type mismatch: Input to function \`${name}\` should have been two "ARRAY" with same element type, but it's [${args.map(({ type }) => quotedType(type)).join(", ")}].`,
      "42K09",
    );
  const type = array(element);
  return { type, element, both: args.map((argument) => context.cast(argument, type)) };
}

/** The key of a map as its type. @throws {SqlFailure} for a key of another type, which is in no such map */
export function keyOfMap(name: string, container: Typed, key: Typed, context: FunctionContext): Typed {
  const { key: own } = entriesOf(name, [container], 0);
  const wanted = tightestType(own, key.type);
  if (wanted !== undefined && sameType(wanted, own)) return context.cast(key, own);
  throw new SqlFailure(
    "DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES",
    `Cannot resolve "${name}" due to data type mismatch: Input to \`${name}\` should have been "MAP" followed by a value with same key type, but it's [${quotedType(container.type)}, ${quotedType(key.type)}].`,
    "42K09",
  );
}

/** @throws {SqlFailure} for an argument that is NULL without a type */
export function requireTypes(name: string, args: readonly Typed[]): void {
  if (args.every(({ type }) => type.kind !== "void")) return;
  throw new SqlFailure(
    "DATATYPE_MISMATCH.NULL_TYPE",
    `Cannot resolve "${name}" due to data type mismatch: Null typed values cannot be used as arguments of \`${name}\`.`,
    "42K09",
  );
}

/** Text that is equal exactly for values that Spark calls equal (NULLs included): for distinct, union, map keys. */
export function identity(value: Value): string {
  if (value === null) return "n";
  if (typeof value === "number") return Object.is(value, -0) ? "0" : `${value}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  if (value instanceof DecimalValue) return `${value.unscaled}`;
  if (value instanceof MapValue) return `{${value.entries.map(([k, v]) => `${identity(k)}:${identity(v)}`).join(",")}}`;
  if (typeof value === "object" && "micros" in value) return `i${value.months},${value.days},${value.micros}`;
  if (typeof value === "object") return `[${value.map(identity).join(",")}]`;
  return `${value}`;
}

/** As `identity`. Zeros of different sign are different values of a list, as in Spark. */
export const identityInList = (item: Value): string => (Object.is(item, -0) ? "-0" : identity(item));

/** The values without those that came before. */
export function withoutRepeats(items: readonly Value[]): readonly Value[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = identityInList(item);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** SQL that is NULL when one of these is. */
export function unlessNull(args: readonly Typed[], sql: string): string {
  const checks = args.filter(({ literal }) => literal === undefined || literal.value === null);
  if (checks.length === 0) return sql;
  return `CASE WHEN ${checks.map((argument) => `${argument.sql} IS NULL`).join(" OR ")} THEN NULL ELSE ${sql} END`;
}

/** The longest array that a function makes from a number. */
export const MOST_ELEMENTS = 1_000_000;

/** The refusal of arrays longer than this workspace makes: its memory is small. */
export function tooManyElements(name: string, count: number | bigint): SqlFailure {
  return new SqlFailure(
    "COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION",
    `Can't create array with ${count} elements which exceeding the array size limit ${MOST_ELEMENTS}, the array size limit of the function \`${name}\` in this workspace.`,
    "54000",
  );
}
