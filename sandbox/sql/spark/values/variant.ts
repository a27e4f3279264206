import type { SparkType } from "../data-types.ts";
import { dateText, localText } from "./calendar.ts";
import { decimalText, stripZeros } from "./decimal.ts";
import { doubleText, floatText } from "./java-number.ts";
import { quoteJson } from "./json/node-text.ts";
import { DecimalValue, itemsOf, MapValue, type Value } from "./value.ts";
import { markedScalar, markedString } from "./variant-scalars.ts";
import { localOf, offsetAt, offsetText, type Zone } from "./zones.ts";

/** Whether a value of the type can become a VARIANT: maps need string keys, and intervals have no form. */
export function hasVariantForm(type: SparkType): boolean {
  switch (type.kind) {
    case "array":
      return hasVariantForm(type.element);
    case "map":
      return type.key.kind === "string" && hasVariantForm(type.value);
    case "struct":
      return type.fields.every((field) => hasVariantForm(field.type));
    case "interval":
    case "interval_ym":
    case "interval_dt":
    case "void":
      return false;
    default:
      return true;
  }
}

/** The text of a VARIANT that holds the value. */
export function variantOf(value: Value, type: SparkType, zone: Zone): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "variant":
      return String(value);
    case "decimal":
      return value instanceof DecimalValue ? variantDecimal(value) : String(value);
    case "float":
      return markedScalar("float", floatText(Number(value)));
    case "double":
      return variantDouble(Number(value));
    case "date":
      return markedScalar("date", dateText(Number(value)));
    case "timestamp": {
      const micros = BigInt(String(value));
      return markedScalar("timestamp", `${localText(localOf(zone, micros))}${offsetText(offsetAt(zone, micros))}`);
    }
    case "timestamp_ntz":
      return markedScalar("timestamp_ntz", localText(BigInt(String(value))));
    case "binary":
      return markedScalar(
        "binary",
        value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value),
      );
    case "string":
      return markedString(String(value));
    case "array":
      return `[${itemsOf(value)
        .map((item) => variantOf(item, type.element, zone))
        .join(",")}]`;
    case "map":
      return object(
        (value instanceof MapValue ? value.entries : []).map(([key, item]) => [
          String(key),
          variantOf(item, type.value, zone),
        ]),
      );
    case "struct":
      return object(
        type.fields.map((field, i) => [field.name, variantOf(itemsOf(value)[i] ?? null, field.type, zone)]),
      );
    default:
      return String(value);
  }
}

/** A decimal without zeros at its end. One without a fraction would look like an integer. */
export function variantDecimal(value: DecimalValue): string {
  const text = decimalText(stripZeros(value));
  return text.includes(".") ? text : markedScalar("decimal", text);
}

/** A double, which would look like a decimal. */
export const variantDouble = (value: number): string => markedScalar("double", doubleText(value));

function object(entries: readonly (readonly [key: string, text: string])[]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([key, text]) => `${quoteJson(key)}:${text}`).join(",")}}`;
}
