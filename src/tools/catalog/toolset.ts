import * as z from "zod";
import { READINGS } from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { restBody } from "../api/body.ts";

export const unityCatalog = defineToolset({
  id: "unity-catalog",
  title: "Unity Catalog",
  summary: "Catalogs, schemas, tables, volumes and functions, with their grants, tags and lineage.",
  default: "read",
  presets: { engineer: true, analyst: "read", ml: true, admin: true },
  finders: "list_catalogs, list_schemas, list_tables or list_volumes",
});

/** Rows of a page where the caller cannot choose: names are what an agent looks through. */
export const PAGE = 100;

const name = z.string().min(1).max(255);
/** A name as SQL writes it: back quotes around it are removed. */
const sqlName = (words: string) => name.describe(words).register(READINGS, { reading: "sql-name" });
export const catalogName = sqlName("Catalog name");
export const schemaName = sqlName("Schema name, without its catalog");
export const volumeName = sqlName("Volume name, without its parents");

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
    .describe(shape)
    .register(READINGS, { reading: "sql-name", shape });
};

/** Splits the full name of a schema into the two parameters that listings of its contents take. */
export function inSchema(full_name: string): { catalog_name: string; schema_name: string } {
  const [catalog_name = "", schema_name = ""] = full_name.split(".");
  return { catalog_name, schema_name };
}

/**
 * An enum whose values are listed in the error, not in every schema, where they would cost more than the rest of the tool.
 * `instead`: the error for a value that belongs elsewhere.
 */
export const oneOf = <T extends string>(
  values: readonly T[],
  words: string,
  instead: (given: string) => string | undefined = () => undefined,
) =>
  z
    .string()
    .overwrite((value) => closest(values, value.trim().toLowerCase()))
    .refine((value): value is T => values.some((known) => known === value), {
      error: ({ input }) => instead(String(input)) ?? `must be one of ${values.join(", ")}`,
    })
    .describe(words);
/**
 * `TABLE` and `table` are `tables` where that is the known word, and the other way round; `serving endpoint` is
 * `serving-endpoints`; a model may be registered.
 */
function closest(values: readonly string[], given: string): string {
  const forms = [given, given.replace(/^registered_(?=model)/, ""), given.replace(/[\s_]+/g, "-")];
  const isForm = (known: string) =>
    forms.some((word) => word === known || pluralOf(word) === known || word === pluralOf(known));
  return values.find((known) => forms.includes(known)) ?? values.find(isForm) ?? given;
}

const pluralOf = (word: string): string => word.replace(/y$/, "ie").replace(/$/, "s");

export const comment = z.string().max(65_536).optional().describe("Comment");
export const owner = name.optional().describe("New owner: user, group or service principal");
export const newName = sqlName("New name, without its parents").optional();
export const settings = restBody("name", "catalog_name", "comment", "owner", "new_name")
  .optional()
  .describe("Other fields of the REST body");

/** Fields of the REST body that `settings` takes, for callers who give them as arguments. */
export const inSettings = (...fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, (value: unknown) => ({ settings: { [field]: value } })]));

/** Any change other than a comment affects who can use the object or how others find it. */
export const changeAccess = {
  least: "write",
  most: "destructive",
  of: (args: { owner?: string | undefined; new_name?: string | undefined; settings?: object | undefined }) =>
    args.owner === undefined && args.new_name === undefined && args.settings === undefined ? "write" : "destructive",
} as const;
