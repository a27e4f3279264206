import { expect, test } from "vitest";
import {
  clusterVerdict,
  countFailedStarts,
  offerFindings,
  poolFindings,
} from "../../../src/api/compute/cluster-start.ts";

const cluster = (state: string, more: object = {}) => ({ cluster_id: "c1", state, ...more });
const because = (code: string, type: string) => ({ termination_reason: { code, type } });

test.each([
  ["is running", cluster("RUNNING"), /^It is running/, undefined],
  ["is starting", cluster("PENDING"), /^It is starting/, /^Call start_cluster with cluster_id c1 to wait for it/],
  [
    "was idle",
    cluster("TERMINATED", because("INACTIVITY", "SUCCESS")),
    /^It terminated normally/,
    /start_cluster with cluster_id c1/,
  ],
  [
    "was created by a job",
    cluster("TERMINATED", { ...because("JOB_FINISHED", "SUCCESS"), cluster_source: "JOB" }),
    /^It terminated normally/,
    /^A job cluster cannot be started again/,
  ],
  [
    "reached a quota",
    cluster("TERMINATED", because("AZURE_QUOTA_EXCEEDED_EXCEPTION", "CLOUD_FAILURE")),
    /^It terminated because a quota of the cloud account is exhausted/,
    /^Stop unused clusters/,
  ],
  ["terminated for an unknown reason", cluster("ERROR"), /the platform gave no reason \(UNKNOWN\)/, /events/],
])("the verdict on one that %s", (_, of, verdict, next) => {
  const found = clusterVerdict(of);
  expect(found.verdict).toMatch(verdict);
  if (next) expect(found.next).toMatch(next);
  else expect(found.next).toBeUndefined();
});

test("failed starts are counted back to the last time it was running", () => {
  const events = (...types: string[]) => types.map((type, at) => ({ timestamp: 100 - at, type }));
  expect(countFailedStarts(events("TERMINATING", "STARTING", "TERMINATING", "STARTING", "RUNNING", "STARTING"))).toBe(
    2,
  );
  expect(countFailedStarts(events("TERMINATING", "RUNNING", "STARTING"))).toBe(0);
  expect(countFailedStarts(events("STARTING", "TERMINATING", "CREATING"))).toBe(1);
  expect(countFailedStarts([])).toBe(0);
});

test("a pool that is full, deleted or cannot launch nodes is reported", () => {
  const pool = {
    instance_pool_id: "p1",
    instance_pool_name: "small",
    state: "ACTIVE",
    max_capacity: 4,
    stats: { used_count: 3, pending_used_count: 1, idle_count: 0 },
    status: { pending_instance_errors: [{ message: "no quota" }, { message: "no quota" }] },
  };
  expect(poolFindings(pool)).toEqual([
    "pool small: 4 used, 0 idle of at most 4",
    "pool small is full",
    "pool small cannot launch nodes: no quota",
  ]);
  expect(poolFindings({ instance_pool_id: "p1", state: "DELETED" })).toEqual([
    "pool p1: 0 used, 0 idle",
    "pool p1 is DELETED, so no cluster can start from it",
  ]);
});

test("runtimes and node types that are not available are reported", () => {
  const of = {
    ...cluster("TERMINATED"),
    spark_version: "9.1.x-scala2.12",
    node_type_id: "old",
    driver_node_type_id: "gone",
  };
  const nodes = [{ node_type_id: "old", is_deprecated: true, status: ["NotAvailableInRegion"] }];
  expect(offerFindings(of, { runtimes: ["15.4.x-scala2.12"], nodes })).toEqual([
    "runtime 9.1.x-scala2.12 is no longer available: choose one from list_spark_versions",
    "node type old: NotAvailableInRegion",
    "node type old is deprecated",
    "node type gone is not available in this workspace",
  ]);
  expect(offerFindings(of, {})).toEqual([]);
  expect(offerFindings({ ...of, spark_version: "custom:x", instance_pool_id: "p" }, { runtimes: [], nodes })).toEqual(
    [],
  );
});
