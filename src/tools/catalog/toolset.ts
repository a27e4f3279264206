import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const unityCatalog = defineToolset({
  id: "unity-catalog",
  title: "Unity Catalog",
  summary: "Catalogs, schemas, tables, volumes and functions, with their grants, tags and lineage.",
  default: "read",
  finders: "list_catalogs, list_schemas, list_tables or list_volumes",
});

/** Rows of a page where the caller cannot choose: names are what an agent looks through. */
export const PAGE = 100;

const name = z.string().min(1).max(255);
export const catalogName = name.describe("Catalog name");
export const schemaName = name.describe("Schema name, without its catalog");

/** A full name with one part for each of `shape`: Unity Catalog allows no dot inside a name. */
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

/** Splits the full name of a schema into the two parameters that listings of its contents take. */
export function inSchema(full_name: string): { catalog_name: string; schema_name: string } {
  const [catalog_name = "", schema_name = ""] = full_name.split(".");
  return { catalog_name, schema_name };
}

/** An enum whose values are listed in the error, not in every schema, where they would cost more than the rest of the tool. */
export const oneOf = <T extends string>(values: readonly T[], words: string) =>
  z
    .string()
    .refine((value): value is T => values.some((known) => known === value), `must be one of ${values.join(", ")}`)
    .describe(words);
export const comment = z.string().max(65_536).optional().describe("Comment");
export const owner = name.optional().describe("New owner: user, group or service principal");
export const newName = name.optional().describe("New name, without its parents");
export const settings = z.record(z.string(), z.unknown()).optional().describe("Other fields of the REST body");

/** Any change other than a comment affects who can use the object or how others find it. */
export const changeAccess = {
  least: "write",
  most: "destructive",
  of: (args: { owner?: string | undefined; new_name?: string | undefined; settings?: object | undefined }) =>
    args.owner === undefined && args.new_name === undefined && args.settings === undefined ? "write" : "destructive",
} as const;
