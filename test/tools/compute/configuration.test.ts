import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "0115-093012-abcd1234";
const GET = "GET /api/2.1/clusters/get";
const CREATE = "POST /api/2.1/clusters/create";
const UPDATE = "POST /api/2.1/clusters/update";
const RESIZE = "POST /api/2.1/clusters/resize";

const cluster = (state: string) => ({ cluster_id: ID, cluster_name: "analytics", state });
const wish = { cluster_name: "etl", spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge" };

describe("create_cluster", () => {
  test("creates it with an idempotency token and auto-termination, and waits until it is running", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("PENDING"), cluster("RUNNING"));
    const settings = { data_security_mode: "USER_ISOLATION", spark_conf: { "a.b": "c" } };
    const result = await call("create_cluster", { ...wish, workers: "1-8", settings });
    expect(seen[0]?.body).toEqual({
      ...wish,
      ...settings,
      autoscale: { min_workers: 1, max_workers: 8 },
      autotermination_minutes: 60,
      idempotency_token: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(result.structuredContent).toEqual({
      cluster_id: ID,
      cluster_name: "analytics",
      state: "RUNNING",
      note: "Created and running.",
    });
  });

  test("returns the next step when the wait is over, and explains a failed start", async () => {
    const { call } = await connect();
    on(CREATE, { cluster_id: ID });
    on(GET, cluster("PENDING"));
    expect((await call("create_cluster", { ...wish, workers: "1", wait_seconds: 0 })).structuredContent).toMatchObject({
      cluster_id: ID,
      state: "PENDING",
      next: "Still starting. Call start_cluster to keep waiting.",
    });
    on(GET, cluster("PENDING"), cluster("TERMINATED"));
    expect(textOf(await call("create_cluster", { ...wish, workers: "1" }))).toContain(`Cluster ${ID} did not start`);
  });

  test("creates a single-node cluster for 0 workers", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    const settings = { autotermination_minutes: 20, custom_tags: { team: "x" } };
    await call("create_cluster", { ...wish, workers: "0", settings });
    expect(seen[0]?.body).toMatchObject({
      num_workers: 0,
      autotermination_minutes: 20,
      spark_conf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]" },
      custom_tags: { team: "x", ResourceClass: "SingleNode" },
    });
  });

  test("adds no defaults to a cluster with a policy", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    await call("create_cluster", { ...wish, workers: "0", settings: { policy_id: "P1" } });
    expect(seen[0]?.body).toEqual({
      ...wish,
      num_workers: 0,
      policy_id: "P1",
      idempotency_token: expect.any(String),
    });
  });

  test("sends the same idempotency token with a retry", async () => {
    const { call } = await connect();
    const busy = new Response(JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message: "try again" }), {
      status: 503,
      headers: { "content-type": "application/json" },
    });
    const seen = on(CREATE, busy, { cluster_id: ID });
    on(GET, cluster("RUNNING"));
    await call("create_cluster", { ...wish, workers: "2" });
    expect(seen).toHaveLength(2);
    expect(seen[1]?.body).toEqual(seen[0]?.body);
  });

  test.each([
    ["two", "must be a number such as 4, or a range such as 1-8"],
    ["8-1", "the maximum must be greater than the minimum"],
  ])("refuses workers %s before anything is sent", async (workers, problem) => {
    const { call } = await connect();
    expect(textOf(await call("create_cluster", { ...wish, workers }))).toContain(`workers: ${problem}`);
  });

  test("refuses settings that name another cluster", async () => {
    const { call } = await connect();
    const result = await call("create_cluster", { ...wish, workers: "1", settings: { cluster_id: "x" } });
    expect(textOf(result)).toContain("settings: keys must be fields of the REST body");
  });
});

describe("update_cluster", () => {
  test("changes a terminated cluster without a question; null unsets a field, a size unsets the other kind", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("TERMINATED"));
    const seen = on(UPDATE, {});
    const settings = { num_workers: 3, spark_conf: null };
    const result = await call("update_cluster", { cluster_id: ID, settings });
    expect(seen.map(({ body }) => body)).toEqual([
      { cluster_id: ID, cluster: { num_workers: 3 }, update_mask: "autoscale,num_workers,spark_conf" },
    ]);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual({
      cluster_id: ID,
      cluster_name: "analytics",
      state: "TERMINATED",
      note: "Changed. The change applies from the next start.",
    });
  });

  test("asks before it restarts a running cluster", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, cluster("RUNNING"), cluster("RUNNING"), cluster("RESTARTING"));
    on(UPDATE, {});
    const args = { cluster_id: ID, settings: { autotermination_minutes: 30 }, wait_seconds: 0 };
    const result = await call("update_cluster", args);
    expect(questions[0]).toContain(
      `Change autotermination_minutes of cluster "analytics" (${ID}, RUNNING)? It restarts`,
    );
    expect(result.structuredContent).toMatchObject({
      state: "RESTARTING",
      note: "Changed. The cluster is restarting.",
      next: "Still starting. Call start_cluster to keep waiting.",
    });
    on(GET, cluster("RUNNING"), cluster("RUNNING"), cluster("RESTARTING"), cluster("RUNNING"));
    expect((await call("update_cluster", { ...args, wait_seconds: 5 })).structuredContent).toMatchObject({
      state: "RUNNING",
      note: "Changed and running.",
    });
  });

  test("refuses a cluster that is starting", async () => {
    const { call } = await connect({ answer: yes });
    on(GET, cluster("PENDING"));
    const seen = on(UPDATE, {});
    const result = await call("update_cluster", { cluster_id: ID, settings: { num_workers: 1 } });
    expect(textOf(result)).toContain("cannot be changed because it is neither running nor terminated. It is PENDING");
    expect(seen).toHaveLength(0);
  });

  test("refuses a call without a field to change", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    const result = await call("update_cluster", { cluster_id: ID, settings: {} });
    expect(textOf(result)).toContain("No field to change was given. Nothing was sent.");
  });
});

describe("resize_cluster", () => {
  test("resizes a running cluster", async () => {
    const { call } = await connect();
    on(GET, cluster("RUNNING"), cluster("RESIZING"), cluster("RUNNING"));
    const seen = on(RESIZE, {});
    const result = await call("resize_cluster", { cluster_id: ID, workers: "4" });
    expect(seen.map(({ body }) => body)).toEqual([{ cluster_id: ID, num_workers: 4 }]);
    expect(result.structuredContent).toMatchObject({ state: "RUNNING", note: "Resized." });
  });

  test("returns the next step when the wait is over, and reports a cluster that terminates meanwhile", async () => {
    const { call } = await connect();
    on(GET, cluster("RUNNING"), cluster("RESIZING"));
    on(RESIZE, {});
    const args = { cluster_id: ID, workers: "4", wait_seconds: 0 };
    expect((await call("resize_cluster", args)).structuredContent).toMatchObject({
      state: "RESIZING",
      note: "It remains usable.",
      next: "Still resizing. Call get_cluster to check that it is RUNNING.",
    });
    on(GET, cluster("RUNNING"), cluster("TERMINATED"));
    expect(textOf(await call("resize_cluster", args))).toContain(
      "terminated while it was being resized. It is TERMINATED",
    );
  });

  test("refuses a cluster that is not running", async () => {
    const { call } = await connect();
    on(GET, cluster("TERMINATED"));
    const seen = on(RESIZE, {});
    const result = await call("resize_cluster", { cluster_id: ID, workers: "4" });
    expect(textOf(result)).toContain("cannot be resized because it is not running. It is TERMINATED");
    expect(seen).toHaveLength(0);
  });
});
