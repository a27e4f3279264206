import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, openSession, type Session } from "./session.ts";

const ANALYTICS = "0115-093012-abcd1234";
const NIGHTLY = "0108-141530-etl00nly";
const GPU = "0112-080001-gputrain";
const JOB = "0116-020500-j0bc1us7";

let session: Session;
beforeAll(async () => {
  session = await openSession(10);
});
afterAll(() => session.close());

const get = async (id: string) => (await session.get("/api/2.1/clusters/get", { cluster_id: id })).body;
const act = (name: string, id: string, more: object = {}) =>
  session.post(`/api/2.1/clusters/${name}`, { cluster_id: id, ...more });
const until = (id: string, state: string) =>
  eventually(
    () => get(id),
    (cluster) => cluster.state === state,
  );
const create = async (settings: object = {}) => {
  const body = { cluster_name: "made", spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge", num_workers: 1 };
  return session.post("/api/2.1/clusters/create", { ...body, ...settings });
};

describe("lists", () => {
  test("a new workspace has a running cluster and three that terminated for different reasons", async () => {
    const { body } = await session.get("/api/2.1/clusters/list");
    expect(body.clusters?.map((c) => [c.cluster_name, c.state, c.termination_reason?.code])).toEqual([
      ["analytics", "RUNNING", undefined],
      ["etl-nightly", "TERMINATED", "INACTIVITY"],
      ["gpu-training", "TERMINATED", "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE"],
      ["job-620114587321-run-88213409-load_orders", "TERMINATED", "JOB_FINISHED"],
    ]);
    expect(body.clusters?.[0]?.spec).toBeUndefined();
  });

  test("filters repeat and combine", async () => {
    const names = async (...query: [string, string][]) => {
      const { body } = await session.get("/api/2.1/clusters/list", query);
      return (body.clusters ?? []).map((c) => c.cluster_name);
    };
    expect(await names(["filter_by.cluster_states", "RUNNING"], ["filter_by.cluster_states", "PENDING"])).toEqual([
      "analytics",
    ]);
    expect(await names(["filter_by.cluster_sources", "JOB"])).toHaveLength(1);
    expect(await names(["filter_by.is_pinned", "true"])).toEqual(["analytics"]);
    expect(await names(["filter_by.policy_id", "none"])).toEqual([]);
    expect(await names(["sort_by.field", "CLUSTER_NAME"], ["sort_by.direction", "DESC"])).toEqual([
      "job-620114587321-run-88213409-load_orders",
      "gpu-training",
      "etl-nightly",
      "analytics",
    ]);
  });

  test("an unknown filter value is rejected", async () => {
    const { status, body } = await session.get("/api/2.1/clusters/list", { "filter_by.cluster_states": "ASLEEP" });
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });

  test("pages return every cluster once, forwards and backwards", async () => {
    const seen: (string | undefined)[] = [];
    let token = "";
    let back = "";
    do {
      const query: Record<string, string> = { page_size: "3", ...(token !== "" && { page_token: token }) };
      const { body } = await session.get("/api/2.1/clusters/list", query);
      seen.push(...(body.clusters ?? []).map((c) => c.cluster_id));
      token = body.next_page_token ?? "";
      back = body.prev_page_token ?? "";
    } while (token !== "");
    expect(new Set(seen)).toHaveLength(seen.length);
    expect(seen).toEqual(expect.arrayContaining([ANALYTICS, NIGHTLY, GPU, JOB]));
    const { body } = await session.get("/api/2.1/clusters/list", { page_size: "3", page_token: back });
    expect(body.clusters?.[0]?.cluster_id).toBe(seen[0]);
  });

  test("a token of another list is rejected", async () => {
    const { status } = await session.get("/api/2.1/clusters/list", { page_token: "bm9uc2Vuc2U" });
    expect(status).toBe(400);
  });

  test("the older versions work: 2.0 without pages, 1.2 as a bare array", async () => {
    const old = await session.get("/api/2.0/clusters/list", { page_size: "1" });
    expect(old.body.clusters?.length).toBeGreaterThan(3);
    const oldest = await session.get("/api/1.2/clusters/list");
    expect(JSON.parse(oldest.text)[0]).toEqual({
      id: ANALYTICS,
      name: "analytics",
      status: "Running",
      driverIp: expect.stringMatching(/^10\./),
      jdbcPort: 10000,
      numWorkers: 1,
    });
    const one = await session.get("/api/1.2/clusters/status", { clusterId: NIGHTLY });
    expect(one.body).toMatchObject({ status: "Terminated", driverIp: "", numWorkers: 0 });
  });
});

describe("one cluster", () => {
  test("details include the requested settings, and every digit of IDs beyond 2^53", async () => {
    const answer = await session.get("/api/2.1/clusters/get", { cluster_id: ANALYTICS });
    expect(answer.body.spec?.autoscale).toEqual({ min_workers: 1, max_workers: 4 });
    expect(answer.body).toMatchObject({ cluster_cores: 8, state_message: "", executors: [{}] });
    const id = /"spark_context_id":(\d+)/.exec(answer.text)?.[1] ?? "";
    expect(BigInt(id)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });

  test("an unknown cluster is an invalid parameter, not a 404", async () => {
    const { status, body } = await session.get("/api/2.1/clusters/get", { cluster_id: "nope" });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE", message: "Cluster nope does not exist" });
    const old = await session.get("/api/1.2/clusters/status", { clusterId: "nope" });
    expect(old.body).toEqual({ error: "INVALID_PARAMETER_VALUE: Cluster nope does not exist" });
  });
});

describe("the life cycle of a cluster", () => {
  test("start passes through PENDING with changing messages to RUNNING, and adds events", async () => {
    expect((await act("start", NIGHTLY)).status).toBe(200);
    const messages = new Set<unknown>();
    const up = await eventually(
      () => get(NIGHTLY),
      (cluster) => {
        if (cluster.state === "PENDING") messages.add(cluster.state_message);
        return cluster.state === "RUNNING";
      },
    );
    expect(messages.size).toBeGreaterThan(1);
    expect(up.termination_reason).toBeUndefined();
    expect(up.executors).toHaveLength(2);
    const { body } = await act("events", NIGHTLY, { order: "ASC" });
    expect(body.events?.map((event) => event.type).slice(-3)).toEqual(["STARTING", "RUNNING", "DRIVER_HEALTHY"]);

    const again = await act("start", NIGHTLY);
    expect([again.status, again.body.error_code]).toEqual([400, "INVALID_STATE"]);
    expect(again.body.message).toBe(`Cluster ${NIGHTLY} is in unexpected state Running.`);

    await act("delete", NIGHTLY);
    expect((await get(NIGHTLY)).state).toBe("TERMINATING");
    const down = await until(NIGHTLY, "TERMINATED");
    expect(down.termination_reason).toMatchObject({ code: "USER_REQUEST", type: "SUCCESS" });
    expect((await act("delete", NIGHTLY)).status).toBe(200);
    expect((await act("restart", NIGHTLY)).body.error_code).toBe("INVALID_STATE");
  });

  test("a start without cloud capacity ends TERMINATED with the reason", async () => {
    await act("start", GPU);
    expect((await get(GPU)).state).toBe("PENDING");
    const cluster = await until(GPU, "TERMINATED");
    expect(cluster.termination_reason?.type).toBe("CLOUD_FAILURE");
    expect(cluster.state_message).toContain("could not launch");
  });

  test("restart creates a new Spark application; editing a running cluster restarts it", async () => {
    const { body } = await create({ autotermination_minutes: 30 });
    const id = String(body.cluster_id);
    expect(id).toMatch(/^\d{4}-\d{6}-[a-z0-9]{8}$/);
    const before = await until(id, "RUNNING");
    await act("restart", id);
    expect((await get(id)).state).toBe("RESTARTING");
    const after = await until(id, "RUNNING");
    expect(after.last_restarted_time).toBeGreaterThan(before.last_restarted_time ?? 0);

    const settings = { spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge", num_workers: 3 };
    await act("edit", id, settings);
    expect((await get(id)).state).toBe("RESTARTING");
    const edited = await until(id, "RUNNING");
    expect(edited.executors).toHaveLength(3);
    expect(edited.autotermination_minutes).toBe(0);
    expect(edited.spec).toEqual(settings);
  });

  test("resize changes the workers, only of a running cluster", async () => {
    const id = String((await create()).body.cluster_id);
    const early = await act("resize", id, { num_workers: 4 });
    expect(early.body.error_code).toBe("INVALID_STATE");
    await until(id, "RUNNING");
    await act("resize", id, { num_workers: 4 });
    expect((await get(id)).state).toBe("RESIZING");
    expect((await until(id, "RUNNING")).executors).toHaveLength(4);
  });

  test("permanent delete removes the cluster, and a job cluster cannot be started", async () => {
    const id = String((await create()).body.cluster_id);
    await act("permanent-delete", id);
    expect((await session.get("/api/2.1/clusters/get", { cluster_id: id })).status).toBe(400);
    expect((await act("start", JOB)).body.error_code).toBe("INVALID_PARAMETER_VALUE");
  });

  test("an idempotency token returns the cluster that it created", async () => {
    const first = await create({ idempotency_token: "t-1" });
    const second = await create({ idempotency_token: "t-1" });
    expect(second.body.cluster_id).toBe(first.body.cluster_id);
    expect((await create()).body.cluster_id).not.toBe(first.body.cluster_id);
  });

  test.each([
    ["no runtime", { spark_version: undefined }, "spark_version"],
    ["an unknown runtime", { spark_version: "1.x" }, "Invalid spark version 1.x"],
    ["an unknown machine", { node_type_id: "z9.mega" }, "Node type z9.mega"],
    ["no size", { num_workers: undefined }, "num_workers or autoscale"],
    ["two sizes", { autoscale: { min_workers: 1, max_workers: 2 } }, "Only one of"],
    ["a short autotermination", { autotermination_minutes: 5 }, "between 10 and 10000"],
  ])("create rejects %s", async (_, settings, message) => {
    const { status, body } = await create(settings);
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(body.message).toContain(message);
  });

  test("pin and unpin are idempotent", async () => {
    for (const name of ["pin", "pin", "unpin", "unpin"]) expect((await act(name, GPU)).status).toBe(200);
    const { body } = await act("events", GPU, { event_types: ["PINNED", "UNPINNED"], order: "ASC" });
    expect(body.events?.map((event) => event.type)).toEqual(["PINNED", "UNPINNED"]);
  });
});

describe("events", () => {
  test("events are paged by token and by offset, newest first", async () => {
    const first = (await act("events", ANALYTICS, { page_size: 2 })).body;
    expect(first.events?.map((event) => event.type)).toEqual(["DRIVER_HEALTHY", "RUNNING"]);
    const second = (await act("events", ANALYTICS, { page_size: 2, page_token: first.next_page_token })).body;
    expect(second.events?.map((event) => event.type)).toEqual(["STARTING"]);
    expect(second.next_page_token).toBe("");

    const old = (await session.post("/api/2.0/clusters/events", { cluster_id: ANALYTICS, limit: 2 })).body;
    expect(old).toMatchObject({ total_count: 3, next_page: { offset: 2, limit: 2 } });
    const rest = (await session.post("/api/2.0/clusters/events", { ...old.next_page })).body;
    expect(rest.events).toHaveLength(1);
    expect(rest.next_page).toBeUndefined();
  });
});

test("runtimes, node types and zones are listed", async () => {
  const { versions } = (await session.get("/api/2.1/clusters/spark-versions")).body;
  const keys = versions?.map(({ key }) => key);
  expect(keys).toEqual(
    expect.arrayContaining(["15.4.x-scala2.12", "13.3.x-gpu-ml-scala2.12", "14.3.x-photon-scala2.12"]),
  );
  const { node_types: types } = (await session.get("/api/2.0/clusters/list-node-types")).body;
  expect(types?.length).toBeGreaterThan(30);
  expect(types?.find(({ node_type_id }) => node_type_id === "g5.xlarge")).toMatchObject({ num_gpus: 1, num_cores: 4 });
  expect((await session.get("/api/2.1/clusters/list-zones")).body.default_zone).toBe("us-west-2a");
});

describe("update", () => {
  test("changes the fields in the mask, unsets those without a value, keeps the others", async () => {
    const { body } = await create({ custom_tags: { team: "a" }, spark_conf: { x: "1" }, num_workers: 2 });
    const id = body.cluster_id ?? "";
    await until(id, "RUNNING");
    const { status } = await act("update", id, {
      cluster: { autoscale: { max_workers: 5, min_workers: 1 }, autotermination_minutes: 30 },
      update_mask: "autoscale.max_workers,autoscale.min_workers,num_workers,custom_tags,autotermination_minutes",
    });
    expect(status).toBe(200);
    const { spec } = await until(id, "RUNNING");
    expect(spec).toMatchObject({
      autoscale: { min_workers: 1, max_workers: 5 },
      autotermination_minutes: 30,
      spark_conf: { x: "1" },
    });
    expect(Object.keys(spec ?? {})).not.toEqual(expect.arrayContaining(["num_workers"]));
    expect(Object.keys(spec ?? {})).not.toEqual(expect.arrayContaining(["custom_tags"]));
  });

  test("an invalid mask is refused", async () => {
    const { body } = await act("update", NIGHTLY, { cluster: {}, update_mask: "num workers" });
    expect([body.error_code, body.message]).toEqual([
      "INVALID_PARAMETER_VALUE",
      "Invalid path 'num workers' in update_mask.",
    ]);
  });
});
