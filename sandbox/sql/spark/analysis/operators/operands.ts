import { nullOnFailure, SqlFailure } from "../../../engine/failure.ts";
import { type SparkType, sameType } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import { divideByZero } from "../../values/conversion-failures.ts";
import type { Value } from "../../values/value.ts";
import { type CastContext, castTo } from "../casts.ts";
import { quotedType, widerType } from "../coercion.ts";
import { textLiteral } from "../literals.ts";

/** The compiler services that operators need. */
export interface OperatorContext extends CastContext {
  /** The operation in SQL, for errors: `(a + 1)`. */
  readonly subject: string;
  /** NULL where the operation fails, for `try_add` and the like. */
  readonly lenient?: boolean;
}

export const convert = (value: Typed, type: SparkType, context: CastContext): Typed =>
  castTo(value, type, false, context);

export function incompatible(left: Typed, right: Typed, { subject }: Pick<OperatorContext, "subject">): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
    `Cannot resolve "${subject}" due to data type mismatch: the left and right operands of the binary operator have incompatible types (${quotedType(left.type)} and ${quotedType(right.type)}).`,
    "42K09",
  );
}

export function wrongType(type: SparkType, requires: string, { subject }: OperatorContext): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
    `Cannot resolve "${subject}" due to data type mismatch: the binary operator requires the input type ${requires}, not ${quotedType(type)}.`,
    "42K09",
  );
}

/** The types of arithmetic, in the words of errors. */
export const REQUIRES = '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")';

/**
 * The refusal of operands of which the operator takes no common type. Spark converts a string to the type next to it first, and
 * then both have one type, but a wrong one.
 */
export function mistyped(left: Typed, right: Typed, requires: string, context: OperatorContext): SqlFailure {
  const text = left.type.kind === "string" || right.type.kind === "string";
  const type = sameType(left.type, right.type) ? left.type : text ? widerType(left.type, right.type) : undefined;
  return type === undefined ? incompatible(left, right, context) : wrongType(type, requires, context);
}

/** DuckDB SQL that raises the error when it is evaluated. */
export function raise(failure: SqlFailure): string {
  return `error(${textLiteral(failure.message)})`;
}

/** Longer operands are not repeated in the SQL of their operation. */
const REPEATABLE = 1500;

/**
 * SQL of a division: NULL if an operand is, an error if the divisor is zero. `undefined` when the operands are too long to be
 * written twice.
 */
export function guardZero(
  left: Typed,
  right: Typed,
  sql: string,
  { lenient = false }: OperatorContext,
): string | undefined {
  const divisor = right.literal?.value;
  if (divisor !== undefined && divisor !== null && Number(divisor) !== 0) return sql;
  if (lenient) return `CASE WHEN ${right.sql} = 0 THEN NULL ELSE ${sql} END`;
  if (left.sql.length + right.sql.length > REPEATABLE) return undefined;
  return `CASE WHEN ${right.sql} = 0 AND ${left.sql} IS NOT NULL THEN ${raise(divideByZero())} ELSE ${sql} END`;
}

/** Calls a TypeScript function. A lenient operation returns NULL where the function fails. */
export function attempt(
  context: OperatorContext,
  name: string,
  args: readonly Typed[],
  returns: SparkType,
  implementation: (...values: never[]) => Value,
): Typed {
  if (context.lenient !== true) return context.call(name, args, returns, implementation);
  return context.call(`try ${name}`, args, returns, nullOnFailure(implementation));
}
