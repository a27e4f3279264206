import { type Cluster, newSparkContextId, sparkNodes } from "../compute/cluster-record.ts";

const HOUR = 3_600_000;

/** Clusters of a messy workspace: look-alikes of two seeded clusters, owned by another user. */
export function messyClusters(): readonly Cluster[] {
  const now = Date.now();
  const ben = "ben@example.com";
  const of = (cluster_name: string) => ({
    cluster_name,
    spark_version: "15.4.x-scala2.12",
    node_type_id: "i3.xlarge",
    num_workers: 2,
    autotermination_minutes: 120,
  });
  const shared = { source: "UI", creator: ben, stateMessage: "", pinned: false } as const;
  const start = now - 2 * HOUR;
  return [
    {
      ...shared,
      id: "0115-093044-abcd1243",
      settings: of("analytics-2"),
      state: "RUNNING",
      startTime: start,
      lastRestarted: start,
      sparkContextId: newSparkContextId(),
      nodes: sparkNodes(3, start),
      events: [{ cluster_id: "0115-093044-abcd1243", timestamp: start, type: "RUNNING", details: {} }],
    },
    {
      ...shared,
      id: "0108-141530-etl00n1y",
      settings: of("etl_nightly"),
      state: "TERMINATED",
      startTime: now - 99 * HOUR,
      terminatedTime: now - 98 * HOUR,
      reason: { code: "USER_REQUEST", type: "SUCCESS", parameters: { username: ben } },
      sparkContextId: newSparkContextId(),
      nodes: [],
      events: [
        {
          cluster_id: "0108-141530-etl00n1y",
          timestamp: now - 98 * HOUR,
          type: "TERMINATING",
          details: { reason: { code: "USER_REQUEST", type: "SUCCESS", parameters: { username: ben } } },
        },
      ],
    },
  ];
}
