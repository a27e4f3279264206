import fc from "fast-check";
import * as z from "zod";

export type Json = { readonly [key: string]: unknown };
export const isJson = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Values that a caller can send, or the platform can return, by this schema. */
export function jsonSchemaOf(schema: z.ZodType): Json {
  return { ...z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const number = (value: unknown, fallback: number): number => (typeof value === "number" ? value : fallback);

/**
 * Values that a JSON Schema accepts. `text` are the strings for a plain "string"; `optional` is how
 * often a field that may be left out is there.
 */
export function arbitraryOf(schema: unknown, text: fc.Arbitrary<string>, optional: 0 | 1 | 0.5): fc.Arbitrary<unknown> {
  const inner = (one: unknown) => arbitraryOf(one, text, optional);
  if (!isJson(schema)) return text;
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const types = list(schema.type).map((type) => ({ ...schema, type }));
  const union = [...types, ...list(schema.anyOf), ...list(schema.oneOf)];
  // Nullable fields are mostly present.
  if (union.length > 0)
    return fc.oneof(...union.map((one) => ({ weight: isNull(one) ? 1 : 4, arbitrary: inner(one) })));
  if (list(schema.allOf).length > 0) return inner(list(schema.allOf)[0]);
  switch (schema.type) {
    case "string":
      return typeof schema.pattern === "string" && schema.pattern.length < 200
        ? fc.oneof(matching(schema.pattern), text)
        : text;
    case "integer":
      return fc.integer({ min: number(schema.minimum, -5), max: Math.min(number(schema.maximum, 9e15), 9e15) });
    case "number":
      return fc.double({
        min: number(schema.minimum, -1e12),
        max: number(schema.maximum, 1e12),
        noNaN: true,
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(inner(schema.items), {
        minLength: number(schema.minItems, optional === 0 ? 0 : 1),
        maxLength: Math.max(number(schema.minItems, 0), Math.min(number(schema.maxItems, 2), 2)),
      });
    case "object":
      return object(schema, inner, text, optional);
    default:
      return fc.oneof(text, fc.constant(null), fc.integer(), fc.constant({}), fc.constant([]));
  }
}

const isNull = (schema: unknown): boolean => isJson(schema) && schema.type === "null";

function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return fc.constant("0");
  }
}

function object(
  schema: Json,
  inner: (schema: unknown) => fc.Arbitrary<unknown>,
  text: fc.Arbitrary<string>,
  optional: 0 | 1 | 0.5,
): fc.Arbitrary<unknown> {
  const needed = list(schema.required);
  const properties = isJson(schema.properties) ? Object.entries(schema.properties) : [];
  const kept = properties.filter(([name]) => optional > 0 || needed.includes(name));
  const fields = Object.fromEntries(kept.map(([name, one]) => [name, inner(one)]));
  const requiredKeys = kept.map(([name]) => name).filter((name) => optional === 1 || needed.includes(name));
  const known = fc.record(fields, { requiredKeys });
  if (!isJson(schema.additionalProperties) || optional === 0) return known;
  const more = fc.dictionary(text, inner(schema.additionalProperties), { maxKeys: 2 });
  return fc.tuple(more, known).map(([extra, own]) => ({ ...extra, ...own }));
}
