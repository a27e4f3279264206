import type { Cluster } from "../../compute/cluster-record.ts";
import { nodeTypes } from "../../compute/runtimes.ts";
import type { Warehouse } from "../../sql/warehouses.ts";
import type { World } from "../../world.ts";
import { createdAt } from "../state.ts";
import { pastLoad } from "./past/load.ts";
import { pastClusters, pastWarehouses } from "./past/objects.ts";
import type { SystemTable } from "./relation.ts";

export const clusters: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, cluster_id STRING, cluster_name STRING, owned_by STRING, create_time TIMESTAMP, delete_time TIMESTAMP, driver_node_type STRING, worker_node_type STRING, worker_count BIGINT, min_autoscale_workers BIGINT, max_autoscale_workers BIGINT, auto_termination_minutes BIGINT, enable_elastic_disk BOOLEAN, tags MAP<STRING, STRING>, cluster_source STRING, init_scripts ARRAY<STRING>, driver_instance_pool_id STRING, worker_instance_pool_id STRING, dbr_version STRING, change_time TIMESTAMP, change_date DATE, data_security_mode STRING, policy_id STRING",
  rows: (world) => [
    ...pastClusters(world),
    ...[...world.kept("clusters", () => new Map<string, Cluster>()).values()].map(
      ({ id, creator, settings, source, startTime }) => {
        const { min, max } = autoscale(settings.autoscale);
        return {
          cluster_id: id,
          cluster_name: settings.cluster_name,
          owned_by: creator,
          create_time: startTime,
          change_time: startTime,
          change_date: startTime,
          driver_node_type: settings.driver_node_type_id ?? settings.node_type_id,
          worker_node_type: settings.node_type_id,
          worker_count: settings.num_workers,
          min_autoscale_workers: min,
          max_autoscale_workers: max,
          auto_termination_minutes: settings.autotermination_minutes,
          enable_elastic_disk: settings.enable_elastic_disk,
          tags: settings.custom_tags ?? {},
          cluster_source: source,
          init_scripts: [],
          dbr_version: settings.spark_version,
          data_security_mode: settings.data_security_mode,
          policy_id: settings.policy_id,
        };
      },
    ),
  ],
};

function autoscale(value: unknown): { readonly min?: unknown; readonly max?: unknown } {
  if (typeof value !== "object" || value === null) return {};
  return {
    ...("min_workers" in value ? { min: value.min_workers } : {}),
    ...("max_workers" in value ? { max: value.max_workers } : {}),
  };
}

const warehousesOf = (world: World) => [...world.kept("warehouses", () => new Map<string, Warehouse>()).values()];

export const warehouses: SystemTable = {
  columns:
    "warehouse_id STRING, workspace_id STRING, account_id STRING, warehouse_name STRING, warehouse_type STRING, warehouse_channel STRING, warehouse_size STRING, min_clusters INT, max_clusters INT, auto_stop_minutes INT, tags MAP<STRING, STRING>, change_time TIMESTAMP, delete_time TIMESTAMP",
  rows: (world) => {
    const at = createdAt(world);
    const present = warehousesOf(world).map(({ id, settings }) => ({
      warehouse_id: id,
      warehouse_name: settings.name,
      warehouse_type: settings.enable_serverless_compute ? "SERVERLESS" : settings.warehouse_type,
      warehouse_channel: "CURRENT",
      warehouse_size: settings.cluster_size.toUpperCase().replaceAll("-", "_"),
      min_clusters: settings.min_num_clusters,
      max_clusters: settings.max_num_clusters,
      auto_stop_minutes: settings.auto_stop_mins,
      tags: {},
      change_time: at,
    }));
    return [...pastWarehouses(world), ...present];
  },
};

export const nodeTypeTable: SystemTable = {
  columns: "account_id STRING, node_type STRING, core_count DOUBLE, memory_mb BIGINT, gpu_count BIGINT",
  rows: () =>
    nodeTypes.map(({ node_type_id, num_cores, memory_mb }) => ({
      node_type: node_type_id,
      core_count: num_cores,
      memory_mb,
      gpu_count: 0,
    })),
};

/** The share of user code in the load of a machine; the rest is the system's. */
const USER_SHARE = 0.9;

export const nodeTimeline: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, cluster_id STRING, instance_id STRING, start_time TIMESTAMP, end_time TIMESTAMP, driver BOOLEAN, cpu_user_percent DOUBLE, cpu_system_percent DOUBLE, cpu_wait_percent DOUBLE, mem_used_percent DOUBLE, mem_swap_percent DOUBLE, network_sent_bytes BIGINT, network_received_bytes BIGINT, disk_free_bytes_per_mount_point MAP<STRING, BIGINT>, node_type STRING, private_ip STRING",
  *rows(world) {
    for (const { clusterId, nodeType, node, from, to, cpu, memory } of pastLoad(world)) {
      yield {
        cluster_id: clusterId,
        instance_id: `i-${clusterId}-${node}`,
        start_time: from,
        end_time: to,
        driver: node === 0,
        cpu_user_percent: cpu * USER_SHARE,
        cpu_system_percent: cpu * (1 - USER_SHARE),
        cpu_wait_percent: 0,
        mem_used_percent: memory,
        mem_swap_percent: 0,
        network_sent_bytes: 0,
        network_received_bytes: 0,
        disk_free_bytes_per_mount_point: {},
        node_type: nodeType,
        private_ip: `10.0.0.${node + 10}`,
      };
    }
  },
};
