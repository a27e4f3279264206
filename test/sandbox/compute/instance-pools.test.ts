import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession, type Session } from "./session.ts";

const SMALL = "0115-100000-pool42-pool-AbCdEf12";

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const refused = async (name: string, body: object) => {
  const { status, body: answer } = await session.post(`/api/2.0/instance-pools/${name}`, body);
  return [status, answer.error_code, answer.message];
};

test("a new workspace has a pool with an idle instance", async () => {
  const { text } = await session.get("/api/2.0/instance-pools/list");
  expect(JSON.parse(text).instance_pools).toMatchObject([
    { instance_pool_id: SMALL, state: "ACTIVE", stats: { used_count: 0, idle_count: 1 } },
  ]);
});

test("an invalid pool is rejected", async () => {
  const pool = { instance_pool_name: "new", node_type_id: "i3.xlarge" };
  expect(await refused("create", { ...pool, instance_pool_name: "small" })).toEqual([
    400,
    "INVALID_PARAMETER_VALUE",
    "Instance pool with name small already exists.",
  ]);
  expect((await refused("create", { ...pool, node_type_id: "huge" }))[2]).toContain("huge is not supported");
  expect((await refused("create", { ...pool, min_idle_instances: 3, max_capacity: 2 }))[2]).toContain("max_capacity");
  expect((await refused("delete", { instance_pool_id: "none" })).slice(0, 2)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});

test("an edit replaces the editable fields and keeps the node type", async () => {
  const edit = { instance_pool_id: SMALL, instance_pool_name: "smaller", node_type_id: "i3.xlarge" };
  expect((await refused("edit", { ...edit, node_type_id: "m5d.large" }))[2]).toContain("cannot be changed");
  await session.post("/api/2.0/instance-pools/edit", edit);
  const { text } = await session.get("/api/2.0/instance-pools/get", { instance_pool_id: SMALL });
  const pool = JSON.parse(text);
  expect(pool).toMatchObject({ instance_pool_name: "smaller", preloaded_spark_versions: ["15.4.x-scala2.12"] });
  expect(pool).not.toHaveProperty("max_capacity");
});

test("a cluster from a pool has the pool's node type", async () => {
  const cluster = {
    cluster_name: "pooled",
    spark_version: "15.4.x-scala2.12",
    num_workers: 1,
    instance_pool_id: SMALL,
  };
  const { body } = await session.post("/api/2.1/clusters/create", cluster);
  const { text } = await session.get("/api/2.1/clusters/get", { cluster_id: String(body.cluster_id) });
  expect(JSON.parse(text)).toMatchObject({ node_type_id: "i3.xlarge", driver_node_type_id: "i3.xlarge" });
});

test("a cluster from an unknown pool is refused", async () => {
  const cluster = { cluster_name: "x", spark_version: "15.4.x-scala2.12", num_workers: 1, instance_pool_id: "none" };
  const { body } = await session.post("/api/2.1/clusters/create", cluster);
  expect(body.error_code).toBe("RESOURCE_DOES_NOT_EXIST");
});
