import { getCluster, INTERACTIVE_SOURCES, listClusters } from "../../api/compute/clusters.ts";
import type { Client } from "../../api/http/client.ts";
import { findDefaultWarehouse, getWarehouse, listWarehouses, soonestWarehouse } from "../../api/sql/warehouses.ts";
import { type Check, failed, noted, passed } from "./check.ts";
import { reasonOf } from "./identity.ts";

/** The warehouse for statements that do not name one. */
export async function checkWarehouse(client: Client, configured: string | undefined): Promise<Check> {
  try {
    const id = configured ?? (await findDefaultWarehouse(client));
    const found =
      id === undefined ? soonestWarehouse((await listWarehouses(client)).items) : await getWarehouse(client, { id });
    if (found) return passed("warehouse", `${found.name ?? found.id} (${found.id}) is ${found.state ?? "available"}`);
    const fix = "To run SQL, ask an admin for a warehouse, or set DATABRICKS_WAREHOUSE_ID.";
    return noted("warehouse", "this identity has access to no SQL warehouse that starts automatically", fix);
  } catch (error) {
    return unavailable("warehouse", configured, "DATABRICKS_WAREHOUSE_ID", error);
  }
}

/** The configured cluster, or the clusters that this identity sees. */
export async function checkCluster(client: Client, configured: string | undefined): Promise<Check> {
  try {
    if (configured !== undefined) {
      const { cluster_name, state } = await getCluster(client, { cluster_id: configured });
      return passed("cluster", `${cluster_name ?? configured} (${configured}) is ${state ?? "available"}`);
    }
    const query = { page_size: 20, filter_by: { cluster_sources: INTERACTIVE_SOURCES } };
    const { items, next } = await listClusters(client, query);
    const running = items.filter(({ state }) => state === "RUNNING").length;
    const count = `${items.length}${next ? " or more" : ""}`;
    if (items.length > 0)
      return passed("cluster", `this identity has access to ${count} all-purpose clusters (${running} running)`);
    const fix = "To run code, ask for permission to attach to a cluster, or create one.";
    return noted("cluster", "this identity has access to no all-purpose cluster", fix);
  } catch (error) {
    return unavailable("cluster", configured, "DATABRICKS_CLUSTER_ID", error);
  }
}

/** Compute must work only if it is configured. */
function unavailable(name: string, configured: string | undefined, variable: string, error: unknown): Check {
  const { message, next } = reasonOf(error);
  if (configured === undefined) return noted(name, message, next);
  return failed(name, `${configured}: ${message}`, `Check ${variable} and the permissions on it.`);
}
