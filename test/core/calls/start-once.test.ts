import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const CREATE = "POST /api/2.1/clusters/create";
const SPEC = {
  cluster_name: "a",
  spark_version: "15.4.x-scala2.12",
  workers: "1",
  node_type_id: "m5",
  wait_seconds: 0,
};
const lost = () => platformError(500, "INTERNAL_ERROR", "x");
const made = { cluster_id: "1128-204025-7e91d20c" };
const tokensOf = (seen: readonly { body: unknown }[]) =>
  seen.map(({ body }) => (body as { idempotency_token: string }).idempotency_token);

describe("U11 a start whose outcome is unknown", () => {
  test("is repeated with the same token by the same call, and the error says so", async () => {
    const { call } = await connect();
    on("GET /api/2.1/clusters/get", { ...made, state: "PENDING" });
    const seen = on(CREATE, lost, made, made);
    const first = textOf(await call("create_cluster", SPEC));
    expect(first).toMatch(/^It is unknown whether this call took effect: check with list_clusters/);
    await call("create_cluster", SPEC);
    await call("create_cluster", SPEC);
    const [one, two, three] = tokensOf(seen);
    expect(first).toContain(`idempotency_token "${one}"`);
    expect(two).toBe(one);
    // The second attempt succeeded, so a third call is another cluster.
    expect(three).not.toBe(two);
  });

  test("gives another request, and one at the same time, tokens of their own", async () => {
    const { call } = await connect();
    on("GET /api/2.1/clusters/get", { ...made, state: "PENDING" });
    const seen = on(CREATE, lost, made);
    await call("create_cluster", SPEC);
    await call("create_cluster", { ...SPEC, cluster_name: "b" });
    await Promise.all([call("create_cluster", SPEC), call("create_cluster", SPEC)]);
    const tokens = tokensOf(seen);
    expect(tokens).toHaveLength(4);
    expect(new Set(tokens).size).toBe(3);
  });

  test("keeps the caller's own token", async () => {
    const { call } = await connect();
    const seen = on("POST /api/2.2/jobs/run-now", lost);
    on("GET /api/2.2/jobs/get", { job_id: 7 });
    const run = { job_id: "7", idempotency_token: "mine", wait_seconds: 0 };
    expect(textOf(await call("run_job", run))).toContain('idempotency_token "mine"');
    await call("run_job", run);
    expect(tokensOf(seen)).toEqual(["mine", "mine"]);
  });

  test("a rejected start needs no token: the next call is another attempt", async () => {
    const { call } = await connect();
    const seen = on(CREATE, () => platformError(400, "INVALID_PARAMETER_VALUE", "x"));
    const text = textOf(await call("create_cluster", SPEC));
    expect(text).not.toMatch(/unknown|idempotency/);
    await call("create_cluster", SPEC);
    expect(new Set(tokensOf(seen)).size).toBe(2);
  });
});

test("after the start was accepted, a failing read names what was made and how to go on", async () => {
  const { call } = await connect();
  on(CREATE, made);
  on("GET /api/2.1/clusters/get", () => platformError(403, "PERMISSION_DENIED", "x"));
  const text = textOf(await call("create_cluster", SPEC));
  expect(text).toMatch(
    /^The cluster was created \(cluster_id 1128-204025-7e91d20c\): continue with get_cluster, and do not call create_cluster again unchanged\. A later step failed:/,
  );
});
