import { objects, type Workspace } from "../rest.ts";
import type { Kind } from "../snapshot.ts";
import { named, stable, text } from "./fields.ts";

/** States on the way count as the state they lead to. */
const settled = (state: unknown): string =>
  /^(RUNNING|PENDING|STARTING|RESTARTING|RESIZING)$/.test(text(state)) ? "up" : "down";

const clusters: Kind = async (workspace) => {
  const found = await workspace.list("/api/2.1/clusters/list", "clusters");
  return found
    .filter(({ cluster_source }) => cluster_source !== "JOB")
    .flatMap((cluster) => {
      const name = named(cluster, "cluster_name");
      const settings = stable(
        cluster,
        "driver",
        "executors",
        "spark_context_id",
        "state",
        "termination_reason",
        "default_tags",
        "cluster_id",
      );
      return [[`cluster ${name}`, settings] as const, [`state of cluster ${name}`, settled(cluster.state)] as const];
    });
};

const libraries: Kind = async (workspace) => {
  const names = await clusterNames(workspace);
  const { statuses } = await workspace.get("/api/2.0/libraries/all-cluster-statuses");
  return objects(statuses)
    .filter(({ cluster_id }) => names.has(text(cluster_id)))
    .map(({ cluster_id, library_statuses }) => [
      `libraries of cluster ${names.get(text(cluster_id))}`,
      objects(library_statuses)
        .map(({ library }) => JSON.stringify(library))
        .sort(),
    ]);
};

/** Names of clusters by ID. */
export async function clusterNames(workspace: Workspace): Promise<ReadonlyMap<string, string>> {
  const found = await workspace.list("/api/2.1/clusters/list", "clusters");
  return new Map(found.map((cluster) => [text(cluster.cluster_id), named(cluster, "cluster_name")]));
}

const policies: Kind = async (workspace) =>
  (await workspace.list("/api/2.0/policies/clusters/list", "policies")).map((policy) => [
    `cluster policy ${named(policy)}`,
    stable(policy, "policy_id", "created_at_timestamp"),
  ]);

const pools: Kind = async (workspace) =>
  objects((await workspace.get("/api/2.0/instance-pools/list")).instance_pools).map((pool) => [
    `instance pool ${named(pool, "instance_pool_name")}`,
    stable(pool, "instance_pool_id", "stats", "status", "default_tags"),
  ]);

const initScripts: Kind = async (workspace) => {
  const { scripts } = await workspace.get("/api/2.0/global-init-scripts");
  return Promise.all(
    objects(scripts).map(async (script) => {
      const whole = await workspace.get(`/api/2.0/global-init-scripts/${text(script.script_id)}`);
      return [`global init script ${named(script)}`, stable(whole, "script_id", "updated_by")] as const;
    }),
  );
};

const warehouses: Kind = async (workspace) =>
  objects((await workspace.get("/api/2.0/sql/warehouses")).warehouses).flatMap((warehouse) => {
    const name = named(warehouse);
    return [
      [`warehouse ${name}`, stable(warehouse, "id", "state", "num_clusters", "num_active_sessions")] as const,
      [`state of warehouse ${name}`, settled(warehouse.state)] as const,
    ];
  });

const warehouseConfig: Kind = async (workspace) => [
  ["SQL warehouse settings", stable(await workspace.get("/api/2.0/sql/config/warehouses"))],
];

/** Clusters, their libraries, policies, pools, init scripts and SQL warehouses. */
export const computeKinds: readonly Kind[] = [
  clusters,
  libraries,
  policies,
  pools,
  initScripts,
  warehouses,
  warehouseConfig,
];
