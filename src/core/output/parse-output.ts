import * as z from "zod";
import { type Pace, SLICE, workOf } from "./slices.ts";

/**
 * `schema.parse(output)`, with the items of large lists one slice at a time.
 * @throws {z.ZodError} if the output does not match
 */
export async function parseOutput(schema: z.ZodObject, output: unknown, pace: Pace): Promise<Record<string, unknown>> {
  if (output === null || typeof output !== "object" || workOf(output) <= SLICE) return schema.parse(output);
  const lists: [string, unknown[]][] = [];
  for (const [key, list] of Object.entries(output)) {
    const item = Array.isArray(list) ? itemOf(schema.shape[key]) : undefined;
    if (item === undefined || !Array.isArray(list)) continue;
    const items: unknown[] = [];
    for (const each of list) {
      items.push(z.parse(item, each));
      const full = pace.spend(workOf(each));
      if (full) await full;
    }
    lists.push([key, items]);
  }
  const rest = schema.parse({ ...output, ...Object.fromEntries(lists.map(([key]) => [key, []])) });
  return { ...rest, ...Object.fromEntries(lists) };
}

/** The schema of a list's items, if the list has no rules of its own. */
function itemOf(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return itemOf(schema.unwrap());
  return schema instanceof z.ZodArray && (schema.def.checks ?? []).length === 0 ? schema.element : undefined;
}
