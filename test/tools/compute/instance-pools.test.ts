import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "0115-100000-pool42-pool-AbCdEf12";
const GET = "GET /api/2.0/instance-pools/get";
const EDIT = "POST /api/2.0/instance-pools/edit";

const pool = {
  instance_pool_id: ID,
  instance_pool_name: "small",
  node_type_id: "i3.xlarge",
  min_idle_instances: 1,
  max_capacity: 20,
  idle_instance_autotermination_minutes: 30,
  enable_elastic_disk: true,
  custom_tags: { team: "etl" },
  default_tags: { Vendor: "Databricks" },
  state: "ACTIVE",
  stats: { used_count: 2, idle_count: 1, pending_used_count: 0, pending_idle_count: 3 },
  status: { pending_instance_errors: [{ instance_id: "i-1", message: "no capacity" }] },
};
/** The pool as questions name it. */
const NAMED = `instance pool "small" (id ${ID}, state "ACTIVE")`;
const summary = {
  instance_pool_id: ID,
  instance_pool_name: "small",
  state: "ACTIVE",
  node_type_id: "i3.xlarge",
  used_count: 2,
  idle_count: 1,
  min_idle_instances: 1,
  max_capacity: 20,
};

describe("list_instance_pools", () => {
  test("lists pools with their used and idle instances", async () => {
    const { call } = await connect();
    on("GET /api/2.0/instance-pools/list", { instance_pools: [pool] }, {});
    expect((await call("list_instance_pools")).structuredContent).toEqual({ instance_pools: [summary] });
    expect((await call("list_instance_pools")).structuredContent).toEqual({ instance_pools: [] });
  });
});

describe("get_instance_pool", () => {
  test("returns the configuration and the launch errors", async () => {
    const { call } = await connect();
    const seen = on(GET, pool);
    const result = await call("get_instance_pool", { instance_pool_id: ID });
    expect(seen[0]?.query).toEqual({ instance_pool_id: ID });
    expect(result.structuredContent).toEqual({
      ...summary,
      pending_used_count: 0,
      pending_idle_count: 3,
      idle_instance_autotermination_minutes: 30,
      enable_elastic_disk: true,
      custom_tags: { team: "etl" },
      launch_errors: ["no capacity"],
    });
  });
});

describe("create_instance_pool", () => {
  test("sends named fields and settings as one body", async () => {
    const { call } = await connect();
    const seen = on("POST /api/2.0/instance-pools/create", { instance_pool_id: ID });
    const named = { instance_pool_name: "small", node_type_id: "i3.xlarge", min_idle_instances: 0 };
    const settings = { preloaded_spark_versions: ["15.4.x-scala2.12"] };
    const result = await call("create_instance_pool", { ...named, settings });
    expect(seen.map(({ body }) => body)).toEqual([{ ...named, ...settings }]);
    expect(result.structuredContent).toEqual({ instance_pool_id: ID });
  });
});

test("create_instance_pool asks about idle instances, also through call_api", async () => {
  const { call, questions } = await connect({ answer: yes });
  on("POST /api/2.0/instance-pools/create", { instance_pool_id: ID });
  const parameters = { instance_pool_name: "small", node_type_id: "i3.xlarge", min_idle_instances: 3 };
  await call("create_instance_pool", parameters);
  await call("call_api", { operation: "instancePools.create", parameters });
  const cost = "It keeps at least 3 idle instances running.";
  expect(questions).toEqual([
    asked('Create instance pool "small"?', cost),
    expect.stringContaining(`on instance pool "small"?\n${cost}`),
  ]);
});

describe("update_instance_pool", () => {
  test("sends every editable field, because the platform resets the others; null resets a field", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, pool);
    const seen = on(EDIT, {});
    const result = await call("update_instance_pool", {
      instance_pool_id: ID,
      settings: { max_capacity: 5, custom_tags: null },
    });
    expect(seen.map(({ body }) => body)).toEqual([
      {
        instance_pool_id: ID,
        instance_pool_name: "small",
        node_type_id: "i3.xlarge",
        min_idle_instances: 1,
        max_capacity: 5,
        idle_instance_autotermination_minutes: 30,
      },
    ]);
    expect(result.structuredContent).toEqual({ instance_pool_id: ID, changed: ["custom_tags", "max_capacity"] });
    expect(questions).toEqual([asked(`Change ${NAMED}?`, 'Field "custom_tags" is reset: its current value is lost.')]);
  });

  test("asks about more idle instances, and not about an ordinary change", async () => {
    const { call, questions } = await connect({ answer: yes });
    const reads = on(GET, pool);
    on(EDIT, {});
    await call("update_instance_pool", { instance_pool_id: ID, settings: { max_capacity: 5 } });
    expect(reads).toHaveLength(1);
    await call("update_instance_pool", { instance_pool_id: ID, min_idle_instances: 1 });
    expect(questions).toEqual([]);
    await call("update_instance_pool", { instance_pool_id: ID, min_idle_instances: 9 });
    expect(questions).toEqual([asked(`Change ${NAMED}?`, "It keeps at least 9 idle instances running instead of 1.")]);
  });

  test("call_api asks before it replaces all editable fields", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET, pool);
    const parameters = { instance_pool_id: ID, instance_pool_name: "small", node_type_id: "i3.xlarge" };
    await call("call_api", { operation: "instancePools.edit", parameters });
    expect(questions).toHaveLength(1);
  });

  test("names a field that cannot change", async () => {
    const { call } = await connect();
    on(GET, pool);
    const seen = on(EDIT, {});
    const result = await call("update_instance_pool", { instance_pool_id: ID, settings: { disk_spec: {} } });
    expect(textOf(result)).toContain("These fields of an existing pool cannot change: disk_spec. Nothing was sent.");
    expect(seen).toHaveLength(0);
  });
});

describe("delete_instance_pool", () => {
  test("asks with the name and the number of used instances, then deletes it", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, pool);
    const seen = on("POST /api/2.0/instance-pools/delete", {});
    const result = await call("delete_instance_pool", { instance_pool_id: ID });
    expect(questions).toEqual([
      asked(
        `Permanently delete ${NAMED}?`,
        "2 of its instances are in use. Clusters that use the pool can no longer restart or resize.",
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ instance_pool_id: ID }]);
    expect(result.structuredContent).toEqual({ instance_pool_id: ID, name: "small", deleted: true });
  });
});

const calls: [string, object][] = [
  ["create_instance_pool", { instance_pool_name: "small", node_type_id: "i3.xlarge" }],
  ["update_instance_pool", { instance_pool_id: ID, settings: { max_capacity: 5 } }],
  ["delete_instance_pool", { instance_pool_id: ID }],
];

test.each(calls)("a protection on the pool's name blocks %s", async (name, args) => {
  const { call } = await connect({ settings: { protect: ["small"], confirm: "never" } });
  on(GET, pool);
  expect(textOf(await call(name, { ...args }))).toContain("the operator protects this object");
});
