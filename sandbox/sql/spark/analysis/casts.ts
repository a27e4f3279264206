import { SqlFailure } from "../../engine/failure.ts";
import { type SparkType, sameType } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { type ConversionContext, castable, conversion } from "../values/conversion.ts";
import type { ParseContext } from "../values/parse.ts";
import type { Value } from "../values/value.ts";
import { isFloating, isIntegral, isNumeric, quotedType, sqlType } from "./coercion.ts";
import { literalOf } from "./literals.ts";
import { storageType } from "./storage.ts";

/** The compiler services that casts need. */
export interface CastContext {
  readonly parsing: ParseContext;
  /** See `FunctionContext.call`. */
  call(
    name: string,
    args: readonly Typed[],
    returns: SparkType,
    implementation: (...values: never[]) => Value,
    options?: { readonly seesNulls?: boolean; readonly volatile?: boolean },
  ): Typed;
}

/** CAST, or TRY_CAST when `safe`. @throws {SqlFailure} DATATYPE_MISMATCH for types without a cast between them */
export function castTo(value: Typed, type: SparkType, safe: boolean, context: CastContext): Typed {
  if (sameType(value.type, type)) return value;
  if (!castable(value.type, type)) throw noCast(value, type, safe);
  if (value.literal !== undefined) {
    const folded = fold(value.literal.value, value.type, type, safe, context);
    if (folded !== undefined) return folded;
  }
  const sql = inDuckDB(value, type);
  if (sql !== undefined) return { type, sql, ...named(value) };
  return { ...inTypeScript(value, type, safe, context), ...named(value) };
}

const named = ({ column }: Typed) => (column === undefined ? {} : { column });

/** The cast of a literal, or undefined when it fails: it fails only if its row is computed. */
function fold(value: Value, from: SparkType, to: SparkType, safe: boolean, context: CastContext): Typed | undefined {
  try {
    return literalOf(from.kind === "void" ? null : conversion(from, to, converting(context, safe))(value), to);
  } catch (error) {
    if (error instanceof SqlFailure) return undefined;
    throw error;
  }
}

/** Inherits `today`, which is read again for every value. */
function converting({ parsing }: CastContext, safe: boolean): ConversionContext {
  return Object.create(parsing, { safe: { value: safe } }) as ConversionContext;
}

const BITS: Readonly<Partial<Record<SparkType["kind"], number>>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };
/** Decimals with more digits are not exact in DuckDB's conversion to a double. */
const EXACT_DIGITS = 15;

/** DuckDB SQL of a cast that cannot fail and means the same there. */
function inDuckDB({ type: from, sql }: Typed, to: SparkType): string | undefined {
  const plain = `CAST(${sql} AS ${storageType(to)})`;
  if (from.kind === "void") return plain;
  if (from.kind === "array" && to.kind === "array" && from.element.kind === "void") return plain;
  if (isIntegral(from)) {
    if (isIntegral(to)) return (BITS[from.kind] ?? 0) <= (BITS[to.kind] ?? 0) ? plain : undefined;
    if (isFloating(to) || to.kind === "string") return plain;
    if (to.kind === "boolean") return `(${sql} <> 0)`;
    const digits = { tinyint: 3, smallint: 5, int: 10, bigint: 19 }[from.kind as "int"];
    if (to.kind === "decimal" && to.precision - to.scale >= digits) return plain;
  }
  if (from.kind === "boolean" && (isIntegral(to) || to.kind === "string")) return plain;
  if (from.kind === "boolean" && isFloating(to)) return `CAST(CAST(${sql} AS INTEGER) AS ${storageType(to)})`;
  if (from.kind === "float" && to.kind === "double") return plain;
  if (from.kind === "decimal") {
    if (to.kind === "double" && from.precision <= EXACT_DIGITS) return plain;
    if (to.kind === "decimal" && to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale)
      return plain;
    if (to.kind === "string") return plain;
  }
  if (from.kind === "interval_dt" && to.kind === "interval_dt" && to.to === "second") return sql;
  if (from.kind === "interval_ym" && to.kind === "interval_ym" && to.to === "month") return sql;
  return undefined;
}

function inTypeScript(value: Typed, type: SparkType, safe: boolean, context: CastContext): Typed {
  const convert = conversion(value.type, type, converting(context, safe));
  return context.call(safe ? "try_cast" : "cast", [value], type, convert as (...values: never[]) => Value);
}

function noCast({ type: from, column }: Typed, type: SparkType, safe: boolean): SqlFailure {
  const what = `${safe ? "TRY_CAST" : "CAST"}(${column ?? "expression"} AS ${sqlType(type)})`;
  const instead = converter(from, type);
  if (instead !== undefined)
    return new SqlFailure(
      "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION",
      `Cannot resolve "${what}" due to data type mismatch: cannot cast ${quotedType(from)} to ${quotedType(type)}. To convert values from ${quotedType(from)} to ${quotedType(type)}, you can use the functions \`${instead}\` instead.`,
      "42K09",
    );
  if (onlyWithoutAnsi(from, type))
    return new SqlFailure(
      "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION",
      `Cannot resolve "${what}" due to data type mismatch: cannot cast ${quotedType(from)} to ${quotedType(type)} with ANSI mode on. If you have to cast ${quotedType(from)} to ${quotedType(type)}, you can set "spark.sql.ansi.enabled" as 'false'.`,
      "42K09",
    );
  return new SqlFailure(
    "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
    `Cannot resolve "${what}" due to data type mismatch: cannot cast ${quotedType(from)} to ${quotedType(type)}.`,
    "42K09",
  );
}

/** Whether the cast exists outside ANSI mode. */
function onlyWithoutAnsi(from: SparkType, to: SparkType): boolean {
  if (to.kind === "binary") return isIntegral(from);
  if (to.kind === "boolean") return from.kind === "date" || from.kind === "timestamp";
  return to.kind === "timestamp" && from.kind === "boolean";
}

/** The function that converts days to dates and back, which a cast refuses. */
function converter(from: SparkType, to: SparkType): string | undefined {
  if (from.kind === "date" && isNumeric(to)) return "UNIX_DATE";
  return to.kind === "date" && isNumeric(from) ? "DATE_FROM_UNIX_DATE" : undefined;
}
