import {
  array,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  decimal,
  type SparkType,
  STRING,
  struct,
  TIMESTAMP,
  VOID,
} from "../../data-types.ts";
import { mergedType } from "../../inferred-types.ts";
import { digitsOf, MAX_PRECISION, parseDecimal } from "../../values/decimal.ts";
import { isArray, type JsonNode, JsonNumber, JsonObject } from "../../values/json/node.ts";
import { fitsInteger } from "../../values/parse.ts";
import { type FormatOptions, isOn, readDateTime } from "./options.ts";

/** The type that Spark infers for JSON. */
export function inferJsonType(node: JsonNode, options: FormatOptions): SparkType {
  const type = infer(node, options);
  return finished(type) ?? (type.kind === "array" ? array(struct([])) : struct([]));
}

function infer(node: JsonNode, options: FormatOptions): SparkType {
  if (node === null) return VOID;
  if (isArray(node))
    return array(
      node.map((item) => infer(item, options)).reduce<SparkType>((a, b) => mergedType(a, b, widerNumber), VOID),
    );
  if (node instanceof JsonObject) {
    const fields = node.entries.map(([name, value]) => ({ name, type: infer(value, options) }));
    const distinct = fields.filter(({ name }, i) => fields.findIndex((field) => field.name === name) === i);
    return struct(distinct.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }
  if (isOn(options, "primitivesAsString")) return STRING;
  if (typeof node === "boolean") return BOOLEAN;
  if (node instanceof JsonNumber) return numberType(node, options);
  const moment = isOn(options, "inferTimestamp") ? readDateTime(node, "timestamp", options, { offset: 0 }) : undefined;
  return moment === undefined ? STRING : TIMESTAMP;
}

function numberType(node: JsonNumber, options: FormatOptions): SparkType {
  if (!node.isInteger && !isOn(options, "prefersDecimal")) return DOUBLE;
  if (node.isInteger && fitsInteger(BigInt(node.text), "bigint")) return BIGINT;
  const value = parseDecimal(node.text);
  if (value === undefined) return DOUBLE;
  const precision = Math.max(digitsOf(value), value.scale);
  return precision <= MAX_PRECISION ? decimal(precision, value.scale) : DOUBLE;
}

/** Inferred numbers of different kinds keep all digits in a decimal, if it is not too wide. */
function widerNumber(a: SparkType, b: SparkType): SparkType {
  const kinds = [a.kind, b.kind];
  if (!kinds.every((kind) => kind === "bigint" || kind === "double" || kind === "decimal")) return STRING;
  if (kinds.includes("double")) return DOUBLE;
  const [x, y] = [a, b].map((type) => (type.kind === "decimal" ? type : { precision: 20, scale: 0 }));
  const scale = Math.max(x?.scale ?? 0, y?.scale ?? 0);
  const whole = Math.max((x?.precision ?? 0) - (x?.scale ?? 0), (y?.precision ?? 0) - (y?.scale ?? 0));
  return whole + scale > MAX_PRECISION ? DOUBLE : decimal(whole + scale, scale);
}

/** Replaces VOID by STRING and removes objects without fields. */
function finished(type: SparkType): SparkType | undefined {
  if (type.kind === "void") return STRING;
  if (type.kind === "array") {
    const element = finished(type.element);
    return element && array(element);
  }
  if (type.kind !== "struct") return type;
  const fields = type.fields.flatMap((field) => {
    const inner = finished(field.type);
    return inner === undefined ? [] : [{ name: field.name, type: inner }];
  });
  return fields.length === 0 ? undefined : struct(fields);
}
