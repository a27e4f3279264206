import * as z from "zod";
import { getClusterPolicy, parseDefinition } from "../../api/compute/cluster-policies.ts";
import {
  CLUSTER_FIELDS,
  clusterChange,
  clusterSize,
  idleMinutesUnder,
  newCluster,
  sizeText,
  workersProblem,
} from "../../api/compute/cluster-settings.ts";
import * as api from "../../api/compute/clusters.ts";
import type { Context } from "../../core/calls/context.ts";
import { startOnce } from "../../core/calls/start-once.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { isRecord } from "../../records.ts";
import { hasFields, restBody } from "../api/body.ts";
import { outputsIn } from "../api/outputs.ts";
import { asChange } from "../api/replaced.ts";
import { supplement } from "../supplement.ts";
import { waitBudgetMs } from "../waiting.ts";
import { changeConsequences, clusterObject, creationAccess, creationConsequences, growth } from "./cluster-facts.ts";
import { clusterStateView } from "./cluster-view.ts";
import { notRunning, startedView, waitUntilResized, waitUntilUsable } from "./lifecycle.ts";
import { clusters } from "./toolset.ts";

const name = z.string().min(1).max(128);

const workers = z
  .string()
  .max(16)
  .superRefine((value, { addIssue }) => {
    const problem = workersProblem(value);
    if (problem !== undefined) addIssue({ code: "custom", message: problem, input: value });
  })
  .describe('Number of workers ("4") or autoscaling range ("1-8")');

/** Sizes as the platform's requests have them, which `workers` says in one. */
const sizeAliases = {
  num_workers: "workers",
  autoscale: (value: unknown) => ({ workers: sizeText(value) ?? value }),
};

/** Arguments of create_cluster that a field of `settings` would contradict. */
const GIVEN_BY: Readonly<Record<string, string>> = {
  cluster_name: "cluster_name",
  spark_version: "spark_version",
  node_type_id: "node_type_id",
  num_workers: "workers",
  autoscale: "workers",
};

const otherFields = ["clone_from", ...CLUSTER_FIELDS.filter((field) => !(field in GIVEN_BY))];

export const createCluster = clusters.tool({
  name: "create_cluster",
  title: "Create a cluster",
  servedIn: ["default", "engineer"],
  description: "Creates an all-purpose cluster and starts it. By default it terminates after an idle hour.",
  access: { least: "write", most: "destructive", of: ({ settings }) => creationAccess(settings) },
  untrusted: true,
  input: z
    .strictObject({
      cluster_name: name.describe("Name"),
      spark_version: name.describe("From list_spark_versions"),
      workers: workers.describe('Number of workers ("4"), autoscaling range ("1-8"), or "0" for a single-node cluster'),
      node_type_id: name.optional().describe("From list_node_types"),
      settings: restBody("cluster_id", "idempotency_token")
        .optional()
        .describe("Additional REST fields; Unity Catalog requires data_security_mode"),
      wait_seconds: params.waitSeconds,
    })
    .superRefine(({ settings = {} }, { addIssue }) => {
      for (const field of Object.keys(settings).filter((key) => Object.hasOwn(GIVEN_BY, key))) {
        const message = `contradicts the argument ${GIVEN_BY[field]}: give only ${GIVEN_BY[field]}`;
        addIssue({ code: "custom", path: ["settings", field], message });
      }
    }),
  aliases: { name: "cluster_name", ...sizeAliases, ...params.fieldsOf("settings", otherFields) },
  output: clusterStateView.schema,
  covers: "clusters.create",
  alsoCovers: [{ operation: "clusters.create", args: (given) => [withPlatformDefault(given)] }],
  affects: ({ cluster_name, settings }, ctx) => ({
    effect: "Create",
    objects: [{ kind: "cluster", name: cluster_name }, ...outputsIn(ctx, settings)],
    consequences: creationConsequences(settings),
  }),
  async run(ctx, { wait_seconds, ...request }) {
    const body = newCluster(request, await idleMinutesOf(ctx, request.settings));
    const { cluster_id } = await startOnce(ctx, "clusters.create", body, undefined, (idempotency_token) =>
      api.createCluster(ctx.client, { ...body, idempotency_token }),
    );
    ctx.accepted({ what: "The cluster was created", ids: { cluster_id }, followUp: "get_cluster" });
    const cluster = await waitUntilUsable(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds), true);
    return startedView(cluster, "Created and running.");
  },
});

/** The operation itself has no idle time by default. A policy can give it one. */
const withPlatformDefault = (given: Readonly<Record<string, unknown>>) =>
  given.policy_id ? given : { autotermination_minutes: 0, ...given };

/** Idle minutes that the policy of a new cluster allows. The platform's own default is never, also under a policy. */
async function idleMinutesOf(ctx: Context, settings: Readonly<Record<string, unknown>> = {}) {
  const { policy_id, autotermination_minutes } = settings;
  if (typeof policy_id !== "string" || policy_id === "" || autotermination_minutes != null) return undefined;
  const policy = await supplement(ctx, ({ client }) => getClusterPolicy(client, { policy_id }));
  const rules = parseDefinition(policy?.definition);
  return policy === undefined || !(rules === undefined || isRecord(rules))
    ? undefined
    : idleMinutesUnder(rules?.autotermination_minutes);
}

/** Fields to change. Unlike with create_cluster, an unknown one would be all that is confirmed, and change nothing. */
const changes = restBody("cluster_id")
  .refine(hasFields, "must have a field to change")
  .superRefine((settings, { addIssue }) => {
    for (const field of Object.keys(settings).filter((key) => !CLUSTER_FIELDS.includes(key))) {
      const message =
        field === "workers"
          ? "is not a field of a cluster: give num_workers or autoscale"
          : "is not a field of a cluster: see clusters.create in search_api";
      addIssue({ code: "custom", path: [field], message });
    }
    if (settings.num_workers != null && settings.autoscale != null) {
      addIssue({ code: "custom", message: "num_workers contradicts autoscale: give one of them" });
    }
  });

const SIZE_FIELDS: ReadonlySet<string> = new Set(["num_workers", "autoscale"]);

// `clusters/edit` resets every field that it is not given; `clusters/update` changes only the given ones. A running
// cluster restarts, so this tool has the access of restart_cluster and asks the same question.
export const updateCluster = clusters.tool({
  name: "update_cluster",
  title: "Change a cluster's configuration",
  servedIn: ["default", "engineer", "admin"],
  description: "Changes only the given fields of a cluster's configuration. A running cluster restarts.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    settings: changes.describe("Other REST fields to change; null unsets a field"),
    wait_seconds: params.waitSeconds,
  }),
  flat: z.object({
    cluster_name: name,
    workers,
    spark_version: name,
    node_type_id: name,
    autotermination_minutes: z.number().int().min(0).describe("Idle minutes before it terminates; 0: never"),
  }),
  aliases: {
    id: "cluster_id",
    cluster: "settings",
    workers: (value) => ({ settings: sizeFields(value) }),
    ...params.fieldsOf("settings", CLUSTER_FIELDS),
  },
  output: clusterStateView.schema,
  covers: "clusters.update",
  alsoCovers: [
    {
      operation: "clusters.edit",
      async args({ cluster_id, ...given }, ctx) {
        const cluster = await api.getCluster(ctx.client, { cluster_id: String(cluster_id) });
        const sized = "num_workers" in given || "autoscale" in given;
        const fields = CLUSTER_FIELDS.filter((field) => !(sized && SIZE_FIELDS.has(field)));
        return [{ cluster_id, settings: asChange(cluster, given, fields) }];
      },
    },
  ],
  async affects({ cluster_id, settings }, ctx) {
    const cluster = changeable(await api.getCluster(ctx.client, { cluster_id }));
    return {
      effect: "Change",
      objects: [clusterObject(cluster), ...outputsIn(ctx, settings)],
      consequences: changeConsequences(cluster, settings),
      // A terminated cluster does not restart: a decision about it no longer holds if someone has started it since.
      basis: await decidedState(ctx, cluster),
    };
  },
  async run(ctx, { cluster_id, settings, wait_seconds }) {
    const before = changeable(await api.getCluster(ctx.client, { cluster_id }));
    if ((await decidedState(ctx, before)) === "TERMINATED" && before.state !== "TERMINATED")
      throw startedMeanwhile(cluster_id);
    await api.updateCluster(ctx.client, { cluster_id, ...clusterChange({ settings }) });
    if (before.state === "TERMINATED") {
      ctx.accepted({ what: "The cluster was changed", ids: { cluster_id }, followUp: "get_cluster" });
      const changed = await api.getCluster(ctx.client, { cluster_id });
      return clusterStateView(changed, { note: "Changed, and read back. The change applies from the next start." });
    }
    const after = await waitUntilUsable(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds));
    return startedView(after, "Changed and running.", "Changed. The cluster is restarting.");
  },
});

const sizeFields = (workers: unknown): unknown => {
  const text = String(workers);
  return workersProblem(text) === undefined ? clusterSize(text) : { workers };
};

/** The state in which the call was decided about: the first that it reads. */
const decidedState = (ctx: Context, { cluster_id, state }: api.Cluster) =>
  ctx.once(`state of ${cluster_id}`, async () => state);

const startedMeanwhile = (cluster_id: string): ToolError =>
  new ToolError(`Cluster ${cluster_id} was started meanwhile and would restart. Nothing was changed.`, {
    next: "Call update_cluster again.",
  });

function changeable(cluster: api.Cluster): api.Cluster {
  if (cluster.state === "RUNNING" || cluster.state === "TERMINATED") return cluster;
  throw notRunning(cluster, "cannot be changed because it is neither running nor terminated");
}

export const resizeCluster = clusters.tool({
  name: "resize_cluster",
  title: "Resize a cluster",
  servedIn: ["default", "engineer"],
  description: "Changes the number of workers of a running cluster without a restart.",
  // Asks before a cluster grows, which its present size decides. It is no more than a write all the same.
  access: { least: "write", most: "destructive", of: () => "write" },
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId, workers, wait_seconds: params.waitSeconds }),
  aliases: { id: "cluster_id", ...sizeAliases },
  output: clusterStateView.schema,
  covers: "clusters.resize",
  async affects({ cluster_id, workers }, ctx) {
    const cluster = resizable(await api.getCluster(ctx.client, { cluster_id }));
    return {
      effect: "Resize",
      objects: [clusterObject(cluster)],
      consequences: growth(cluster, clusterSize(workers)),
    };
  },
  async run(ctx, { cluster_id, workers, wait_seconds }) {
    resizable(await api.getCluster(ctx.client, { cluster_id }));
    await api.resizeCluster(ctx.client, { cluster_id, ...clusterSize(workers) });
    const after = await waitUntilResized(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds));
    return after.state === "RESIZING"
      ? clusterStateView(after, {
          note: "It remains usable.",
          next: "Still resizing. Call get_cluster to check that it is RUNNING.",
        })
      : clusterStateView(after, { note: "Resized." });
  },
});

function resizable(cluster: api.Cluster): api.Cluster {
  if (cluster.state !== "RUNNING") throw notRunning(cluster, "cannot be resized because it is not running");
  return cluster;
}
