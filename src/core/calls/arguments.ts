import * as z from "zod";
import { _safeParse, $ZodError } from "zod/v4/core";
import { isRecord } from "../../records.ts";
import type { Tool } from "../tool.ts";
import { coerceArguments } from "./coerce.ts";
import { readFullName } from "./full-names.ts";

/** Shorter messages for the mistakes that models make most. Other issues keep zod's message. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return `unknown: ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
  if (issue.code !== "invalid_type") return undefined;
  if (issue.input === undefined) return "is required";
  if (issue.expected === "string" && typeof issue.input === "number") return `must be a string, e.g. "${issue.input}"`;
  const noun = issue.expected === "array" ? "an array" : ["object", "record"].includes(issue.expected) && "an object";
  return noun && issue.inst ? `must be ${noun}: ${shapeOf(issue.inst)}` : undefined;
}

const MAX_FIELDS = 8;

/** A list or an object as it is written: `[{name, value?, type?}]`. */
function shapeOf(schema: unknown): string {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "optional" || def.type === "default") return shapeOf(def.innerType);
  if (def.type === "array") return `[${shapeOf(def.element)}, …]`;
  if (def.type === "record") return `{key: ${shapeOf(def.valueType)}, …}`;
  if (def.type !== "object") return def.type === "string" ? "text" : def.type;
  const names = Object.entries(def.shape).map(([name, field]) => (isOptional(field) ? `${name}?` : name));
  const open = names.length > MAX_FIELDS || names.length === 0 ? ["…"] : [];
  return `{${[...names.slice(0, MAX_FIELDS), ...open].join(", ")}}`;
}

/** The arguments of a tool, required ones first: `statement, warehouse_id?, row_limit?`. */
function argumentNames({ input, flat }: Tool): string {
  const names = [...Object.entries(input.shape), ...Object.entries(flat?.partial().shape ?? {})].map(
    ([name, schema]) => ({ name, optional: isOptional(schema) }),
  );
  const sorted = [...names.filter(({ optional }) => !optional), ...names.filter(({ optional }) => optional)];
  return sorted.map(({ name, optional }) => (optional ? `${name}?` : name)).join(", ") || "no arguments";
}

const isOptional = (schema: z.core.$ZodType): boolean => z.safeParse(schema, undefined).success;

const nothingSent = ({ name }: Tool): string => `Invalid arguments for ${name}; nothing was sent.`;

/** A JSON number beyond 2^53 has been rounded before it arrives: which digits it had cannot be known. */
const lostDigits = (path: string): string =>
  `${path}: a number this large loses digits in JSON, put it in quotes, e.g. "9007199254740993".`;

/**
 * Arguments by the names the tool advertises. The platform's other names for an argument are accepted in its place;
 * given together with it, they are refused as unknown. Aliases that mean a field of the same object are put together.
 */
function withoutAliases({ aliases = {}, input }: Tool, raw: unknown): unknown {
  if (!isRecord(raw)) return raw;
  const isAlias = (name: string): boolean => !(name in input.shape) && Object.hasOwn(aliases, name);
  let meant: Fields = Object.fromEntries(Object.entries(raw).filter(([name]) => !isAlias(name)));
  for (const [name, value] of Object.entries(raw)) {
    const alias = isAlias(name) ? aliases[name] : undefined;
    if (alias === undefined) continue;
    const together = joined(meant, typeof alias === "string" ? { [alias]: value } : alias(value, raw));
    meant = { ...meant, ...(together ?? { [name]: value }) };
  }
  return meant;
}

/** Arguments that have nothing in common, or only objects without a common field; `undefined` for any others. */
function joined(given: Fields, more: Fields): Fields | undefined {
  const entries = Object.entries(more).map(([name, value]) => {
    const before = given[name] ?? undefined;
    if (before === undefined) return [name, value] as const;
    return isRecord(before) && isRecord(value) && !hasCommonField(before, value)
      ? ([name, { ...before, ...value }] as const)
      : undefined;
  });
  return entries.every((entry) => entry !== undefined) ? Object.fromEntries(entries) : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const hasCommonField = (one: Fields, other: Fields): boolean => Object.keys(one).some((name) => name in other);

/** `safeParse` without a stack trace: it is never read, and takes longer than the rest of the error. */
const check = _safeParse($ZodError);

/** The parsed arguments, or a message that lists every problem and, if a name is unknown, the accepted names. */
export function parseArguments(tool: Tool, given: unknown): { args: Record<string, unknown> } | { problem: string } {
  const raw = readFlatFields(tool, given ?? {});
  if ("problem" in raw) return { problem: `${nothingSent(tool)} ${raw.problem}.` };
  const { value, unsafe } = coerceArguments(tool.input, withoutAliases(tool, readFullName(tool, raw.fields)));
  if (unsafe.length > 0) return { problem: `${nothingSent(tool)} ${unsafe.slice(0, 8).map(lostDigits).join(" ")}` };
  const parsed = check(tool.input, value, { error: wording });
  if (parsed.success) return { args: parsed.data };
  const { issues } = parsed.error;
  const problems = issues.slice(0, 8).map(inWords);
  const misnamed = issues.some(({ code, path }) => code === "unrecognized_keys" && path.length === 0);
  const hint = misnamed ? ` Its arguments: ${argumentNames(tool)} (? marks optional ones).` : "";
  return {
    problem: `${nothingSent(tool)} ${problems.join("; ").slice(0, 1500)}.${hint}`,
  };
}

const inWords = ({ path, message }: z.core.$ZodIssue): string =>
  path.length ? `${path.join(".")}: ${message}` : message;

/** The arguments with the flat fields read as their own schema says; null means that a field is unset, as in `settings`. */
function readFlatFields({ input, flat }: Tool, given: unknown): { fields: unknown } | { problem: string } {
  if (flat === undefined || !isRecord(given)) return { fields: given };
  const own = Object.entries(given).filter(
    ([name, value]) => name in flat.shape && !(name in input.shape) && value !== null,
  );
  const { value, unsafe } = coerceArguments(flat.partial(), Object.fromEntries(own));
  if (unsafe.length > 0) return { problem: unsafe.map(lostDigits).join(" ") };
  const parsed = flat.partial().safeParse(value, { error: wording });
  if (!parsed.success) return { problem: parsed.error.issues.slice(0, 8).map(inWords).join("; ") };
  return { fields: { ...given, ...parsed.data } };
}
