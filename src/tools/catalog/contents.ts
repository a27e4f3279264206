import { listFunctions } from "../../api/catalog/functions.ts";
import { listSchemas } from "../../api/catalog/schemas.ts";
import { listTableSummaries, listTables } from "../../api/catalog/tables.ts";
import { listVolumes } from "../../api/catalog/volumes.ts";
import type { Page } from "../../api/http/paging.ts";
import { listUnityModels } from "../../api/ml/models-unity.ts";
import type { Context } from "../../core/calls/context.ts";
import type { Consequence } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { countInWords } from "../count-words.ts";
import { servingLost, servingModels } from "../ml/served-models.ts";
import { supplement } from "../supplement.ts";
import { lostIfEmpty, lostWith } from "./securable-facts.ts";
import { inSchema } from "./toolset.ts";

/** The loss of a schema or catalog with its contents, and the serving endpoints that use its models. */
export async function lostContents(
  ctx: Context,
  kind: "schema" | "catalog",
  full_name: string,
  name?: string,
): Promise<Consequence[]> {
  // Only a question shows the counts.
  if (ctx.settings.confirm === "never") return [];
  const [inside, serving] = await Promise.all([
    kind === "catalog" ? contentsOfCatalog(ctx, full_name) : contentsOfSchema(ctx, full_name),
    servingModels(ctx, (model) => model.toLowerCase().startsWith(`${full_name.toLowerCase()}.`)),
  ]);
  return [lostWith(inside, name), ...servingLost(serving)];
}

/**
 * Without `force`, only an empty schema or catalog is deleted.
 *
 * @throws {ToolError} If it has contents that this server's identity sees
 */
export async function lostIfAllowed(
  ctx: Context,
  kind: "schema" | "catalog",
  full_name: string,
): Promise<Consequence[]> {
  const inside = await supplement(ctx, () =>
    kind === "catalog" ? schemasOf(ctx, full_name) : contentsOfSchema(ctx, full_name),
  );
  if (inside === undefined || !/[1-9]/.test(inside)) return [lostIfEmpty];
  throw new ToolError(`The ${kind} is not empty: it has ${inside}. Nothing was sent.`, {
    next: "Delete its contents first, or pass force: true, which deletes them too.",
  });
}

/** The schemas of a catalog, without those that every catalog has: `2 schemas`. */
const schemasOf = ({ client }: Context, catalog_name: string): Promise<string> =>
  countInWords("schema", async (page_token) => {
    const { items, next } = await ownOf(listSchemas(client, { catalog_name, max_results: 0, page_token }));
    return { items: items.filter(({ name }) => name !== "default"), next };
  });

/** The contents of a schema in words: `2 tables, 1 volume, 0 functions and 1 model`. */
async function contentsOfSchema({ client }: Context, full_name: string): Promise<string> {
  const within = { ...inSchema(full_name), max_results: 0 };
  const [tables, volumes, functions, models] = await Promise.all([
    countInWords("table", (page_token) => listTables(client, { ...within, page_token })),
    countInWords("volume", (page_token) => listVolumes(client, { ...within, page_token })),
    countInWords("function", (page_token) => listFunctions(client, { ...within, page_token })),
    countInWords("model", (page_token) => listUnityModels(client, { ...within, page_token })),
  ]);
  return `${tables}, ${volumes}, ${functions} and ${models}`;
}

/** The contents of a catalog in words: `3 schemas, 12 tables and every volume, function and model in them`. */
async function contentsOfCatalog({ client }: Context, catalog_name: string): Promise<string> {
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
