import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/sharing/marketplace.ts";
import { text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

const marketplace = defineToolset({
  id: "marketplace",
  title: "Marketplace",
  summary: "Listings of the Databricks Marketplace. Installations and offers of one's own go through call_api.",
  default: false,
  finders: "search_marketplace",
});

const rowView = view(
  { listing_id: z.string(), name: text, subtitle: text, listing_type: text, categories: texts },
  ({ id, summary }: api.MarketplaceListing) => ({
    listing_id: id ?? "",
    name: summary?.name,
    subtitle: summary?.subtitle,
    listing_type: summary?.listing_type,
    categories: summary?.categories,
  }),
);

const listingView = view(
  {
    ...rowView.fields,
    description: text,
    assets: texts,
    cost: text,
    license: text,
    geographical_coverage: text,
    documentation_link: text,
    provider_id: text,
    updated_at: text,
  },
  (listing: api.MarketplaceListing) => ({
    ...rowView(listing),
    description: listing.detail?.description,
    assets: listing.detail?.assets,
    cost: listing.detail?.cost ?? listing.detail?.pricing_model,
    license: listing.detail?.license,
    geographical_coverage: listing.detail?.geographical_coverage,
    documentation_link: listing.detail?.documentation_link,
    provider_id: listing.summary?.provider_id,
    updated_at: isoTime(listing.summary?.updated_at),
  }),
);

const PAGE = 25;

export const searchMarketplace = marketplace.tool({
  name: "search_marketplace",
  title: "Search the Marketplace",
  description: "Finds data, models and apps that providers offer in the Databricks Marketplace.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    query: z.string().min(1).max(500).optional().describe("Words to find; omit to list all"),
    is_free: z.boolean().optional().describe("Only free ones"),
    page_token: params.pageToken,
  }),
  output: z.object({ listings: z.array(rowView.schema), next_page_token: text }),
  async run(ctx, { query, is_free, page_token }) {
    const { items, next } = await collect(
      (token) => api.searchListings(ctx.client, { query, is_free, page_size: PAGE, page_token: token }),
      1,
      { from: page_token },
    );
    return { listings: items.map((item) => rowView(item)), next_page_token: next };
  },
});

export const getMarketplaceListing = marketplace.tool({
  name: "get_marketplace_listing",
  title: "Get a Marketplace listing",
  description: "Returns one listing with description, contents, price and license.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ listing_id: z.string().min(1).max(128).describe("From search_marketplace") }),
  output: listingView.schema,
  run: async (ctx, args) => listingView(await api.getListing(ctx.client, args)),
});
