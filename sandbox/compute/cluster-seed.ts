import { ETL_APPLICATION } from "../admin/directory.ts";
import type { Fields } from "../http.ts";
import { type Cluster, newSparkContextId, sparkNodes, type TerminationReason } from "./cluster-record.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The clusters of a new workspace: one running, and three terminated for different reasons. */
export function seedClusters(user: string): Cluster[] {
  const now = Date.now();
  const capacity: TerminationReason = {
    code: "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE",
    type: "CLOUD_FAILURE",
    parameters: {
      aws_api_error_code: "InsufficientInstanceCapacity",
      aws_error_message:
        "We currently do not have sufficient p4d.24xlarge capacity in the Availability Zone you requested (us-west-2a).",
      databricks_error_message: "The cloud provider could not launch the requested instances.",
    },
  };
  const inactivity: TerminationReason = {
    code: "INACTIVITY",
    type: "SUCCESS",
    parameters: { inactivity_duration_min: "45" },
  };
  const finished: TerminationReason = { code: "JOB_FINISHED", type: "SUCCESS", parameters: {} };
  return [
    running("0115-093012-abcd1234", user, now - 3 * HOUR, {
      cluster_name: "analytics",
      spark_version: "15.4.x-scala2.12",
      node_type_id: "i3.xlarge",
      autoscale: { min_workers: 1, max_workers: 4 },
      autotermination_minutes: 120,
      data_security_mode: "USER_ISOLATION",
      runtime_engine: "STANDARD",
      custom_tags: { team: "analytics", cost_center: "4711" },
      aws_attributes: { availability: "SPOT_WITH_FALLBACK", first_on_demand: 1, zone_id: "auto" },
    }),
    ended("0108-141530-etl00nly", user, "UI", now - 9 * HOUR, now - 8 * HOUR, inactivity, {
      cluster_name: "etl-nightly",
      spark_version: "14.3.x-photon-scala2.12",
      node_type_id: "r5d.xlarge",
      num_workers: 2,
      autotermination_minutes: 45,
      data_security_mode: "SINGLE_USER",
      single_user_name: user,
      runtime_engine: "PHOTON",
      spark_conf: { "spark.sql.shuffle.partitions": "64" },
      custom_tags: { team: "data-platform" },
    }),
    ended("0112-080001-gputrain", user, "UI", now - 26 * HOUR, now - 26 * HOUR + 4 * MINUTE, capacity, {
      cluster_name: "gpu-training",
      spark_version: "13.3.x-gpu-ml-scala2.12",
      node_type_id: "p4d.24xlarge",
      num_workers: 1,
      autotermination_minutes: 60,
      data_security_mode: "SINGLE_USER",
      single_user_name: user,
    }),
    ended("0116-020500-j0bc1us7", ETL_APPLICATION, "JOB", now - 5 * HOUR, now - 4 * HOUR, finished, {
      cluster_name: "job-620114587321-run-88213409-load_orders",
      spark_version: "15.4.x-scala2.12",
      node_type_id: "m5d.xlarge",
      num_workers: 2,
      data_security_mode: "SINGLE_USER",
      single_user_name: ETL_APPLICATION,
      custom_tags: { JobId: "620114587321", RunName: "load_orders" },
    }),
  ];
}

function running(id: string, user: string, since: number, settings: Fields): Cluster {
  const up = since + 5 * MINUTE;
  return {
    id,
    source: "UI",
    creator: user,
    settings,
    state: "RUNNING",
    stateMessage: "",
    pinned: true,
    startTime: since,
    lastRestarted: up,
    sparkContextId: newSparkContextId(),
    nodes: sparkNodes(2, up),
    events: [
      { cluster_id: id, timestamp: since, type: "STARTING", details: { user } },
      { cluster_id: id, timestamp: up, type: "RUNNING", details: { current_num_workers: 1, target_num_workers: 1 } },
      { cluster_id: id, timestamp: up + 2000, type: "DRIVER_HEALTHY", details: {} },
    ],
  };
}

function ended(
  id: string,
  creator: string,
  source: Cluster["source"],
  from: number,
  to: number,
  reason: TerminationReason,
  settings: Fields,
): Cluster {
  return {
    id,
    source,
    creator,
    settings,
    state: "TERMINATED",
    stateMessage: reason.parameters.databricks_error_message ?? "",
    pinned: false,
    startTime: from,
    terminatedTime: to,
    reason,
    sparkContextId: newSparkContextId(),
    nodes: [],
    events: [
      { cluster_id: id, timestamp: from, type: source === "JOB" ? "CREATING" : "STARTING", details: { user: creator } },
      ...(reason.type === "SUCCESS"
        ? [{ cluster_id: id, timestamp: from + 5 * MINUTE, type: "RUNNING", details: {} }]
        : []),
      { cluster_id: id, timestamp: to, type: "TERMINATING", details: { reason } },
    ],
  };
}
