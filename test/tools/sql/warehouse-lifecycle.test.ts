import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
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
      settings: { warehouse_type: "PRO" },
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

  test("asks before it creates a warehouse that never stops or has rights of its own", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const settings = { instance_profile_arn: "arn:aws:iam::1:instance-profile/lake" };
    await call("create_warehouse", { name: "Ad hoc", size: "Small", auto_stop_mins: 0, settings });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Create SQL warehouse "Ad hoc" (size "Small")?',
        "It never stops by itself and is billed until someone stops it.",
        'It sets instance_profile_arn to "arn:aws:iam::1:instance-profile/lake".',
      ].join("\n"),
    ]);
  });

  test.each([
    [{ settings: { name: "other" } }, "settings: must not contain name, cluster_size, auto_stop_mins"],
    [{ settings: { warehouseType: "PRO" } }, "fields are in snake_case: warehouse_type"],
  ])("refuses %j", async (wrong, words) => {
    const { call } = await connect();
    expect(textOf(await call("create_warehouse", { name: "Ad hoc", cluster_size: "Small", ...wrong }))).toContain(
      words,
    );
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
  test("takes fields flat, in settings, or both, and a bad value is named", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on("GET /api/2.0/sql/warehouses/w1", { id: "w1", name: "Reports", state: "STOPPED" });
    const seen = on("POST /api/2.0/sql/warehouses/w1/edit", {});
    const warehouse_id = "w1";
    await call("update_warehouse", { warehouse_id, auto_stop_mins: "20", cluster_size: "Small" });
    await call("update_warehouse", { warehouse_id, name: "R", settings: { enable_photon: true } });
    expect(seen.map(({ body }) => body)).toMatchObject([
      { auto_stop_mins: 20, cluster_size: "Small" },
      { name: "R", enable_photon: true },
    ]);
    const bad = await call("update_warehouse", { warehouse_id, auto_stop_mins: "soon" });
    expect(textOf(bad)).toMatch(/nothing was sent\. auto_stop_mins: .*expected number/);
    expect(textOf(await call("update_warehouse", { warehouse_id, size: "Small" }))).toContain("max_num_clusters?");
    expect(textOf(await call("update_warehouse", { warehouse_id }))).toContain("settings: is required");
  });

  test("sends the changes, and asks before the warehouse costs more", async () => {
    const asked = on(`POST ${PATH}/w1/edit`, {});
    const stopped = { ...warehouse, state: "STOPPED" };
    on(`GET ${PATH}/w1`, stopped, stopped, { ...warehouse, state: "RUNNING", auto_stop_mins: 30 });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_warehouse", { warehouse_id: "w1", settings: { auto_stop_mins: 30 } });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Change SQL warehouse "Ad hoc" (id w1, state "STOPPED")?',
        "It stops after 30 idle minutes instead of 10.",
      ].join("\n"),
    ]);
    expect(asked[0]?.body).toEqual({ auto_stop_mins: 30 });
    expect(result.structuredContent).toEqual({ ...fields, serverless, state: "RUNNING", auto_stop_mins: 30 });
  });

  test("names every cost, and what a restart interrupts", async () => {
    on(`GET ${PATH}/w1`, { ...warehouse, state: "RUNNING" });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const settings = { cluster_size: "Large", max_num_clusters: 4, auto_stop_mins: 0, creator_name: "eve@example.com" };
    await call("update_warehouse", { warehouse_id: "w1", settings });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Change SQL warehouse "Ad hoc" (id w1, state "RUNNING")?',
        'Its size changes from "Small" to "Large".',
        "It may use 4 clusters instead of 1.",
        "It no longer stops by itself, and is billed until someone stops it.",
        'It sets creator_name to "eve@example.com".',
        "It may restart, and the statements running on it fail.",
      ].join("\n"),
    ]);
  });

  test("names the kind of warehouse that it becomes", async () => {
    const now = {
      ...warehouse,
      warehouse_type: "PRO",
      enable_serverless_compute: false,
      channel: { name: "CHANNEL_NAME_CURRENT" },
    };
    on(`GET ${PATH}/w1`, { ...now, state: "RUNNING" }, { ...now, state: "STOPPED" });
    const settings = {
      enable_serverless_compute: true,
      channel: { name: "CHANNEL_NAME_PREVIEW" },
      warehouse_type: "PRO",
    };
    for (const [state, channel] of [
      ["RUNNING", true],
      ["STOPPED", false],
    ] as const) {
      const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
      await call("update_warehouse", { warehouse_id: "w1", settings });
      expect(questions[0]).toContain(`state "${state}"`);
      expect(questions[0]).toContain('It changes enable_serverless_compute from "false" to "true".');
      expect(questions[0]?.includes('channel from "CHANNEL_NAME_CURRENT" to "CHANNEL_NAME_PREVIEW"')).toBe(channel);
      expect(questions[0]).not.toContain("warehouse_type");
    }
  });

  test("changes without a consequence are not looked up and do not ask", async () => {
    const asked = on(`POST ${PATH}/w1/edit`, {});
    const read = on(`GET ${PATH}/w1`, { ...warehouse, state: "RUNNING" });
    const { call, questions } = await connect({ answer: yes });
    await call("update_warehouse", { warehouse_id: "w1", settings: { name: "Reports" } });
    expect([asked.length, read.length, questions.length]).toEqual([1, 1, 0]);
  });

  test("call_api warehouses.edit asks the same", async () => {
    on(`GET ${PATH}/w1`, { ...warehouse, state: "STOPPED" });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("call_api", { operation: "warehouses.edit", parameters: { id: "w1", cluster_size: "5X-Large" } });
    expect(questions[0]).toContain('Its size changes from "Small" to "5X-Large".');
  });

  test.each(["ask", "never"] as const)("a protected warehouse stays as it is with --confirm %s", async (confirm) => {
    on(`GET ${PATH}/w1`, warehouse);
    const { call } = await connect({ settings: { confirm, protect: ["ad hoc"] }, answer: yes });
    const settings = { tags: {} };
    const results = [
      await call("update_warehouse", { warehouse_id: "w1", settings }),
      await call("delete_warehouse", { warehouse_id: "w1" }),
      await call("call_api", { operation: "warehouses.edit", parameters: { id: "w1", ...settings } }),
      await call("call_api", { operation: "warehouses.delete", parameters: { id: "w1" } }),
    ];
    for (const result of results) expect(textOf(result)).toContain("the operator protects this object");
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
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Permanently delete SQL warehouse "Ad hoc" (id w1, state "RUNNING")?',
        "Running statements fail, and dashboards, alerts, jobs and tools that use it stop working.",
      ].join("\n"),
    ]);
    expect(asked).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "w1", name: "Ad hoc", state: "DELETED" });
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
    on(`GET ${CONFIG}`, config, config, { ...config, security_policy: "NONE" });
    const asked = on(`PUT ${CONFIG}`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("set_warehouse_config", { settings: { security_policy: "NONE" } });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        "Change the configuration of all SQL warehouses of the workspace?",
        "Running warehouses restart, and the statements on them fail.",
        'It sets security_policy to "NONE".',
      ].join("\n"),
    ]);
    expect(asked[0]?.body).toEqual({ ...config, security_policy: "NONE" });
    expect(result.structuredContent).toEqual({ ...configView, security_policy: "NONE" });
  });

  test("does not show storage keys in the question", async () => {
    on(`GET ${CONFIG}`, config);
    on(`PUT ${CONFIG}`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("set_warehouse_config", { settings: { data_access_config: [{ key: "spark.a", value: "c3RvcmFnZQ" }] } });
    expect(questions[0]).toContain('It sets data_access_config[0].value to "[redacted]".');
    expect(questions[0]).toContain('Field "data_access_config" is replaced as a whole:');
    expect(questions[0]).not.toMatch(/c3RvcmFnZ/);
  });
});
