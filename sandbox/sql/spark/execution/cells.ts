import type { Column } from "../../engine/column-types.ts";
import { sqlType } from "../analysis/coercion.ts";
import type { SparkType } from "../data-types.ts";
import { isoText, jsonText } from "../values/json-text.ts";
import { castText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { plainVariant } from "../values/variant-scalars.ts";
import { zoneOf } from "../values/zones.ts";

const UTC = zoneOf("Etc/UTC") ?? { offset: 0 };

/** The text of a value in the statement API's JSON_ARRAY format, or null for NULL. */
export function cellText(value: Value, type: SparkType): string | null {
  if (value === null) return null;
  switch (type.kind) {
    case "string":
      return String(value);
    case "variant":
      return plainVariant(String(value));
    case "timestamp":
      return isoText(value, "timestamp", UTC);
    case "binary":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
    case "array":
    case "map":
    case "struct":
      return jsonText(value, type, { zone: UTC });
    default:
      return castText(value, type, UTC);
  }
}

const TYPE_NAMES: Readonly<Partial<Record<SparkType["kind"], string>>> = {
  void: "NULL",
  tinyint: "BYTE",
  smallint: "SHORT",
  bigint: "LONG",
  interval_ym: "INTERVAL",
  interval_dt: "INTERVAL",
};

/** A column of a result's manifest. */
export function manifestColumn(name: string, type: SparkType): Column {
  const type_name = TYPE_NAMES[type.kind] ?? type.kind.toUpperCase();
  const size = type.kind === "decimal" ? { type_precision: type.precision, type_scale: type.scale } : {};
  return { name, type_name, type_text: sqlType(type), ...size };
}
