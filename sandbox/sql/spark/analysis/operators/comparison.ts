import { SqlFailure } from "../../../engine/failure.ts";
import { BOOLEAN, type SparkType } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import { hasSparkOrder, orderKey } from "../../functions/ordering.ts";
import type { ComparisonOperator } from "../../syntax/ast.ts";
import { comparedType, quotedType } from "../coercion.ts";
import { convert, incompatible, type OperatorContext } from "./operands.ts";

/** `left operator right` as a boolean. @throws {SqlFailure} DATATYPE_MISMATCH */
export function comparison(operator: ComparisonOperator, left: Typed, right: Typed, context: OperatorContext): Typed {
  const [a, b] = comparable(left, right, context, operator);
  const sql = operator === "<=>" ? "IS NOT DISTINCT FROM" : operator;
  if (/^[<>]=?$/.test(operator) && !hasSparkOrder(a.type))
    return { type: BOOLEAN, sql: `(${orderKey(a)} ${sql} ${orderKey(b)})` };
  return { type: BOOLEAN, sql: `(${a.sql} ${sql} ${b.sql})` };
}

/** Both operands as one type that has an order, or at least equality. */
export function comparable(
  left: Typed,
  right: Typed,
  context: OperatorContext,
  operator: ComparisonOperator,
): readonly [Typed, Typed] {
  const type = comparedType(left.type, right.type);
  if (type === undefined) throw incompatible(left, right, context);
  if (!hasOrder(type)) throw notOrdered(type, operator, context);
  return [convert(left, type, context), convert(right, type, context)];
}

function notOrdered(type: SparkType, operator: ComparisonOperator, { subject }: OperatorContext): SqlFailure {
  const symbol = operator === "<>" ? "=" : operator;
  return new SqlFailure(
    "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
    `Cannot resolve "${subject}" due to data type mismatch: The \`${symbol}\` does not support ordering on type ${quotedType(type)}.`,
    "42K09",
  );
}

/** Whether values of the type can be sorted, grouped and compared. */
export function hasOrder(type: SparkType, equality = false): boolean {
  switch (type.kind) {
    case "map":
    case "variant":
      return false;
    case "interval":
      return equality;
    case "array":
      return hasOrder(type.element, equality);
    case "struct":
      return type.fields.every((field) => hasOrder(field.type, equality));
    default:
      return true;
  }
}
