import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const POLICY = "66A4EC384FF5F78D";
const POOL = "0115-100000-pool42-pool-AbCdEf12";
const cluster = { cluster_id: "0115-093012-abcd1234", cluster_name: "etl", state: "RUNNING", spark_version: "15.4.x" };
const policies = (...names: string[]) =>
  on("GET /api/2.0/policies/clusters/list", {
    policies: names.map((name) => ({ policy_id: POLICY, name })),
  });

describe("names of policies and pools in the settings of clusters", () => {
  test("are looked up", async () => {
    policies("small-ml");
    on("GET /api/2.0/instance-pools/list", {
      instance_pools: [{ instance_pool_id: POOL, instance_pool_name: "workers" }],
    });
    const created = on("POST /api/2.1/clusters/create", { cluster_id: cluster.cluster_id });
    on("GET /api/2.1/clusters/get", cluster);
    const { call } = await connect({ answer: yes });
    const { isError } = await call("create_cluster", {
      cluster_name: "etl",
      spark_version: "15.4.x-scala2.12",
      workers: "1",
      settings: { policy_id: "small-ml", instance_pool_id: "workers", driver_instance_pool_id: POOL },
    });
    expect(isError).toBeFalsy();
    expect(created[0]?.body).toMatchObject({
      policy_id: POLICY,
      instance_pool_id: POOL,
      driver_instance_pool_id: POOL,
    });
  });

  test("that no object has are refused before the user is asked", async () => {
    policies("small-ml", "large");
    on("GET /api/2.1/clusters/get", cluster);
    const { call, questions } = await connect({ answer: yes });
    const text = textOf(
      await call("update_cluster", { cluster_id: cluster.cluster_id, settings: { policy_id: "small ml" } }),
    );
    expect(text).toContain("No cluster policy that this server's identity can see has this name or ID");
    expect(text).toContain(`small-ml: ${POLICY}`);
    expect(questions).toEqual([]);
  });

  test("that mean another object after the question are refused", async () => {
    on(
      "GET /api/2.0/policies/clusters/list",
      { policies: [{ policy_id: POLICY, name: "small-ml" }] },
      { policies: [{ policy_id: "ABCD1234567890EF", name: "small-ml" }] },
    );
    on("GET /api/2.1/clusters/get", cluster);
    const changed = on("POST /api/2.1/clusters/update", {});
    const { call, questions } = await connect({ answer: yes });
    const text = textOf(
      await call("update_cluster", { cluster_id: cluster.cluster_id, settings: { policy_id: "small-ml" } }),
    );
    expect(questions).toHaveLength(1);
    expect(text).toContain("since the user was asked, what this call changes has changed");
    expect(changed).toEqual([]);
  });
});
