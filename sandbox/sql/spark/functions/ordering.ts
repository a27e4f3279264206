import { quote } from "../../engine/names.ts";
import type { SparkType } from "../data-types.ts";
import type { Typed } from "./contract.ts";

/** Whether DuckDB orders values of the type as Spark does. Inside arrays and structs, NULL comes last there and first in Spark. */
export const hasSparkOrder = ({ kind }: SparkType): boolean => kind !== "array" && kind !== "struct";

/** DuckDB SQL of a value that DuckDB orders as Spark orders this one. It is NULL if this one is. */
export const orderKey = ({ type, sql }: Typed): string => keySql(type, sql, 0);

function keySql(type: SparkType, sql: string, depth: number): string {
  const item = quote(`key ${depth}`);
  if (type.kind === "array")
    return `list_transform(${sql}, lambda ${item}: struct_pack(${partSql("", type.element, item, depth)}))`;
  if (type.kind !== "struct" || type.fields.length === 0) return sql;
  const parts = type.fields.map((field, index) =>
    partSql(String(index), field.type, `struct_extract(${item}, '${field.name.replaceAll("'", "''")}')`, depth),
  );
  // A lambda over one element names the value, which is computed once.
  const whole = `CASE WHEN ${item} IS NULL THEN NULL ELSE struct_pack(${parts.join(", ")}) END`;
  return `list_transform([${sql}], lambda ${item}: ${whole})[1]`;
}

/** Whether there is a value, which is false and so first for NULL, and then the value. */
const partSql = (name: string, type: SparkType, sql: string, depth: number): string =>
  `n${name} := ${sql} IS NOT NULL, v${name} := ${keySql(type, sql, depth + 1)}`;

/** A value with its key in front, for functions of DuckDB that choose or sort: `withKey(x).v` is the value again. */
export function withKey(value: Typed): string {
  const item = quote("keyed");
  const key = orderKey({ ...value, sql: item });
  return `list_transform([${value.sql}], lambda ${item}: CASE WHEN ${item} IS NULL THEN NULL ELSE struct_pack(k := ${key}, v := ${item}) END)[1]`;
}

/** A list whose elements have their keys in front. */
export function listWithKeys(element: SparkType, sql: string): string {
  const item = quote("keyed");
  const key = orderKey({ type: element, sql: item });
  return `list_transform(${sql}, lambda ${item}: CASE WHEN ${item} IS NULL THEN NULL ELSE struct_pack(k := ${key}, v := ${item}) END)`;
}

/** `list_sort` in Spark's order. */
export function sortedList(element: SparkType, sql: string, order: "ASC" | "DESC", nulls: "FIRST" | "LAST"): string {
  const sorted = (list: string) => `list_sort(${list}, '${order}', 'NULLS ${nulls}')`;
  if (hasSparkOrder(element)) return sorted(sql);
  return `list_transform(${sorted(listWithKeys(element, sql))}, lambda ${quote("sorted")}: struct_extract(${quote("sorted")}, 'v'))`;
}
