import { SqlFailure } from "../../engine/failure.ts";
import type { Typed } from "../functions/contract.ts";
import { hasSparkOrder, orderKey } from "../functions/ordering.ts";
import type { SortItem } from "../syntax/ast.ts";
import { quotedType } from "./coercion.ts";
import { hasOrder } from "./operators/comparison.ts";

/** `x DESC NULLS LAST` in DuckDB. @throws {SqlFailure} for types without an order */
export function sortSql(value: Typed, { descending, nullsFirst }: Pick<SortItem, "descending" | "nullsFirst">): string {
  if (!hasOrder(value.type)) {
    throw new SqlFailure(
      "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
      `Cannot resolve "${value.column ?? "sortorder"}" due to data type mismatch: The \`sortorder\` does not support ordering on type ${quotedType(value.type)}.`,
      "42K09",
    );
  }
  // DuckDB reads a plain number as the position of a column, and refuses other constants.
  const key = hasSparkOrder(value.type) ? value.sql : orderKey(value);
  return `(${value.literal === undefined ? key : `${key} IS NULL`}) ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
}
