import type { SparkType, StructField } from "../../data-types.ts";
import { MICROS_PER_SECOND } from "../../values/calendar.ts";
import { parseDecimal, toPrecision } from "../../values/decimal.ts";
import { isArray, type JsonNode, JsonNumber, JsonObject } from "../../values/json/node.ts";
import { nodeText } from "../../values/json/node-text.ts";
import { fitsInteger, isIntegerKind, parseAs } from "../../values/parse.ts";
import { MapValue, type Value } from "../../values/value.ts";
import type { Zone } from "../../values/zones.ts";
import { variantText } from "../variant/canonical.ts";
import { type FormatOptions, isDateTime, isOn, readDateTime } from "./options.ts";

/** A value that its type cannot hold. The nearest field that can be NULL becomes NULL. */
export class BadValueError extends Error {}

export interface NodeReader {
  readonly options: FormatOptions;
  readonly zone: Zone;
  /** Set when a field was bad. */
  corrupt: boolean;
}

const bad = (node: JsonNode): never => {
  throw new BadValueError(nodeText(node));
};

/** JSON as a value of the type. @throws {BadValueError} */
export function fromNode(node: JsonNode, type: SparkType, reader: NodeReader): Value {
  if (type.kind === "variant") return variantText(node);
  if (node === null) return null;
  switch (type.kind) {
    case "string":
      return typeof node === "string" ? node : nodeText(node);
    case "boolean":
      return typeof node === "boolean" ? node : bad(node);
    case "float":
      return Math.fround(toDouble(node, reader));
    case "double":
      return toDouble(node, reader);
    case "decimal": {
      const text = node instanceof JsonNumber ? node.text : typeof node === "string" ? node : "";
      const value = parseDecimal(text);
      return (value && toPrecision(value, type.precision, type.scale)) ?? bad(node);
    }
    case "binary":
      if (typeof node !== "string" || !/^[A-Za-z0-9+/\s]*={0,2}$/.test(node)) return bad(node);
      return new Uint8Array(Buffer.from(node, "base64"));
    case "array":
      if (!isArray(node)) return bad(node);
      return node.map((item) => fromNode(item, type.element, reader));
    case "map":
      if (!(node instanceof JsonObject)) return bad(node);
      return toMap(node, type.value, reader);
    case "struct":
      if (!(node instanceof JsonObject)) return bad(node);
      return toStruct(node, type.fields, reader);
    default:
      return scalar(node, type, reader);
  }
}

function scalar(node: NonNullable<JsonNode>, type: SparkType, reader: NodeReader): Value {
  if (isIntegerKind(type.kind)) {
    if (!(node instanceof JsonNumber) || !node.isInteger) return bad(node);
    const value = BigInt(node.text);
    if (!fitsInteger(value, type.kind)) return bad(node);
    return type.kind === "bigint" ? value : Number(value);
  }
  if (isDateTime(type)) {
    if (node instanceof JsonNumber && node.isInteger && type.kind === "timestamp")
      return BigInt(node.text) * MICROS_PER_SECOND;
    if (typeof node !== "string" || node === "") return bad(node);
    return readDateTime(node, type.kind, reader.options, reader.zone) ?? bad(node);
  }
  if (typeof node !== "string") return bad(node);
  const value = parseAs(node, type, { zone: reader.zone, today: 0 });
  return value === undefined ? bad(node) : value;
}

const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  "+INF": Number.POSITIVE_INFINITY,
  INF: Number.POSITIVE_INFINITY,
  "+Infinity": Number.POSITIVE_INFINITY,
  Infinity: Number.POSITIVE_INFINITY,
  "-INF": Number.NEGATIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

function toDouble(node: NonNullable<JsonNode>, { options }: NodeReader): number {
  if (node instanceof JsonNumber) return Number(node.text);
  const word = typeof node === "string" && isOn(options, "allowNonNumericNumbers", true) ? WORDS[node] : undefined;
  return word ?? bad(node);
}

/** The last of several equal keys counts. */
function toMap(node: JsonObject, type: SparkType, reader: NodeReader): MapValue {
  const entries = new Map<string, Value>();
  for (const [key, value] of node.entries) entries.set(key, fromNode(value, type, reader));
  return new MapValue([...entries]);
}

/** The fields that are there; a bad one is NULL. */
export function toStruct(node: JsonObject, fields: readonly StructField[], reader: NodeReader): Value[] {
  const values = new Map<string, Value>();
  for (const [key, value] of node.entries) {
    const field = fields.find(({ name }) => name === key);
    if (field === undefined) continue;
    try {
      values.set(key, fromNode(value, field.type, reader));
    } catch (error) {
      if (!(error instanceof BadValueError)) throw error;
      reader.corrupt = true;
      values.set(key, null);
    }
  }
  return fields.map(({ name }) => values.get(name) ?? null);
}
