import { SqlFailure } from "../../engine/failure.ts";
import { sameType } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import type { Expression } from "../syntax/ast.ts";
import { quotedType } from "./coercion.ts";
import { titleOf } from "./titles.ts";

export type PredicateClause = "filter" | "join" | "aggregate filter";

/**
 * DuckDB SQL of a condition that chooses rows. Spark converts nothing here, not even NULL.
 * @throws {SqlFailure} for what is not a boolean
 */
export function predicate(value: Typed, written: Expression, clause: PredicateClause): string {
  if (sameType(value.type, { kind: "boolean" })) return value.sql;
  const [title, type] = [titleOf(written), quotedType(value.type)];
  switch (clause) {
    case "filter":
      throw new SqlFailure(
        "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN",
        `Cannot resolve "${title}" due to data type mismatch: Filter expression "${title}" of type ${type} is not a boolean.`,
        "42K09",
      );
    case "join":
      throw new SqlFailure(
        "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
        `The join condition "${title}" has the invalid type ${type}, expected "BOOLEAN".`,
        "42K0E",
      );
    case "aggregate filter":
      throw new SqlFailure(
        "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN",
        `The FILTER expression "${title}" in an aggregate function is invalid. Expression is not of boolean type.`,
        "42903",
      );
  }
}
