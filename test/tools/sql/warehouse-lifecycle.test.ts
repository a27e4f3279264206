import { describe, expect, test } from "vitest";
import { connect, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const PATH = "/api/2.0/sql/warehouses";
const warehouse = {
  id: "w1",
  name: "Ad hoc",
  state: "STARTING",
  cluster_size: "Small",
  min_num_clusters: 1,
  max_num_clusters: 1,
  auto_stop_mins: 10,
  warehouse_type: "PRO",
  enable_serverless_compute: true,
};
const { enable_serverless_compute: serverless, ...fields } = warehouse;

describe("create_warehouse", () => {
  test("creates a warehouse with auto stop, and suggests how to wait for it", async () => {
    const asked = on(`POST ${PATH}`, { id: "w1" });
    on(`GET ${PATH}/w1`, warehouse);
    const { call } = await connect();
    const result = await call("create_warehouse", {
      name: "Ad hoc",
      cluster_size: "Small",
      settings: { warehouse_type: "PRO", name: "other" },
      wait_seconds: 0,
    });
    expect(asked[0]?.body).toEqual({
      name: "Ad hoc",
      cluster_size: "Small",
      auto_stop_mins: 10,
      warehouse_type: "PRO",
    });
    expect(result.structuredContent).toEqual({
      ...fields,
      serverless,
      next: "Still starting. Call start_warehouse to wait until it is RUNNING.",
    });
  });

  test("waits until it is running", async () => {
    on(`POST ${PATH}`, { id: "w1" });
    on(`GET ${PATH}/w1`, warehouse, { ...warehouse, state: "RUNNING" });
    const { call } = await connect();
    const result = await call("create_warehouse", { name: "Ad hoc", cluster_size: "Small" });
    expect(result.structuredContent).toEqual({ ...fields, serverless, state: "RUNNING" });
  });
});

describe("update_warehouse", () => {
  test("sends the changes for this warehouse, even if the settings name another id", async () => {
    const asked = on(`POST ${PATH}/w1/edit`, {});
    on(`GET ${PATH}/w1`, { ...warehouse, state: "RUNNING", auto_stop_mins: 30 });
    const { call } = await connect();
    const result = await call("update_warehouse", { warehouse_id: "w1", settings: { auto_stop_mins: 30, id: "w2" } });
    expect(asked[0]?.body).toEqual({ auto_stop_mins: 30 });
    expect(result.structuredContent).toEqual({ ...fields, serverless, state: "RUNNING", auto_stop_mins: 30 });
  });

  test("refuses a call without changes", async () => {
    const { call } = await connect();
    expect((await call("update_warehouse", { warehouse_id: "w1", settings: {} })).isError).toBe(true);
  });
});

describe("delete_warehouse", () => {
  test("asks with the name and the consequences", async () => {
    on(`GET ${PATH}/w1`, { ...warehouse, state: "RUNNING" });
    const asked = on(`DELETE ${PATH}/w1`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_warehouse", { warehouse_id: "w1" });
    expect(questions[0]).toContain('Permanently delete SQL warehouse "Ad hoc" (w1, RUNNING)?');
    expect(asked).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "w1", state: "DELETED" });
  });

  test("X08 does not delete it unless the user accepts", async () => {
    on(`GET ${PATH}/w1`, warehouse);
    const asked = on(`DELETE ${PATH}/w1`, {});
    const { call } = await connect({ answer: () => ({ action: "decline" }) });
    expect((await call("delete_warehouse", { warehouse_id: "w1" })).isError).toBe(true);
    expect(asked).toHaveLength(0);
  });
});

const CONFIG = "/api/2.0/sql/config/warehouses";
const config = {
  security_policy: "DATA_ACCESS_CONTROL",
  enabled_warehouse_types: [
    { warehouse_type: "PRO", enabled: true },
    { warehouse_type: "CLASSIC", enabled: false },
  ],
  sql_configuration_parameters: { configuration_pairs: [{ key: "ANSI_MODE", value: "true" }] },
  data_access_config: [{ key: "spark.hadoop.fs.azure.account.key.lake", value: "c3RvcmFnZSBrZXk" }],
  channel: { name: "CHANNEL_NAME_CURRENT" },
};
const configView = {
  security_policy: "DATA_ACCESS_CONTROL",
  enabled_warehouse_types: ["PRO"],
  sql_configuration_parameters: { ANSI_MODE: "true" },
  data_access_config_keys: ["spark.hadoop.fs.azure.account.key.lake"],
  channel: "CHANNEL_NAME_CURRENT",
};

describe("get_warehouse_config", () => {
  test("returns the shared configuration without the values of storage keys", async () => {
    on(`GET ${CONFIG}`, config);
    const { call } = await connect();
    const result = await call("get_warehouse_config");
    expect(result.structuredContent).toEqual(configView);
    expect(JSON.stringify(result)).not.toContain("c3RvcmFnZSBrZXk");
  });
});

describe("set_warehouse_config", () => {
  test("asks, and sends the whole configuration including the change", async () => {
    on(`GET ${CONFIG}`, config, { ...config, security_policy: "NONE" });
    const asked = on(`PUT ${CONFIG}`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("set_warehouse_config", { settings: { security_policy: "NONE" } });
    expect(questions[0]).toContain("Change security_policy for all SQL warehouses");
    expect(asked[0]?.body).toEqual({ ...config, security_policy: "NONE" });
    expect(result.structuredContent).toEqual({ ...configView, security_policy: "NONE" });
  });

  test("does not show storage keys in the question", async () => {
    on(`GET ${CONFIG}`, config);
    on(`PUT ${CONFIG}`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("set_warehouse_config", { settings: { data_access_config: [{ key: "spark.a", value: "c3RvcmFnZQ" }] } });
    expect(questions[0]).toContain('{"data_access_config":[{"key":"spark.a","value":"[redacted]"}]}');
  });
});
