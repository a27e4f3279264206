import type { SparkType } from "../../data-types.ts";
import { typeText } from "../../data-types.ts";

/** A field name, in backticks unless it is a plain identifier. */
export const fieldName = (name: string): string =>
  /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;

/** A type as SQL writes it: `STRUCT<a: BIGINT, b: ARRAY<STRING>>`. */
export function sqlTypeText(type: SparkType): string {
  switch (type.kind) {
    case "array":
      return `ARRAY<${sqlTypeText(type.element)}>`;
    case "map":
      return `MAP<${sqlTypeText(type.key)}, ${sqlTypeText(type.value)}>`;
    case "struct":
      return `STRUCT<${type.fields.map((field) => `${fieldName(field.name)}: ${sqlTypeText(field.type)}`).join(", ")}>`;
    default:
      return typeText(type).toUpperCase();
  }
}
