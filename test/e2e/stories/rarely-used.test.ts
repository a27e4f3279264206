import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const api = (operation: string, parameters: object) => story.call("call_api", { operation, parameters });

test("base environments of serverless code", async () => {
  const { call } = story;
  const spec = { environment_version: "4", dependencies: ["polars"] };
  const workspace_base_environment_id = "data";
  await api("environments.createWorkspaceBaseEnvironment", {
    display_name: "Data",
    spec,
    workspace_base_environment_id,
  });
  expect(await call("list_base_environments")).toMatchObject({
    environments: [{ environment_id: "data", dependencies: ["polars"] }],
  });
  const name = "workspace-base-environments/data";
  await api("environments.deleteWorkspaceBaseEnvironment", { name });
  expect(await call("list_base_environments")).toEqual({ environments: [] });
});

test("features and online stores", async () => {
  const { call } = story;
  const full_name = "main.sales.revenue_7d";
  const source = { delta_table_source: { full_name: "main.sales.orders" } };
  await api("featureEngineering.createFeature", { full_name, source, function: { function_type: "SUM" } });
  const schema = { full_name: "main.sales" };
  expect(await call("list_features", schema)).toMatchObject({ features: [{ full_name }] });
  expect(await call("get_feature", { full_name })).toMatchObject({ function: { function_type: "SUM" } });
  await api("featureEngineering.deleteFeature", { full_name });
  expect(await call("list_features", schema)).toEqual({ features: [] });

  await api("featureStore.createOnlineStore", { name: "fast", capacity: "CU_1" });
  expect(await call("list_online_stores")).toMatchObject({ stores: [{ name: "fast", state: "AVAILABLE" }] });
  await api("featureStore.updateOnlineStore", { name: "fast", capacity: "CU_2", update_mask: "capacity" });
  expect(await call("list_online_stores")).toMatchObject({ stores: [{ capacity: "CU_2" }] });
  await api("featureStore.deleteOnlineStore", { name: "fast" });
  expect(await call("list_online_stores")).toEqual({ stores: [] });
});

test("clean rooms", async () => {
  const { call } = story;
  const remote_detailed_info = { cloud_vendor: "aws", collaborators: [{ collaborator_alias: "partner" }] };
  await api("cleanRooms.create", { name: "joint", remote_detailed_info });
  await api("cleanRoomAssets.create", { clean_room_name: "joint", name: "main.sales.orders", asset_type: "TABLE" });
  expect(await call("list_clean_rooms")).toMatchObject({ clean_rooms: [{ name: "joint" }] });
  expect(await call("get_clean_room", { name: "joint" })).toMatchObject({
    collaborators: ["partner"],
    assets: [{ name: "main.sales.orders", asset_type: "TABLE" }],
  });
  await api("cleanRooms.delete", { name: "joint" });
  expect(await call("list_clean_rooms")).toEqual({ clean_rooms: [] });
});

test("the Marketplace", async () => {
  const { call, failure } = story;
  const { listings } = await call("search_marketplace", { query: "weather stations" });
  expect(listings).toMatchObject([{ name: "Daily weather" }]);
  const [{ listing_id = "" } = {}] = listings as { listing_id?: string }[];
  expect(await call("get_marketplace_listing", { listing_id })).toMatchObject({ cost: "FREE" });
  expect((await call("search_marketplace", { is_free: false })).listings).toHaveLength(1);
  expect(await failure("get_marketplace_listing", { listing_id: "none" })).toContain("search_marketplace");
});
