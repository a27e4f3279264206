import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const unityCatalog = defineToolset({
  id: "unity-catalog",
  title: "Unity Catalog",
  summary:
    "What data there is and who may use it: catalogs, schemas, tables, volumes, functions, grants, tags, lineage.",
  default: "read",
  finders: "list_catalogs, list_schemas, list_tables or list_volumes",
});

/** Rows of a page where the agent has no say: names are what it looks through. */
export const PAGE = 100;

export const text = z.string().optional();

const name = z.string().min(1).max(255);
export const catalogName = name.describe("Catalog");
export const schemaName = name.describe("Schema");

/** A name in full, one part for each of `shape`: Unity Catalog allows no dot inside a name. */
export const fullName = (shape: string) => {
  const parts = shape.split(".").length;
  return z
    .string()
    .max(1024)
    .refine(
      (full) => full.split(".").length === parts && !/`|(^|\.)(\.|$)/.test(full),
      `must be ${shape}, without backquotes`,
    )
    .describe(shape);
};

/** The two names of a schema's full one, as the listings of its contents want them. */
export function inSchema(full_name: string): { catalog_name: string; schema_name: string } {
  const [catalog_name = "", schema_name = ""] = full_name.split(".");
  return { catalog_name, schema_name };
}

/** An enum spelt out in the error instead of in every schema, where it would cost more than the rest of the tool. */
export const oneOf = <T extends string>(values: readonly T[], words: string) =>
  z
    .string()
    .refine((value): value is T => values.some((known) => known === value), `must be one of ${values.join(", ")}`)
    .describe(words);
export const comment = z.string().max(65_536).optional().describe("Comment");
export const owner = name.optional().describe("New owner: user, group or service principal");
export const newName = name.optional().describe("New name, without parents");
export const settings = z.record(z.string(), z.unknown()).optional().describe("More REST fields");

/** Anything but a comment changes who may use the object, or what others find it by. */
export const changeAccess = {
  least: "write",
  most: "destructive",
  of: (args: { owner?: string | undefined; new_name?: string | undefined; settings?: object | undefined }) =>
    args.owner === undefined && args.new_name === undefined && args.settings === undefined ? "write" : "destructive",
} as const;

/** What a change sets, for the question: `owner: "bob@example.com", new_name: "raw"`. */
export const changes = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${JSON.stringify(value)}`]))
    .join(", ");
