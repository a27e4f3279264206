import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const listing = z.looseObject({
  id: text,
  summary: z
    .looseObject({
      name: text,
      subtitle: text,
      listing_type: text,
      categories: z.array(z.string()).nullish(),
      provider_id: text,
      status: text,
      updated_at: int64.nullish(),
    })
    .nullish(),
  detail: z
    .looseObject({
      description: text,
      assets: z.array(z.string()).nullish(),
      cost: text,
      pricing_model: text,
      license: text,
      geographical_coverage: text,
      documentation_link: text,
    })
    .nullish(),
});
/** Data, a model or an app that a provider offers in the Marketplace. */
export type MarketplaceListing = z.output<typeof listing>;

const listings = z.looseObject({ listings: z.array(listing).nullish(), next_page_token: text });

/**
 * One page of listings, those with these words if there are any. `GET /api/2.1/marketplace-consumer/listings` and
 * `GET /api/2.1/marketplace-consumer/search-listings`
 */
export async function searchListings(
  client: Client,
  query: {
    query?: string | undefined;
    is_free?: boolean | undefined;
    page_size: number;
    page_token?: string | undefined;
  },
): Promise<Page<MarketplaceListing>> {
  const api = "/api/2.1/marketplace-consumer";
  const found =
    query.query === undefined
      ? await client.get("consumerListings.list", `${api}/listings`, listings, { query })
      : await client.get("consumerListings.search", `${api}/search-listings`, listings, { query });
  return { items: found.listings ?? [], next: found.next_page_token || undefined };
}

/** One listing. `GET /api/2.1/marketplace-consumer/listings/{id}` @throws {ApiError} `not-found` */
export const getListing = async (client: Client, { listing_id }: { listing_id: string }): Promise<MarketplaceListing> =>
  (
    await client.get(
      "consumerListings.get",
      path`/api/2.1/marketplace-consumer/listings/${listing_id}`,
      z.looseObject({ listing }),
    )
  ).listing;
