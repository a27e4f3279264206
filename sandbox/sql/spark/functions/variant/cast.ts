import { SqlFailure } from "../../../engine/failure.ts";
import { BIGINT, BOOLEAN, DOUBLE, decimal, type SparkType, STRING, sameType } from "../../data-types.ts";
import { castable, conversion } from "../../values/conversion.ts";
import { digitsOf, MAX_PRECISION, parseDecimal } from "../../values/decimal.ts";
import { isArray, type JsonNode, JsonNumber, JsonObject } from "../../values/json/node.ts";
import { fitsInteger, type ParseContext } from "../../values/parse.ts";
import { MapValue, type Value } from "../../values/value.ts";
import { plainVariant, unmarked } from "../../values/variant-scalars.ts";
import { sqlTypeText } from "../json/type-text.ts";
import { variantText } from "./canonical.ts";

interface Scalar {
  readonly type: SparkType;
  readonly value: Value;
}

/** The value of a number in the text of a VARIANT. Doubles without a mark, of earlier versions, have an exponent or `.0` at their end. */
export function numberOf({ text, isInteger }: JsonNumber): Scalar {
  if (isInteger && fitsInteger(BigInt(text), "bigint")) return { type: BIGINT, value: BigInt(text) };
  const exact = /[eE]|\.0$/.test(text) ? undefined : parseDecimal(text);
  if (exact === undefined || Math.max(digitsOf(exact), exact.scale) > MAX_PRECISION)
    return { type: DOUBLE, value: Number(text) };
  return { type: decimal(Math.max(digitsOf(exact), exact.scale), exact.scale), value: exact };
}

/** The type of a string in a VARIANT, and its text. */
export function stringScalar(node: string): { readonly type: SparkType; readonly text: string } {
  const { kind, text } = unmarked(node);
  if (kind !== "decimal") return { type: { kind }, text };
  return { type: decimal(text.replace("-", "").length, 0), text };
}

function scalarOf(node: JsonNode, context: ParseContext): Scalar | undefined {
  if (typeof node === "string") {
    const { type, text } = stringScalar(node);
    if (type.kind === "binary") return { type, value: new Uint8Array(Buffer.from(text, "base64")) };
    return { type, value: conversion(STRING, type, context)(text) };
  }
  if (typeof node === "boolean") return { type: BOOLEAN, value: node };
  return node instanceof JsonNumber ? numberOf(node) : undefined;
}

function invalid(node: JsonNode, type: SparkType): SqlFailure {
  return new SqlFailure(
    "INVALID_VARIANT_CAST",
    `The variant value \`${plainVariant(variantText(node))}\` cannot be cast into \`"${sqlTypeText(type)}"\`. Please use \`try_variant_get\` instead.`,
    "22023",
  );
}

/**
 * A part of a VARIANT as a value of the type. When `lenient`, a value that cannot be cast is NULL, also inside arrays and structs.
 * @throws {SqlFailure} INVALID_VARIANT_CAST
 */
export function castVariant(node: JsonNode, type: SparkType, lenient: boolean, context: ParseContext): Value {
  if (type.kind === "variant") return variantText(node);
  if (node === null) return null;
  const refuse = (): null => {
    if (lenient) return null;
    throw invalid(node, type);
  };
  const inner = (item: JsonNode, itemType: SparkType) => castVariant(item, itemType, lenient, context);
  if (type.kind === "array") return isArray(node) ? node.map((item) => inner(item, type.element)) : refuse();
  if (type.kind === "map") {
    if (!(node instanceof JsonObject)) return refuse();
    return new MapValue(node.entries.map(([key, item]) => [key, inner(item, type.value)]));
  }
  if (type.kind === "struct") {
    if (!(node instanceof JsonObject)) return refuse();
    return type.fields.map((field) => inner(node.entries.find(([key]) => key === field.name)?.[1] ?? null, field.type));
  }
  const scalar = scalarOf(node, context);
  if (scalar === undefined) return type.kind === "string" ? plainVariant(variantText(node)) : refuse();
  if (sameType(scalar.type, type)) return scalar.value;
  if (!castable(scalar.type, type)) return refuse();
  try {
    return conversion(scalar.type, type, context)(scalar.value);
  } catch (error) {
    if (error instanceof SqlFailure) return refuse();
    throw error;
  }
}
