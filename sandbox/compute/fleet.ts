import { fail, invalid } from "../failure.ts";
import type { Fields } from "../http.ts";
import { messyClusters } from "../messy/clusters.ts";
import type { World } from "../world.ts";
import {
  type Cluster,
  type ClusterState,
  clusterId,
  newSparkContextId,
  sparkNodes,
  type TerminationReason,
  workersOf,
} from "./cluster-record.ts";
import { seedClusters } from "./cluster-seed.ts";
import { SOLD_OUT } from "./runtimes.ts";

/** The clusters of a workspace and their life cycle. */
export interface Fleet {
  all(): readonly Cluster[];
  /** The cluster, or the platform's error: 400 INVALID_PARAMETER_VALUE, not 404. */
  get(id: string): Cluster;
  create(settings: Fields): Cluster;
  start(cluster: Cluster): void;
  restart(cluster: Cluster): void;
  resize(cluster: Cluster, size: Fields): void;
  edit(cluster: Cluster, settings: Fields): void;
  terminate(cluster: Cluster, reason?: TerminationReason): void;
  remove(cluster: Cluster): void;
  record(cluster: Cluster, type: string, details?: Fields): void;
  /** Calls back when a driver stops, at a restart or termination: everything that runs there is lost. */
  onDriverLost(listener: (clusterId: string) => void): void;
}

/** Duration of each step, in realistic milliseconds. */
const START = [
  { after: 0, message: "Finding instances for new nodes, acquiring more instances if necessary" },
  { after: 2200, message: "Setting up nodes: installing the Databricks runtime" },
  { after: 4500, message: "Starting Spark" },
] as const;
const STARTED = 6000;
const RESTARTED = 4000;
const RESIZED = 2500;
const TERMINATED = 2000;

const seeded = (world: World): Map<string, Cluster> =>
  new Map(
    [...seedClusters(world.user), ...(world.messy ? messyClusters() : [])].map((cluster) => [cluster.id, cluster]),
  );

/** Clusters that a restart interrupted are terminated. */
function afterRestart(clusters: Map<string, Cluster>): void {
  for (const cluster of clusters.values()) {
    if (cluster.state === "RUNNING" || cluster.state === "TERMINATED") continue;
    const parameters = { databricks_error_message: "The workspace was restarted." };
    Object.assign(cluster, { state: "TERMINATED", stateMessage: "", nodes: [], terminatedTime: Date.now() });
    cluster.reason ??= { code: "INTERNAL_ERROR", type: "SERVICE_FAULT", parameters };
  }
}

export function createFleet(world: World): Fleet {
  const clusters = world.kept("clusters", () => seeded(world), afterRestart);
  const lost: ((clusterId: string) => void)[] = [];
  /** Scheduled steps of each cluster. The next operation on it cancels them. */
  const steps = new Map<string, (() => void)[]>();

  const record = (cluster: Cluster, type: string, details: Fields = {}) =>
    void cluster.events.push({ cluster_id: cluster.id, timestamp: Date.now(), type, details });
  const byUser = () => ({ user: world.user });

  const enter = (cluster: Cluster, state: ClusterState, message = "") => {
    for (const cancel of steps.get(cluster.id) ?? []) cancel();
    steps.set(cluster.id, []);
    cluster.state = state;
    cluster.stateMessage = message;
  };
  const later = (cluster: Cluster, ms: number, step: () => void) =>
    void steps.get(cluster.id)?.push(world.after(ms, step));
  const loseDriver = (cluster: Cluster) => {
    cluster.nodes = [];
    for (const listener of lost) listener(cluster.id);
  };
  const running = (cluster: Cluster) => {
    const workers = workersOf(cluster.settings);
    const now = Date.now();
    enter(cluster, "RUNNING");
    cluster.nodes = sparkNodes(workers + 1, now);
    cluster.sparkContextId = newSparkContextId();
    cluster.lastRestarted = now;
    record(cluster, "RUNNING", { current_num_workers: workers, target_num_workers: workers });
    record(cluster, "DRIVER_HEALTHY");
  };
  const launch = (cluster: Cluster) => {
    cluster.terminatedTime = undefined;
    cluster.reason = undefined;
    cluster.startTime = Date.now();
    enter(cluster, "PENDING", START[0].message);
    for (const { after, message } of START.slice(1)) {
      later(cluster, after, () => {
        cluster.stateMessage = message;
      });
    }
    const { init_scripts, node_type_id } = cluster.settings;
    if (SOLD_OUT.has(String(node_type_id))) {
      later(cluster, STARTED / 2, () => terminate(cluster, outOfCapacity(String(node_type_id))));
      return;
    }
    if (Array.isArray(init_scripts)) {
      later(cluster, STARTED - 1000, () => record(cluster, "INIT_SCRIPTS_STARTED"));
      later(cluster, STARTED - 500, () => record(cluster, "INIT_SCRIPTS_FINISHED"));
    }
    later(cluster, STARTED, () => running(cluster));
  };
  const terminate = (cluster: Cluster, reason: TerminationReason) => {
    if (cluster.state === "TERMINATING" || cluster.state === "TERMINATED") return;
    enter(cluster, "TERMINATING", cluster.state === "PENDING" ? "Cluster terminated before it was up" : "");
    cluster.reason = reason;
    record(cluster, "TERMINATING", { reason, ...(reason.code === "USER_REQUEST" && byUser()) });
    loseDriver(cluster);
    later(cluster, TERMINATED, () => {
      enter(cluster, "TERMINATED", reason.parameters.databricks_error_message);
      cluster.terminatedTime = Date.now();
    });
  };
  const restart = (cluster: Cluster) => {
    expect(cluster, "RUNNING");
    enter(cluster, "RESTARTING", "Restarting Spark");
    record(cluster, "RESTARTING", byUser());
    loseDriver(cluster);
    later(cluster, RESTARTED, () => running(cluster));
  };

  return {
    all: () => [...clusters.values()],
    get: (id) => clusters.get(id) ?? world.jobCluster(id) ?? invalid(`Cluster ${id} does not exist`),
    create(settings) {
      const token = typeof settings.idempotency_token === "string" ? settings.idempotency_token : undefined;
      for (const known of clusters.values()) {
        if (token !== undefined && known.idempotencyToken === token && known.state !== "TERMINATED") return known;
      }
      const cluster: Cluster = {
        id: clusterId(),
        source: "API",
        creator: world.user,
        settings,
        state: "PENDING",
        stateMessage: "",
        pinned: false,
        startTime: Date.now(),
        sparkContextId: newSparkContextId(),
        nodes: [],
        events: [],
        idempotencyToken: token,
      };
      clusters.set(cluster.id, cluster);
      record(cluster, "CREATING", { ...byUser(), attributes: settings });
      launch(cluster);
      return cluster;
    },
    start(cluster) {
      refuseJobCluster(cluster, "started");
      expect(cluster, "TERMINATED");
      record(cluster, "STARTING", byUser());
      launch(cluster);
    },
    restart,
    resize(cluster, size) {
      expect(cluster, "RUNNING");
      const { num_workers: _, autoscale: __, ...rest } = cluster.settings;
      cluster.settings = { ...rest, ...size };
      const target = workersOf(cluster.settings);
      const current = cluster.nodes.length - 1;
      enter(cluster, "RESIZING", `Resizing to ${target} workers`);
      const cause = { cause: "USER_REQUEST", ...byUser() };
      record(cluster, "RESIZING", { ...cause, current_num_workers: current, target_num_workers: target });
      later(cluster, RESIZED, () => {
        enter(cluster, "RUNNING");
        const [driver] = cluster.nodes;
        const added = sparkNodes(target + 1, Date.now()).slice(cluster.nodes.length);
        cluster.nodes = driver === undefined ? [] : [...cluster.nodes.slice(0, target + 1), ...added];
        if (target > current)
          record(cluster, "UPSIZE_COMPLETED", { current_num_workers: target, target_num_workers: target });
      });
    },
    edit(cluster, settings) {
      refuseJobCluster(cluster, "edited");
      expect(cluster, "RUNNING", "TERMINATED");
      record(cluster, "EDITED", { ...byUser(), previous_attributes: cluster.settings, attributes: settings });
      cluster.settings = settings;
      if (cluster.state === "RUNNING") restart(cluster);
    },
    terminate: (cluster, reason) =>
      terminate(cluster, reason ?? { code: "USER_REQUEST", type: "SUCCESS", parameters: { username: world.user } }),
    remove(cluster) {
      enter(cluster, "TERMINATED");
      loseDriver(cluster);
      clusters.delete(cluster.id);
      steps.delete(cluster.id);
    },
    record,
    onDriverLost: (listener) => void lost.push(listener),
  };
}

function expect(cluster: Cluster, ...states: ClusterState[]): void {
  if (states.includes(cluster.state)) return;
  const state = cluster.state.charAt(0) + cluster.state.slice(1).toLowerCase();
  fail(400, "INVALID_STATE", `Cluster ${cluster.id} is in unexpected state ${state}.`);
}

function refuseJobCluster(cluster: Cluster, done: string): void {
  if (cluster.source === "JOB") {
    invalid(`Cluster ${cluster.id} was created by a job and cannot be ${done}; run the job again instead.`);
  }
}

function outOfCapacity(nodeType: string): TerminationReason {
  return {
    code: "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE",
    type: "CLOUD_FAILURE",
    parameters: {
      aws_api_error_code: "InsufficientInstanceCapacity",
      aws_error_message: `We currently do not have sufficient ${nodeType} capacity in the Availability Zone you requested (us-west-2a).`,
      databricks_error_message: "The cloud provider could not launch the requested instances.",
    },
  };
}
