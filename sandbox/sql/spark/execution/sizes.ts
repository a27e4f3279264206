import { SqlFailure } from "../../engine/failure.ts";
import type { SparkType } from "../data-types.ts";
import { itemsOf, MapValue, type Value } from "../values/value.ts";

/**
 * Maximum characters, bytes and elements of a function's results for a batch of rows. These are outside DuckDB's memory limit.
 */
export const MOST_UNITS = 32 * 1024 * 1024;

/** How large a value of the type is, or undefined for types whose values all have the same size. */
export function measure(type: SparkType): ((value: Value) => number) | undefined {
  switch (type.kind) {
    case "string":
    case "variant":
    case "binary":
      return (value) => (typeof value === "string" || value instanceof Uint8Array ? value.length : 0);
    case "array": {
      const inner = measure(type.element);
      return (value) => sum(itemsOf(value), inner);
    }
    case "map": {
      const [key, inner] = [measure(type.key), measure(type.value)];
      return (value) => {
        if (!(value instanceof MapValue)) return 0;
        return (
          sum(
            value.entries.map((entry) => entry[0]),
            key,
          ) +
          sum(
            value.entries.map((entry) => entry[1]),
            inner,
          )
        );
      };
    }
    case "struct": {
      const fields = type.fields.map((field) => measure(field.type));
      return (value) =>
        itemsOf(value).reduce<number>((total, item, index) => total + 1 + (fields[index]?.(item) ?? 0), 0);
    }
    default:
      return undefined;
  }
}

/** Every element becomes an object before it reaches DuckDB, so it counts as a short string. */
const ELEMENT = 8;

function sum(values: readonly Value[], inner: ((value: Value) => number) | undefined): number {
  if (inner === undefined) return values.length * ELEMENT;
  return values.reduce<number>((total, value) => total + ELEMENT + inner(value), 0);
}

export function insufficientMemory(): SqlFailure {
  return new SqlFailure(
    "INSUFFICIENT_MEMORY",
    "The statement needs more memory than this warehouse has. Reduce what it joins, sorts or groups at once.",
    "53200",
    "RESOURCE_EXHAUSTED",
  );
}
