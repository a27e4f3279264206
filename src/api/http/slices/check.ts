import * as z from "zod";
import { type Pace, SLICE, workOf } from "./pace.ts";

/**
 * `schema.parse(value)`, with large lists one slice at a time. A rule about a list or an object as a whole is not divided.
 * @throws {z.ZodError} if the value does not match
 */
export async function checkInSlices<S extends z.core.$ZodType>(
  schema: S,
  value: unknown,
  pace: Pace,
): Promise<z.output<S>> {
  return (await check(schema, value, pace)) as z.output<S>;
}

async function check(schema: z.core.$ZodType, value: unknown, pace: Pace): Promise<unknown> {
  const small = value === null || typeof value !== "object" || workOf(value) <= SLICE;
  if (small || hasRules(schema)) return z.parse(schema, value);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return check(schema.unwrap(), value, pace);
  if (schema instanceof z.ZodPipe) return check(schema.out, await check(schema.in, value, pace), pace);
  if (schema instanceof z.ZodArray && Array.isArray(value)) return checkItems(schema.element, value, pace);
  if (schema instanceof z.ZodObject && !Array.isArray(value)) return checkFields(schema, value, pace);
  return z.parse(schema, value);
}

const hasRules = ({ _zod }: z.core.$ZodType): boolean => (_zod.def.checks ?? []).length > 0;

async function checkItems(item: z.core.$ZodType, list: readonly unknown[], pace: Pace): Promise<unknown[]> {
  const items: unknown[] = [];
  for (const [index, each] of list.entries()) {
    const work = workOf(each);
    items.push(await within(index, () => (work > SLICE ? check(item, each, pace) : z.parse(item, each))));
    const full = pace.spend(work);
    if (full) await full;
  }
  return items;
}

/** Large fields alone, and all others together. The fields keep the order that the schema gives them. */
async function checkFields({ shape, def }: z.ZodObject, value: object, pace: Pace): Promise<Record<string, unknown>> {
  const alone = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (field && workOf(item) > SLICE) alone.set(key, await within(key, () => check(field, item, pace)));
  }
  const without = (entries: object) => Object.fromEntries(Object.entries(entries).filter(([key]) => !alone.has(key)));
  const others = z.object(without(shape));
  const rest = z.parse(def.catchall ? others.catchall(def.catchall) : others, without(value));
  const all = new Map([...Object.entries(rest), ...alone]);
  const order = new Set([...Object.keys(shape), ...all.keys()]);
  return Object.fromEntries([...order].flatMap((key) => (all.has(key) ? [[key, all.get(key)]] : [])));
}

/** Adds the place to the errors of what is at that place. */
async function within<T>(place: string | number, parse: () => T | Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new z.ZodError(error.issues.map((issue) => ({ ...issue, path: [place, ...issue.path] })));
  }
}
