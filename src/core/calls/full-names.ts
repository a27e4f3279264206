import type * as z from "zod";
import { isRecord } from "../../records.ts";
import { READINGS } from "../params.ts";
import type { Tool } from "../tool.ts";

type Fields = Readonly<Record<string, unknown>>;
type Arguments = Pick<Tool, "input" | "aliases">;

/** Arguments that name the object of a call. Of several full names, only this one can be given in parts. */
const SUBJECTS = ["full_name", "name", "index_name"];
/** The kinds of objects in a schema, for tools that take a full name of any kind. */
const KINDS = ["table", "volume", "function", "model"];

/**
 * Arguments with a full name in the form that the tool takes: callers know the other form from other tools and from the
 * REST API. `{ catalog_name: "main", schema_name: "sales" }` means `{ full_name: "main.sales" }`, and the other way
 * round. Parts that do not make one name are left, to be refused as unknown.
 */
export function readFullName(tool: Arguments, raw: unknown): unknown {
  if (!isRecord(raw)) return raw;
  for (const subject of SUBJECTS) {
    const shape = shapeOf(tool.input.shape[subject]);
    if (shape !== undefined) return joinParts(tool, raw, subject, shape.split("."));
  }
  return splitName(tool, raw);
}

/** The shape of the full name that an argument takes: `catalog.schema.table`. */
function shapeOf(schema: z.core.$ZodType | undefined): string | undefined {
  if (schema === undefined) return undefined;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "optional" ? shapeOf(def.innerType) : READINGS.get(schema)?.shape;
}

function joinParts({ input, aliases = {} }: Arguments, raw: Fields, subject: string, parts: readonly string[]): Fields {
  const isName = (name: string): boolean => typeof raw[name] === "string" && raw[name] !== "";
  const isFree = (name: string): boolean =>
    !(name in input.shape) && (aliases[name] === undefined || aliases[name] === subject);
  const whole = [subject, ...Object.keys(aliases)].find(
    (name) => (name === subject || aliases[name] === subject) && isName(name),
  );
  const named = parts.map((part) => namesOf(part).find((name) => name !== whole && isFree(name) && isName(name)));
  const used = named.filter((name) => name !== undefined);
  if (used.length === 0) return raw;
  const text = (name: string | undefined) => (name === undefined ? undefined : String(raw[name]));
  const full = complete(named.map(text), text(whole)?.split(".") ?? [], parts.includes("object"));
  if (full === undefined) return raw;
  const left = Object.entries(raw).filter(([name]) => name !== whole && !used.includes(name));
  return { ...Object.fromEntries(left), [subject]: full.join(".") };
}

const namesOf = (part: string): readonly string[] =>
  (part === "object" ? KINDS : [part]).flatMap((kind) => [`${kind}_name`, kind]);

/**
 * All parts of a name. `end` has the last ones, or all of them, in which case parts given besides must agree. `anyLength`:
 * the name may have fewer parts. `undefined` if a part is missing or differs.
 */
function complete(
  given: readonly (string | undefined)[],
  end: readonly string[],
  anyLength: boolean,
): readonly string[] | undefined {
  const agrees = (full: readonly string[]) => given.every((part, at) => part === undefined || part === full[at]);
  const last = given.findLastIndex((part) => part !== undefined);
  const start = given.slice(0, anyLength ? last + 1 : Math.max(0, given.length - end.length));
  const full = [...start.filter((part) => part !== undefined), ...end];
  if (anyLength && end.length > 0 && agrees(end)) return end;
  // `sales.orders` after the catalog `main` could be a whole name of another catalog.
  if (anyLength && end.length > 1) return undefined;
  if (start.includes(undefined) || !agrees(full)) return undefined;
  return anyLength || full.length === given.length ? full : undefined;
}

/** The parts that some tools take as arguments of their own. */
const PARTS = ["catalog_name", "schema_name", "volume_name"];

function splitName({ input, aliases = {} }: Arguments, raw: Fields): Fields {
  const taken = PARTS.filter((name) => name in input.shape);
  const short = (name: string): string | undefined =>
    taken.find((part) => part === `${name}_name` && !(part in raw) && !(name in input.shape) && !(name in aliases));
  const { full_name: full, ...others } = raw;
  const parts = typeof full === "string" ? full.split(".") : [];
  if (parts.length === taken.length && !taken.some((name) => name in raw)) {
    return { ...others, ...Object.fromEntries(taken.map((name, at) => [name, parts[at]])) };
  }
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [short(name) ?? name, value]));
}
