import type { SparkType } from "../data-types.ts";
import { dateText, localText } from "./calendar.ts";
import { decimalText } from "./decimal.ts";
import { calendarIntervalText, dayTimeText, yearMonthText } from "./intervals.ts";
import { doubleText, floatText } from "./java-number.ts";
import { CalendarInterval, DecimalValue, itemsOf, MapValue, type Value } from "./value.ts";
import { variantAsString } from "./variant-scalars.ts";
import { localOf, type Zone } from "./zones.ts";

/** The text that `CAST(… AS STRING)` gives; `null` for NULL. Bytes are read as UTF-8. */
export function castText(value: Value, type: SparkType, zone: Zone): string | null {
  if (value === null) return null;
  switch (type.kind) {
    case "float":
      return floatText(Number(value));
    case "double":
      return doubleText(Number(value));
    case "decimal":
      return value instanceof DecimalValue ? decimalText(value) : String(value);
    case "date":
      return dateText(Number(value));
    case "timestamp":
      return localText(localOf(zone, asBigint(value)));
    case "timestamp_ntz":
      return localText(asBigint(value));
    case "interval_ym":
      return yearMonthText(Number(value), type.from, type.to);
    case "interval_dt":
      return dayTimeText(asBigint(value), type.from, type.to);
    case "interval":
      return value instanceof CalendarInterval ? calendarIntervalText(value) : String(value);
    case "binary":
      return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
    case "variant":
      return variantAsString(String(value));
    case "array":
      return `[${itemsOf(value)
        .map((item) => nested(item, type.element, zone))
        .join(", ")}]`;
    case "struct":
      return `{${type.fields.map((field, i) => nested(itemsOf(value)[i] ?? null, field.type, zone)).join(", ")}}`;
    case "map": {
      const entries = value instanceof MapValue ? value.entries : [];
      return `{${entries.map(([key, item]) => `${nested(key, type.key, zone)} -> ${nested(item, type.value, zone)}`).join(", ")}}`;
    }
    default:
      return String(value);
  }
}

const nested = (value: Value, type: SparkType, zone: Zone): string => castText(value, type, zone) ?? "null";

const asBigint = (value: Value): bigint => (typeof value === "bigint" ? value : BigInt(Number(value)));
