import { type App, type Fields, readForm, required } from "../http.ts";
import { listed } from "./cluster-list.ts";
import type { Cluster, ClusterState } from "./cluster-record.ts";
import type { Fleet } from "./fleet.ts";

const STATUS: Readonly<Record<ClusterState, string>> = {
  PENDING: "Pending",
  RUNNING: "Running",
  RESTARTING: "Restarting",
  RESIZING: "Reconfiguring",
  TERMINATING: "Terminating",
  TERMINATED: "Terminated",
  ERROR: "Error",
  UNKNOWN: "Unknown",
};

/** The cluster operations of REST 1.2, which are still available. */
export function legacyClusterRoutes(app: App, fleet: Fleet): void {
  app.get("/api/1.2/clusters/list", (c) => c.json(listed(fleet.all()).map(summary)));
  app.get("/api/1.2/clusters/status", (c) => c.json(summary(fleet.get(required(c.req.query(), "clusterId")))));
  app.post("/api/1.2/clusters/restart", async (c) => {
    const cluster = fleet.get(required(await readForm(c), "clusterId"));
    fleet.restart(cluster);
    return c.json({ id: cluster.id });
  });
}

function summary(cluster: Cluster): Fields {
  return {
    id: cluster.id,
    name: cluster.settings.cluster_name ?? "",
    status: STATUS[cluster.state],
    driverIp: cluster.nodes[0]?.private_ip ?? "",
    jdbcPort: 10000,
    numWorkers: Math.max(0, cluster.nodes.length - 1),
  };
}
