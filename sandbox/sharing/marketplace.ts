import { fail } from "../failure.ts";
import { type Fields, flag, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";

const API = "/api/2.1/marketplace-consumer";
const UPDATED = Date.UTC(2026, 0, 15);

interface Listing extends Fields {
  readonly id: string;
  readonly detail: { readonly cost: "FREE" | "PAID" } & Fields;
}

const listing = (
  id: string,
  [name, subtitle, description]: readonly [string, string, string],
  { categories, assets, cost }: { categories: string[]; assets: string[]; cost: "FREE" | "PAID" },
): Listing => ({
  id,
  summary: {
    name,
    subtitle,
    categories,
    listing_type: "STANDARD",
    provider_id: "5f0c1a52-8a2f-4a53-9a0c-0d5a5f4f6d01",
    status: "PUBLISHED",
    updated_at: UPDATED,
  },
  detail: { description, assets, cost, license: "CC BY 4.0" },
});

/** A few offers, as a consumer sees them. */
const LISTINGS: readonly Listing[] = [
  listing(
    "0a4c9c1e-32d0-4c69-a5f3-6a6f0f6d7b11",
    ["Daily weather", "Weather stations by day", "Temperature, wind and rain of 12,000 stations since 1950."],
    { categories: ["CLIMATE_AND_ENVIRONMENT"], assets: ["ASSET_TYPE_DATA_TABLE"], cost: "FREE" },
  ),
  listing(
    "1b7d2f90-5c1e-4f5e-8a9a-3c9e51b0c822",
    ["Postal codes", "Postal codes with coordinates", "Postal codes of 83 countries with place names and coordinates."],
    { categories: ["GEOSPATIAL", "LOOKUP_TABLES"], assets: ["ASSET_TYPE_DATA_TABLE"], cost: "FREE" },
  ),
  listing(
    "2c8e3a01-6d2f-4a6f-9bab-4daf62c1d933",
    ["Demand forecasts", "Retail demand model", "A model that forecasts the demand of retail stores."],
    { categories: ["RETAIL"], assets: ["ASSET_TYPE_MODEL", "ASSET_TYPE_NOTEBOOK"], cost: "PAID" },
  ),
];

/** The Marketplace as a consumer sees it. */
export const marketplace: Service = (app) => {
  const free = (query: Fields) => {
    const wanted = flag(query, "is_free");
    return LISTINGS.filter(({ detail }) => wanted === undefined || (detail.cost === "FREE") === wanted);
  };
  app.get(`${API}/listings`, (c) => c.json(pageResponse("listings", free(c.req.query()), c.req.query())));
  app.get(`${API}/search-listings`, (c) => {
    const words = required(c.req.query(), "query").toLowerCase().split(/\s+/);
    const matching = free(c.req.query()).filter((one) => {
      const text = JSON.stringify(one).toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return c.json(pageResponse("listings", matching, c.req.query()));
  });
  app.get(`${API}/listings/:id`, (c) => {
    const id = c.req.param("id");
    const found = LISTINGS.find((one) => one.id === id);
    return c.json({ listing: found ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Listing ${id} does not exist.`) });
  });
};
