import { collect, type Page } from "../../api/http/paging.ts";
import {
  getVectorIndex,
  listVectorIndexes,
  listVectorSearchEndpoints,
  type VectorIndex,
} from "../../api/serving/vector-search.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, say } from "../../core/consent/facts.ts";
import { inTurn } from "../in-turn.ts";
import { supplement } from "../supplement.ts";

/** The platform's and other clients' names for the argument `index_name`. */
export const indexAliases = { name: "index_name", full_name: "index_name" } as const;

/** An index, with the endpoint that serves it: protecting the endpoint protects its indexes. */
export const indexObject = ({ name, endpoint_name, index_type, creator }: VectorIndex): AffectedObject => ({
  kind: "vector search index",
  name,
  within: [endpoint_name],
  details: { type: index_type, creator },
});

/** The index as the object of a call. Its own name is known; the endpoint is read for protections alone. */
export const affectedIndex = async (ctx: Context, { index_name }: { index_name: string }): Promise<AffectedObject> =>
  ctx.settings.protect
    ? indexObject(await getVectorIndex(ctx.client, { index_name }))
    : { kind: "vector search index", name: index_name };

const pagesOf =
  ({ client }: Context, endpoint_name: string) =>
  (page_token: string | undefined) =>
    listVectorIndexes(client, { endpoint_name, page_token });

/** The first indexes of an endpoint, past empty pages. */
export const pageOfIndexes = (ctx: Context, endpoint_name: string, from: string | undefined) =>
  collect(pagesOf(ctx, endpoint_name), 1, { from });

/** Indexes that an endpoint serves, the first thousand. */
const allIndexes = async (ctx: Context, endpoint_name: string): Promise<readonly VectorIndex[]> =>
  (await collect(pagesOf(ctx, endpoint_name), 1000, { maxPages: 20 })).items;

/** The indexes of all endpoints on one page of endpoints, which the platform lists by endpoint alone. */
export async function indexesOfAll(ctx: Context, page_token: string | undefined): Promise<Page<VectorIndex>> {
  const { items, next } = await listVectorSearchEndpoints(ctx.client, { page_token });
  const used = items.filter(({ num_indexes }) => num_indexes !== 0);
  const indexes = await inTurn(used, ({ name }) => allIndexes(ctx, name));
  return { items: indexes.flat(), next };
}

/** Names of the indexes that an endpoint serves, the first thousand. */
export const indexesOf = async (ctx: Context, endpoint_name: string): Promise<string[]> =>
  (await allIndexes(ctx, endpoint_name)).map(({ name }) => name);

const READ_MS = 5000;
/** Endpoints and indexes that a question looks at: each index is a request of its own. */
const MAX_ENDPOINTS = 5;
const MAX_INDEXES = 20;

/** The indexes that sync from these tables, as far as they can be read quickly. */
export async function indexesOnTables(ctx: Context, tables: readonly string[]): Promise<Consequence[]> {
  const names = new Set(tables.map((name) => name.toLowerCase()));
  const found = await supplement(
    ctx,
    async (bounded) => {
      const { items } = await listVectorSearchEndpoints(bounded.client, {});
      const used = items.filter(({ num_indexes }) => num_indexes !== 0).slice(0, MAX_ENDPOINTS);
      const pages = await inTurn(used, ({ name }) => pageOfIndexes(bounded, name, undefined));
      const indexes = pages.flatMap(({ items: listed }) => listed).slice(0, MAX_INDEXES);
      return inTurn(indexes, ({ name }) => getVectorIndex(bounded.client, { index_name: name }));
    },
    READ_MS,
  );
  return (found ?? []).flatMap(({ name, delta_sync_index_spec: spec }): Consequence[] => {
    const source = spec?.source_table;
    if (!source || !names.has(source.toLowerCase())) return [];
    return [{ reason: "others", text: say`Vector search index ${name} syncs from ${source} and can no longer do so.` }];
  });
}
