import { array, DOUBLE, type SparkType, STRING, struct, VOID } from "./data-types.ts";

/** The type that holds values of both types, whose kinds differ or are decimals. */
type Widening = (a: SparkType, b: SparkType) => SparkType;

/** The type that Spark infers for values of both types. Types that do not go together become a string. */
export function mergedType(a: SparkType, b: SparkType, widened: Widening = widerNumber): SparkType {
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "struct" && b.kind === "struct") {
    const names = [...new Set([...a.fields, ...b.fields].map(({ name }) => name))].sort();
    const typeIn = (of: typeof a, name: string) => of.fields.find((field) => field.name === name)?.type ?? VOID;
    return struct(names.map((name) => ({ name, type: mergedType(typeIn(a, name), typeIn(b, name), widened) })));
  }
  if (a.kind === "array" && b.kind === "array") return array(mergedType(a.element, b.element, widened));
  return a.kind === b.kind && a.kind !== "decimal" ? a : widened(a, b);
}

function widerNumber(a: SparkType, b: SparkType): SparkType {
  return [a, b].every(({ kind }) => kind === "bigint" || kind === "double") ? DOUBLE : STRING;
}

/** The type with STRING in place of VOID, which neither a table nor a schema has. */
export function withoutVoid(type: SparkType): SparkType {
  if (type.kind === "void") return STRING;
  if (type.kind === "array") return array(withoutVoid(type.element));
  if (type.kind !== "struct") return type;
  return struct(type.fields.map(({ name, type: inner }) => ({ name, type: withoutVoid(inner) })));
}
