import { describe, expect, test } from "vitest";
import { connect } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ROOMS = "/api/2.0/clean-rooms";
const MARKET = "/api/2.1/marketplace-consumer";
const room = {
  name: "joint",
  status: "ACTIVE",
  owner: "ana",
  created_at: 1_760_000_000_000,
  remote_detailed_info: {
    cloud_vendor: "aws",
    collaborators: [{ collaborator_alias: "partner", organization_name: "Acme" }, { collaborator_alias: "creator" }],
  },
};
const weather = {
  id: "l1",
  summary: { name: "Weather", subtitle: "By day", listing_type: "STANDARD", updated_at: 1_760_000_000_000 },
  detail: { description: "Stations", assets: ["ASSET_TYPE_DATA_TABLE"], cost: "FREE" },
};

describe("list_clean_rooms", () => {
  test("returns a page", async () => {
    on(`GET ${ROOMS}`, { clean_rooms: [room], next_page_token: "n" });
    const { call } = await connect();
    expect((await call("list_clean_rooms", {})).structuredContent).toEqual({
      clean_rooms: [{ name: "joint", status: "ACTIVE", owner: "ana" }],
      next_page_token: "n",
    });
  });
});

describe("get_clean_room", () => {
  test("returns collaborators and assets", async () => {
    on(`GET ${ROOMS}/joint`, room);
    on(`GET ${ROOMS}/joint/assets`, { assets: [{ name: "a.b.c", asset_type: "TABLE", status: "ACTIVE" }] });
    const { call } = await connect();
    expect((await call("get_clean_room", { name: "joint" })).structuredContent).toEqual({
      name: "joint",
      status: "ACTIVE",
      owner: "ana",
      collaborators: ["partner, Acme", "creator"],
      cloud: "aws",
      created_at: "2025-10-09T08:53:20Z",
      assets: [{ name: "a.b.c", asset_type: "TABLE", status: "ACTIVE" }],
    });
  });
});

describe("search_marketplace", () => {
  test.each([
    [{ query: "rain" }, "search-listings"],
    [{ is_free: true }, "listings"],
  ])("%j", async (args, path) => {
    const seen = on(`GET ${MARKET}/${path}`, { listings: [weather], next_page_token: "n" });
    const { call } = await connect();
    expect((await call("search_marketplace", args)).structuredContent).toEqual({
      listings: [{ listing_id: "l1", name: "Weather", subtitle: "By day", listing_type: "STANDARD" }],
      next_page_token: "n",
    });
    expect(seen).toHaveLength(1);
  });
});

describe("get_marketplace_listing", () => {
  test("returns contents and price", async () => {
    on(`GET ${MARKET}/listings/l1`, { listing: weather });
    const { call } = await connect();
    expect((await call("get_marketplace_listing", { listing_id: "l1" })).structuredContent).toMatchObject({
      description: "Stations",
      assets: ["ASSET_TYPE_DATA_TABLE"],
      cost: "FREE",
      updated_at: "2025-10-09T08:53:20Z",
    });
  });
});
