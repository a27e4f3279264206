import { listFunctions } from "../../api/catalog/functions.ts";
import { listSchemas } from "../../api/catalog/schemas.ts";
import { listTableSummaries, listTables } from "../../api/catalog/tables.ts";
import { listVolumes } from "../../api/catalog/volumes.ts";
import type { Page } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { countInWords } from "../count-words.ts";
import { inSchema } from "./toolset.ts";

/** The contents of a schema in words: `2 tables, 1 volume and 0 functions`. */
export async function contentsOfSchema({ client }: Context, full_name: string): Promise<string> {
  const within = { ...inSchema(full_name), max_results: 0 };
  const [tables, volumes, functions] = await Promise.all([
    countInWords("table", (page_token) => listTables(client, { ...within, page_token })),
    countInWords("volume", (page_token) => listVolumes(client, { ...within, page_token })),
    countInWords("function", (page_token) => listFunctions(client, { ...within, page_token })),
  ]);
  return `${tables}, ${volumes} and ${functions}`;
}

/** The contents of a catalog in words: `3 schemas, 12 tables and every volume, function and model in them`. */
export async function contentsOfCatalog({ client }: Context, catalog_name: string): Promise<string> {
  const all = { catalog_name, max_results: 0 };
  const [schemas, tables] = await Promise.all([
    countInWords("schema", (page_token) => ownOf(listSchemas(client, { ...all, page_token }))),
    countInWords("table", (page_token) => ownOf(listTableSummaries(client, { ...all, page_token }))),
  ]);
  return `${schemas}, ${tables} and every volume, function and model in them`;
}

/** Without the information schema, which every catalog has. */
async function ownOf<T extends { readonly full_name: string }>(listing: Promise<Page<T>>): Promise<Page<T>> {
  const { items, next } = await listing;
  return { items: items.filter(({ full_name }) => full_name.split(".")[1] !== "information_schema"), next };
}
