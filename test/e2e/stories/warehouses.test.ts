import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a warehouse is created, runs a statement, is changed, stopped and deleted", async () => {
  const { call, failure } = story;
  expect(await call("list_warehouses")).toMatchObject({ warehouses: [{ name: "Shared" }, { name: "Night" }] });
  const created = await call("create_warehouse", { name: "Ad hoc", cluster_size: "2X-Small" });
  const warehouse_id = String(created.id);
  expect(created).toMatchObject({ name: "Ad hoc", cluster_size: "2X-Small", auto_stop_mins: 10 });
  expect(await call("start_warehouse", { warehouse_id })).toMatchObject({ state: "RUNNING" });
  expect(await call("execute_sql_read_only", { statement: "SELECT 1 AS one", warehouse_id })).toMatchObject({
    rows: [["1"]],
  });
  expect(await call("list_query_history", { warehouse_id })).toMatchObject({
    queries: [{ query_text: "SELECT 1 AS one" }],
  });

  expect(await call("update_warehouse", { warehouse_id, settings: { max_num_clusters: 3 } })).toMatchObject({
    name: "Ad hoc",
    max_num_clusters: 3,
  });
  expect(await failure("update_warehouse", { warehouse_id, settings: { cluster_size: "Huge" } })).toContain(
    "cluster_size",
  );
  expect(await call("stop_warehouse", { warehouse_id })).toMatchObject({ state: "STOPPED" });
  expect(await call("get_warehouse", { warehouse_id })).toMatchObject({ name: "Ad hoc", state: "STOPPED" });
  await call("delete_warehouse", { warehouse_id });
  expect(await failure("get_warehouse", { warehouse_id })).toContain("does not exist");
});

test("the shared configuration keeps the settings that are not changed", async () => {
  const { call } = story;
  const before = await call("get_warehouse_config");
  expect(before).toMatchObject({ security_policy: "DATA_ACCESS_CONTROL", enabled_warehouse_types: ["PRO"] });
  const after = await call("set_warehouse_config", {
    settings: { sql_configuration_parameters: { configuration_pairs: [{ key: "STATEMENT_TIMEOUT", value: "3600" }] } },
  });
  expect(after).toEqual({ ...before, sql_configuration_parameters: { STATEMENT_TIMEOUT: "3600" } });
});
