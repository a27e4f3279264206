import { getCluster, listClusters } from "../../api/compute/clusters.ts";
import type { Client } from "../../api/http/client.ts";
import { findDefaultWarehouse, getWarehouse, listWarehouses, soonestWarehouse } from "../../api/sql/warehouses.ts";
import { type Check, failed, noted, passed } from "./check.ts";
import { reasonOf } from "./identity.ts";

/** The warehouse that a statement without one would run on. */
export async function checkWarehouse(client: Client, configured: string | undefined): Promise<Check> {
  try {
    const id = configured ?? (await findDefaultWarehouse(client));
    const found = id === undefined ? soonestWarehouse((await listWarehouses(client)).items) : await getWarehouse(client, { id });
    if (found) return passed("warehouse", `${found.name ?? found.id} (${found.id}) is ${found.state ?? "there"}`);
    const mend = "To run SQL, ask an admin for a warehouse, or set DATABRICKS_WAREHOUSE_ID.";
    return noted("warehouse", "this identity sees none that would start by itself", mend);
  } catch (error) {
    return refused("warehouse", configured, "DATABRICKS_WAREHOUSE_ID", error);
  }
}

/** The cluster that is configured, or those there are. */
export async function checkCluster(client: Client, configured: string | undefined): Promise<Check> {
  try {
    if (configured !== undefined) {
      const { cluster_name, state } = await getCluster(client, { cluster_id: configured });
      return passed("cluster", `${cluster_name ?? configured} (${configured}) is ${state ?? "there"}`);
    }
    const query = { page_size: 20, filter_by: { cluster_sources: ["UI", "API"] } };
    const { items, next } = await listClusters(client, query);
    const running = items.filter(({ state }) => state === "RUNNING").length;
    const count = `${items.length}${next ? " or more" : ""}`;
    if (items.length > 0) return passed("cluster", `sees ${count} all-purpose clusters, ${running} of them running`);
    const mend = "To run code, ask for permission to attach to a cluster, or create one.";
    return noted("cluster", "this identity sees no all-purpose cluster", mend);
  } catch (error) {
    return refused("cluster", configured, "DATABRICKS_CLUSTER_ID", error);
  }
}

/** Only what somebody configured has to work. */
function refused(name: string, configured: string | undefined, variable: string, error: unknown): Check {
  const { message, next } = reasonOf(error);
  if (configured === undefined) return noted(name, message, next);
  return failed(name, `${configured}: ${message}`, `Check ${variable}, and the permissions on it.`);
}
