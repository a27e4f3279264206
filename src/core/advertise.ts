import * as z from "zod";
import { isRecord, recordOf } from "../records.ts";

type Node = Readonly<Record<string, unknown>>;

/** Keywords that do not help a model: the dialect, and the limits and patterns of strings and lists. */
const OMITTED: ReadonlySet<string> = new Set([
  "$schema",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "pattern",
  "propertyNames",
]);

/** `{}` under `properties` allows anything, as does leaving the keyword out. */
const isEmptyObject = (value: unknown): boolean => isRecord(value) && Object.keys(value).length === 0;

const isOmitted = (key: string, value: unknown): boolean =>
  OMITTED.has(key) ||
  // Arguments are checked strictly, and the error names an unknown key. Repeating it in 300 schemas helps no one.
  (key === "additionalProperties" && value === false) ||
  (key === "properties" && isEmptyObject(value)) ||
  // False and an empty list are what a model expects of an argument it leaves out.
  (key === "default" && (value === false || (Array.isArray(value) && value.length === 0))) ||
  ((key === "minimum" || key === "maximum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) ||
  // No one asks for less than nothing.
  (key === "minimum" && (value === 0 || value === 1));

/** Arguments that many tools share: the server's instructions explain them once instead of every schema. */
export const SHARED_ARGUMENTS: ReadonlySet<string> = new Set(["limit", "page_token", "wait_seconds"]);

function leanArgument(name: string, schema: unknown): unknown {
  const kept = lean(schema);
  if (!isRecord(kept)) return kept;
  if (!SHARED_ARGUMENTS.has(name)) return repeatsName(name, kept.description) ? without(kept, "description") : kept;
  const rest = without(without(kept, "description"), "minimum");
  return name === "wait_seconds" ? without(rest, "maximum") : rest;
}

const without = (node: Node, key: string): Node =>
  Object.fromEntries(Object.entries(node).filter(([name]) => name !== key));

/**
 * A description that only repeats the name: "Name" of `display_name`, "Cluster id, from list_clusters" of `cluster_id`. That
 * an ID may be a name is in the server's instructions.
 */
const repeatsName = (name: string, description: unknown): boolean =>
  typeof description === "string" &&
  (name.replaceAll("_", " ").endsWith(description.toLowerCase()) ||
    /^(\w+ )?IDs? or (exact )?names?$/.test(description) ||
    (name.endsWith("_id") &&
      /^(?:From|[\w ]+ id, from) (list_\w+)$/.exec(description)?.[1] === `list_${name.slice(0, -3)}s`));

function lean(given: unknown, named = false): unknown {
  if (Array.isArray(given)) return given.map((item) => lean(item));
  if (!isRecord(given)) return given;
  const value = named ? given : withoutNull(given);
  // Under `properties` keys are argument names, even if they look like keywords.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => named || !isOmitted(key, item))
      .map(([key, item]) => [key, named ? leanArgument(key, item) : leanKeyword(key, item)]),
  );
}

/** A value that may also be null, as that value: adapters for models have no unions. The description names null. */
function withoutNull(node: Node): Node {
  const { anyOf, ...rest } = node;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return node;
  const [value] = anyOf.filter((one) => !(isRecord(one) && one.type === "null"));
  return isRecord(value) && anyOf.some((one) => isRecord(one) && one.type === "null") ? { ...value, ...rest } : node;
}

/** Several models' adapters make an object without any keyword one that takes no field: it says that it takes all. */
const leanKeyword = (key: string, value: unknown): unknown =>
  key === "additionalProperties" && isEmptyObject(value) ? true : lean(value, key === "properties");

/**
 * The input schema as `tools/list` shows it: the enforced schema without keywords that only cost context. A value that
 * it rejects is also rejected by the tool.
 */
export function advertiseInput({ input, flat }: { readonly input: z.ZodObject; readonly flat?: z.ZodObject }): Node {
  // Some hosts require `properties`, even of a tool without arguments.
  const own = { type: "object", properties: {}, ...asNode(lean(z.toJSONSchema(input, { io: "input" }))) };
  return flat === undefined ? own : withFlatFields(own, asNode(lean(z.toJSONSchema(flat, { io: "input" }))));
}

/** The fields before `settings`, which they make optional. */
function withFlatFields(own: Node & { readonly properties: unknown }, flat: Node): Node {
  const { settings, ...others } = asNode(own.properties);
  const required = Array.isArray(own.required) ? own.required.filter((name) => name !== "settings") : [];
  return { ...own, properties: { ...others, ...asNode(flat.properties), settings }, required };
}

/**
 * The output schema as `tools/list` shows it: names and types of the possible fields, one level deep. Clients validate
 * results against it and models rarely read it, so the full schema is only enforced.
 */
export function advertiseOutput(schema: z.ZodObject): Node {
  const { properties } = z.toJSONSchema(schema, { io: "output" });
  const shallow = Object.entries(properties ?? {}).map(([name, property]) => [
    name,
    // Most fields are strings, so the type is left out.
    isRecord(property) && typeof property.type === "string" && property.type !== "string"
      ? { type: property.type }
      : {},
  ]);
  return { type: "object", properties: Object.fromEntries(shallow) };
}

const asNode = (value: unknown): Node => recordOf(value);
