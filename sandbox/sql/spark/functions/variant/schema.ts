import type { SparkType } from "../../data-types.ts";
import { MAX_PRECISION } from "../../values/decimal.ts";
import { isArray, type JsonNode, JsonNumber, JsonObject } from "../../values/json/node.ts";
import { fieldName } from "../json/type-text.ts";
import { numberOf, stringScalar } from "./cast.ts";

/** The schema of VARIANTs: `any` holds values of different types. */
export type VariantSchema =
  | { readonly kind: "void" | "boolean" | "string" | "bigint" | "float" | "double" | "any" }
  | { readonly kind: "date" | "timestamp" | "timestamp_ntz" | "binary" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "list"; readonly element: VariantSchema }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, VariantSchema> };

const VOID: VariantSchema = { kind: "void" };

export function schemaOfNode(node: JsonNode): VariantSchema {
  if (node === null) return VOID;
  if (typeof node === "string") return schemaOfScalar(stringScalar(node).type);
  if (node instanceof JsonNumber) {
    return schemaOfScalar(numberOf(node).type);
  }
  if (isArray(node)) return { kind: "list", element: node.map(schemaOfNode).reduce(mergeSchemas, VOID) };
  if (!(node instanceof JsonObject)) return { kind: "boolean" };
  return { kind: "object", fields: new Map(node.entries.map(([key, value]) => [key, schemaOfNode(value)])) };
}

function schemaOfScalar(type: SparkType): VariantSchema {
  if (type.kind === "decimal") return { kind: "decimal", precision: type.precision, scale: type.scale };
  return { kind: type.kind } as VariantSchema;
}

export function mergeSchemas(a: VariantSchema, b: VariantSchema): VariantSchema {
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "list" && b.kind === "list") return { kind: "list", element: mergeSchemas(a.element, b.element) };
  if (a.kind === "object" && b.kind === "object") {
    const fields = new Map(a.fields);
    for (const [name, schema] of b.fields) fields.set(name, mergeSchemas(fields.get(name) ?? VOID, schema));
    return { kind: "object", fields };
  }
  const [x, y] = [a, b].map(asDecimal);
  if (x !== undefined && y !== undefined && (a.kind === "decimal" || b.kind === "decimal")) {
    const scale = Math.max(x.scale, y.scale);
    const precision = Math.max(x.precision - x.scale, y.precision - y.scale) + scale;
    return precision > MAX_PRECISION ? { kind: "double" } : { kind: "decimal", precision, scale };
  }
  if (a.kind === b.kind) return a;
  if (isNumber(a) && isNumber(b)) return { kind: FLOATS.has(a.kind) && FLOATS.has(b.kind) ? "float" : "double" };
  if (isTime(a) && isTime(b)) return { kind: [a.kind, b.kind].includes("timestamp") ? "timestamp" : "timestamp_ntz" };
  return { kind: "any" };
}

/** Numbers that a FLOAT holds. */
const FLOATS: ReadonlySet<string> = new Set(["bigint", "float"]);
const isNumber = ({ kind }: VariantSchema): boolean => kind === "double" || kind === "decimal" || FLOATS.has(kind);
const isTime = ({ kind }: VariantSchema): boolean => /^(date|timestamp|timestamp_ntz)$/.test(kind);

function asDecimal(schema: VariantSchema): { readonly precision: number; readonly scale: number } | undefined {
  if (schema.kind === "bigint") return { precision: 20, scale: 0 };
  return schema.kind === "decimal" ? schema : undefined;
}

/** `OBJECT<a: BIGINT, b: ARRAY<STRING>>`. */
export function schemaText(schema: VariantSchema): string {
  switch (schema.kind) {
    case "decimal":
      return `DECIMAL(${schema.precision},${schema.scale})`;
    case "list":
      return `ARRAY<${schemaText(schema.element)}>`;
    case "object": {
      const fields = [...schema.fields].sort(([a], [b]) => (a < b ? -1 : 1));
      return `OBJECT<${fields.map(([name, inner]) => `${fieldName(name)}: ${schemaText(inner)}`).join(", ")}>`;
    }
    case "any":
      return "VARIANT";
    default:
      return schema.kind.toUpperCase();
  }
}
