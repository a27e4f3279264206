import * as z from "zod";
import { isRecord } from "../../records.ts";
import { READINGS } from "../params.ts";

/** Arguments as a tool means them, and the paths of integers that lost digits before they arrived here. */
export interface Coerced {
  readonly value: unknown;
  readonly unsafe: readonly string[];
}

/**
 * Reads arguments the way hosts and models send them, wherever only one reading exists: `null` and `""` for an optional
 * argument, digits for a number and a number for digits, `"true"`, JSON text for an object or an array, one value for
 * an array of them, a map for a list of keys and values and the reverse, an enum value in another case, back-quoted names,
 * `dbfs:/Volumes/…`, a page larger than the largest. Hosts
 * change values after the model has written them correctly, so a refusal would be a dead end. Everything else is left for
 * validation to refuse.
 */
export function coerceArguments(schema: z.core.$ZodType, raw: unknown): Coerced {
  const unsafe: string[] = [];
  return { value: read(schema, raw, { path: "", unsafe }), unsafe };
}

interface Place {
  readonly path: string;
  readonly unsafe: string[];
  /** In a map of texts a boolean means its own name; elsewhere it is a mistake. */
  readonly inMap?: boolean;
}

function read(schema: z.core.$ZodType, value: unknown, place: Place): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "default":
      if (value === null && !accepts(def.innerType, null)) return undefined;
      if (value === "" && !accepts(def.innerType, "")) return undefined;
      return read(def.innerType, value, place);
    case "nullable":
      return value === null ? null : read(def.innerType, value, place);
    case "string":
      return readText(schema, value, place);
    case "number":
      return readNumber(schema, typeof value === "string" && isNumber(value) ? Number(value) : value);
    case "boolean":
      return typeof value === "string" ? (BOOLEANS.get(value.toLowerCase()) ?? value) : value;
    case "enum":
      return readChoice(Object.values(def.entries), value);
    case "array":
      return readList(def.element, value, place);
    case "object":
      return readObject(def.shape, objectOf(schema, value), place);
    case "record":
      return readMap(def.valueType, value, place);
    default:
      return withSafeIntegers(value, place);
  }
}

const accepts = (schema: z.core.$ZodType, value: unknown): boolean => z.safeParse(schema, value).success;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

/** Plain decimal notation that survives the conversion: digits beyond 2^53 would be lost. */
const isNumber = (text: string): boolean =>
  /^-?\d+$/.test(text) ? Number.isSafeInteger(Number(text)) : /^-?\d+\.\d+$/.test(text);

/** A page size above the largest means the largest. */
function readNumber(schema: z.core.$ZodType, value: unknown): unknown {
  const largest = READINGS.get(schema)?.largest;
  return largest !== undefined && Number.isSafeInteger(value) && Number(value) > largest ? largest : value;
}

function readText(schema: z.core.$ZodType, value: unknown, place: Place): unknown {
  if (typeof value === "number") return String(withSafeIntegers(value, place));
  if (typeof value === "boolean" && (place.inMap || READINGS.get(schema)?.reading === "switch")) return String(value);
  if (typeof value !== "string") return value;
  switch (READINGS.get(schema)?.reading) {
    case "sql-name":
      return withoutBackquotes(value);
    case "volume-path":
      return value.replace(/^dbfs:(?=\/Volumes\/)/, "");
    default:
      return value;
  }
}

/** `` `a`.`b`.`c` `` → `a.b.c`. A quoted part with a dot or a back quote in it has another meaning without quotes. */
function withoutBackquotes(name: string): string {
  const parts = name.split(".");
  return parts.every((part) => /^(`[^`]+`|[^`]*)$/.test(part)) ? parts.join(".").replaceAll("`", "") : name;
}

function readChoice(choices: readonly unknown[], value: unknown): unknown {
  if (typeof value !== "string" || choices.includes(value)) return value;
  const same = choices.filter((choice) => String(choice).toLowerCase() === value.trim().toLowerCase());
  return same.length === 1 ? same[0] : value;
}

function readList(element: z.core.$ZodType, value: unknown, place: Place): unknown {
  const keyed = keyOf(element);
  const given = typeof value === "string" ? (parsed(value, keyed ? isObject : Array.isArray) ?? value) : value;
  if (Array.isArray(given)) {
    return given.map((item, index) => read(element, item, { ...place, path: `${place.path}[${index}]` }));
  }
  if (given === "" || given === null || given === undefined) return given;
  const one = read(element, given, place);
  if (accepts(element, one)) return [one];
  if (keyed === undefined || !isRecord(given) || keyed in given) return given;
  return Object.entries(given).map(([key, item]) =>
    read(element, { [keyed]: key, value: item }, { ...place, path: join(place.path, key) }),
  );
}

/** `key` of an element such as `{"key": "env", "value": "dev"}`, for which others write `{"env": "dev"}`. */
function keyOf(element: z.core.$ZodType): string | undefined {
  const { def } = (element as z.core.$ZodTypes)._zod;
  const shape = def.type === "object" && "value" in def.shape ? def.shape : {};
  return ["key", "name"].find((name) => name in shape);
}

/** The map that a list of keys and values means; any other value as it is. */
function fromPairs(list: unknown): unknown {
  const pairs: unknown[] = Array.isArray(list) ? list : [];
  const entries = pairs.flatMap((pair) =>
    isRecord(pair) && typeof pair.key === "string" && "value" in pair && Object.keys(pair).length === 2
      ? [[pair.key, pair.value] as const]
      : [],
  );
  const isMap = entries.length > 0 && entries.length === pairs.length;
  return isMap && new Set(entries.map(([key]) => key)).size === entries.length ? Object.fromEntries(entries) : list;
}

/** The object that a text means, as JSON or in short: `pandas==2.2.0` for a library. */
const objectOf = (schema: z.core.$ZodType, value: unknown): unknown =>
  typeof value === "string" && value !== ""
    ? (parsed(value, isRecord) ?? READINGS.get(schema)?.of?.(value) ?? value)
    : value;

function readObject(shape: Readonly<Record<string, z.core.$ZodType>>, given: unknown, place: Place): unknown {
  if (!isRecord(given)) return given;
  const fields = Object.entries(given).map(([key, item]) => {
    const inside = { ...place, path: join(place.path, key) };
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    return [key, field ? read(field, item, inside) : withSafeIntegers(item, inside)] as const;
  });
  return Object.fromEntries(fields.filter(([, item]) => item !== undefined));
}

function readMap(element: z.core.$ZodType, value: unknown, place: Place): unknown {
  const given = fromPairs(typeof value === "string" ? (parsed(value, isObject) ?? value) : value);
  if (!isRecord(given)) return value;
  const entries = Object.entries(given).map(
    ([key, item]) => [key, read(element, item, { ...place, path: join(place.path, key), inMap: true })] as const,
  );
  return Object.fromEntries(entries);
}

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function parsed<T>(text: string, is: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The value as it is; integers that a double cannot hold are noted, at any depth. */
function withSafeIntegers(value: unknown, { path, unsafe }: Place): unknown {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) unsafe.push(path);
  if (Array.isArray(value))
    value.forEach((item, index) => void withSafeIntegers(item, { path: `${path}[${index}]`, unsafe }));
  if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) withSafeIntegers(item, { path: join(path, key), unsafe });
  }
  return value;
}
