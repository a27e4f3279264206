import * as z from "zod";
import { isRecord } from "../records.ts";

type Node = Readonly<Record<string, unknown>>;

/** Of use to no model: the dialect, the limits and forms of strings and lists, the bounds of a safe integer. */
const USELESS: ReadonlySet<string> = new Set([
  "$schema",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "pattern",
  "propertyNames",
]);

/** `{}` under `properties` or `additionalProperties`: anything goes, which is what saying nothing means too. */
const isEmpty = (value: unknown): boolean => isRecord(value) && Object.keys(value).length === 0;

const dropped = (key: string, value: unknown): boolean =>
  USELESS.has(key) ||
  // Every object is strict where it is enforced, and the refusal names the stray key: said 300 times it is only noise.
  (key === "additionalProperties" && (value === false || isEmpty(value))) ||
  (key === "properties" && isEmpty(value)) ||
  // What is not given is not set: only another default is worth a word.
  (key === "default" && (value === false || (Array.isArray(value) && value.length === 0))) ||
  ((key === "minimum" || key === "maximum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER);

/** Arguments that many tools share and the server's instructions explain once. */
const SHARED: ReadonlySet<string> = new Set(["limit", "page_token", "wait_seconds"]);

function leanArgument(name: string, schema: unknown): unknown {
  const kept = lean(schema);
  if (!isRecord(kept)) return kept;
  if (!SHARED.has(name)) return echoes(name, kept.description) ? without(kept, "description") : kept;
  const rest = without(without(kept, "description"), "minimum");
  return name === "wait_seconds" ? without(rest, "maximum") : rest;
}

const without = (node: Node, key: string): Node =>
  Object.fromEntries(Object.entries(node).filter(([name]) => name !== key));

/** A description that only says the name again: "Name" of `display_name`, "From list_clusters" of `cluster_id`. */
const echoes = (name: string, description: unknown): boolean =>
  typeof description === "string" &&
  (name.replaceAll("_", " ").endsWith(description.toLowerCase()) ||
    (name.endsWith("_id") && description === `From list_${name.slice(0, -"_id".length)}s`));

function lean(value: unknown, named = false): unknown {
  if (Array.isArray(value)) return value.map((item) => lean(item));
  if (!isRecord(value)) return value;
  // Under `properties` the keys are argument names, whatever they look like.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => named || !dropped(key, item))
      .map(([key, item]) => [key, named ? leanArgument(key, item) : lean(item, key === "properties")]),
  );
}

/**
 * The input schema as `tools/list` carries it: what the tool enforces less what only costs context. A value it
 * rejects is rejected by the tool as well.
 */
export function advertiseInput(schema: z.ZodObject): Node {
  // Some hosts insist on `properties`, even of a tool that takes nothing.
  return { type: "object", properties: {}, ...asNode(lean(z.toJSONSchema(schema, { io: "input" }))) };
}

/**
 * The output schema as `tools/list` carries it: names and types of the fields that can be there, one level deep. Clients check results
 * against it and models rarely read it, so the full shape stays where it is enforced.
 */
export function advertiseOutput(schema: z.ZodObject): Node {
  const { properties } = z.toJSONSchema(schema, { io: "output" });
  const shallow = Object.entries(properties ?? {}).map(([name, property]) => [
    name,
    // Most fields are text: that goes without saying.
    isRecord(property) && typeof property.type === "string" && property.type !== "string"
      ? { type: property.type }
      : {},
  ]);
  return { type: "object", properties: Object.fromEntries(shallow) };
}

const asNode = (value: unknown): Node => (isRecord(value) ? value : {});
