import { collect } from "../../api/http/paging.ts";
import { getVectorIndex, listVectorIndexes, type VectorIndex } from "../../api/serving/vector-search.ts";
import type { Context } from "../../core/calls/context.ts";
import type { AffectedObject } from "../../core/consent/facts.ts";

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

/** Names of the indexes that an endpoint serves, the first thousand. */
export async function indexesOf(ctx: Context, endpoint_name: string): Promise<string[]> {
  const read = (page_token: string | undefined) => listVectorIndexes(ctx.client, { endpoint_name, page_token });
  const { items } = await collect(read, 1000, { maxPages: 20 });
  return items.map(({ name }) => name);
}
