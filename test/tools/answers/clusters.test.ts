import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "0115-093012-abcd1234";
const GET = "GET /api/2.1/clusters/get";
const EVENTS = "POST /api/2.1/clusters/events";
const VERSIONS = "GET /api/2.1/clusters/spark-versions";
const NODES = "GET /api/2.1/clusters/list-node-types";
const LIBRARIES = "GET /api/2.0/libraries/cluster-status";
const POOL = "GET /api/2.0/instance-pools/get";
const POLICY = "GET /api/2.0/policies/clusters/get";
const COMPLIANCE = "GET /api/2.0/policies/clusters/get-compliance";

const at = Date.UTC(2026, 0, 15, 9);
const reason = {
  code: "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE",
  type: "CLOUD_FAILURE",
  parameters: { aws_error_message: "no p4d in us-west-2a" },
};
const cluster = (more: object = {}) => ({
  cluster_id: ID,
  cluster_name: "gpu",
  state: "TERMINATED",
  state_message: "could not launch",
  spark_version: "9.1.x-scala2.12",
  node_type_id: "p4d.24xlarge",
  termination_reason: reason,
  ...more,
});

function surroundings() {
  on(EVENTS, {
    events: [
      { timestamp: at + 2000, type: "TERMINATING", details: { reason } },
      { timestamp: at, type: "STARTING", details: { user: "ana@example.com" } },
    ],
  });
  on(VERSIONS, { versions: [{ key: "15.4.x-scala2.12", name: "15.4 LTS" }] });
  on(NODES, { node_types: [{ node_type_id: "p4d.24xlarge", memory_mb: 1, num_cores: 96 }] });
  on(LIBRARIES, {
    cluster_id: ID,
    library_statuses: [
      { library: { pypi: { package: "nope" } }, status: "FAILED", messages: ["not found"] },
      { library: { pypi: { package: "numpy" } }, status: "INSTALLED" },
    ],
  });
}

describe("diagnose_cluster", () => {
  test("returns the termination reason, the number of failed starts and the problems of the configuration", async () => {
    const { call } = await connect();
    on(GET, cluster());
    surroundings();
    const result = await call("diagnose_cluster", { cluster_id: ID });
    expect(result.structuredContent).toEqual({
      cluster_id: ID,
      cluster_name: "gpu",
      state: "TERMINATED",
      state_message: "could not launch",
      verdict: `It terminated because the cloud had no capacity for this node type (${reason.code}).`,
      termination: {
        code: reason.code,
        meaning: "the cloud had no capacity for this node type",
        type: "CLOUD_FAILURE",
        next: "start again later, or use another node type or availability zone",
        detail: "aws_error_message: no p4d in us-west-2a",
      },
      failed_starts: 1,
      findings: [
        "runtime 9.1.x-scala2.12 is no longer available: choose one from list_spark_versions",
        "library pypi nope failed to install: not found",
      ],
      events: [
        {
          timestamp: "2026-01-15T09:00:02Z",
          type: "TERMINATING",
          detail: expect.stringContaining("no p4d in us-west-2a"),
        },
        { timestamp: "2026-01-15T09:00:00Z", type: "STARTING", detail: "by ana@example.com" },
      ],
      next: "Start again later, or use another node type or availability zone.",
      missing: [expect.stringContaining("quotas of the cloud account: Databricks does not have an API for them")],
    });
    const lines = textOf(result).split("\n");
    expect(lines[1]).toBe(`cluster gpu (${ID}), TERMINATED`);
    expect(lines[2]).toMatch(/^It terminated because the cloud had no capacity/);
  });

  test("returns findings about the pool and the policy", async () => {
    const { call } = await connect();
    on(GET, cluster({ instance_pool_id: "p1", policy_id: "pol", spark_version: "15.4.x-scala2.12" }));
    surroundings();
    on(LIBRARIES, {});
    on(POOL, {
      instance_pool_id: "p1",
      instance_pool_name: "small",
      state: "ACTIVE",
      max_capacity: 2,
      stats: { used_count: 2, idle_count: 0 },
    });
    on(POLICY, { policy_id: "pol", name: "frugal", max_clusters_per_user: 1 });
    on(COMPLIANCE, { is_compliant: false, violations: { num_workers: "must be at most 4" } });
    expect((await call("diagnose_cluster", { cluster_id: ID })).structuredContent).toMatchObject({
      findings: [
        "pool small: 2 used, 0 idle of at most 2",
        "pool small is full",
        "policy frugal: maximum of 1 clusters per user",
        "policy: num_workers: must be at most 4",
      ],
    });
  });

  test("reports an idle cluster as terminated normally, even if other parts cannot be read", async () => {
    const { call } = await connect();
    on(GET, cluster({ state_message: "", termination_reason: { code: "INACTIVITY", type: "SUCCESS" } }));
    const denied = () => platformError(403, "PERMISSION_DENIED", "no");
    for (const route of [EVENTS, VERSIONS, NODES, LIBRARIES] as const) on(route, denied);
    const { structuredContent, isError } = await call("diagnose_cluster", { cluster_id: ID });
    expect(isError).toBeFalsy();
    expect(structuredContent).toMatchObject({
      verdict: expect.stringMatching(/^It terminated normally/),
      next: `Call start_cluster with cluster_id ${ID} to start it.`,
      missing: [
        expect.stringMatching(
          /^(?=.*events)(?=.*available runtimes)(?=.*available node types)(?=.*libraries).*: this identity lacks a permission – no$/,
        ),
      ],
    });
  });
});
