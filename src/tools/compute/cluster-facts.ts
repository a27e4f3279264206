import type { Access } from "../../access.ts";
import { mostWorkers } from "../../api/compute/cluster-settings.ts";
import { type Cluster, getCluster } from "../../api/compute/clusters.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type ConsentReason, type Consequence, distinct, say } from "../../core/consent/facts.ts";
import { grantingFields, settingOf } from "../admin/granting-fields.ts";
import { lostEntries, resetFields } from "../api/replaced.ts";
import { loadedCode } from "./loaded-code.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A cluster as a question names it, and `--protect` knows it. */
export const clusterObject = ({ cluster_name, cluster_id, state, creator_user_name }: Cluster): AffectedObject => ({
  kind: "cluster",
  name: cluster_name,
  id: cluster_id,
  details: { state, owner: creator_user_name },
});

/** The cluster, looked up, as the object of a call. */
export const affectedCluster = async (ctx: Context, cluster_id: string): Promise<AffectedObject> =>
  clusterObject(await getCluster(ctx.client, { cluster_id }));

/** A cluster that the call only uses: looked up only where a protection could name it. */
export const usedCluster = async (ctx: Context, cluster_id: string): Promise<AffectedObject> =>
  ctx.settings.protect ? affectedCluster(ctx, cluster_id) : { kind: "cluster", id: cluster_id };

/** Keys that open a cluster to others. */
const granting = grantingFields({ ssh_public_keys: "others" });

/** Access of creating a cluster with these further fields. */
export const creationAccess = (settings: Fields = {}): Access =>
  loadedCode(settings).access.access ?? granting.access(settings);

/** Why creating a cluster asks: code that runs on it before its users' own, keys to it, and a bill without an end. */
export const creationConsequences = (settings: Fields = {}): Consequence[] => [
  ...loadedCode(settings).consequences,
  ...granting.consequences(settings),
  ...(settings.autotermination_minutes === 0 ? [NEVER_TERMINATES] : []),
];

const NEVER_TERMINATES: Consequence = { reason: "cost", text: say`It never terminates while idle.` };

/** Why a change of these fields asks. */
const REASON_OF: Readonly<Record<string, ConsentReason>> = {
  init_scripts: "identity",
  docker_image: "identity",
  ssh_public_keys: "others",
  single_user_name: "others",
  data_security_mode: "others",
  policy_id: "others",
  cluster_log_conf: "outbound",
  aws_attributes: "identity",
  gcp_attributes: "identity",
  node_type_id: "cost",
  driver_node_type_id: "cost",
  instance_pool_id: "cost",
  driver_instance_pool_id: "cost",
  runtime_engine: "cost",
};

/**
 * The consequences of a change to a cluster's configuration, with every new value. A change to a terminated cluster has
 * no consequences if it replaces nothing, raises no cost and gives no one access.
 */
export function changeConsequences(cluster: Cluster, fields: Fields): Consequence[] {
  const { num_workers: _, autoscale: __, ...others } = fields;
  const isChanged = (field: string) => JSON.stringify(cluster[field] ?? null) !== JSON.stringify(fields[field]);
  const code = loadedCode(fields, cluster);
  const loads = code.consequences.length > 0;
  const decisive = Object.keys(fields).filter((field) => fields[field] !== null && isChanged(field));
  const why = [
    ...costs(cluster, fields),
    ...resetFields(cluster, others),
    ...lostEntries(cluster, others),
    ...code.consequences,
    ...(cluster.state === "TERMINATED" ? [] : [RESTARTS]),
  ];
  if (why.length === 0 && !decisive.some((field) => field in REASON_OF)) return [];
  const values = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .flatMap(([field]) => settingOf(fields, field, REASON_OF[field] ?? (loads ? "identity" : "replacement")));
  return distinct([...values, ...why]);
}

const RESTARTS: Consequence = {
  reason: "loss",
  text: say`It restarts: running commands stop, and all attached users lose their variables and contexts.`,
};

/** More workers, or a longer idle time, than before. */
function costs(cluster: Cluster, fields: Fields): Consequence[] {
  const { autotermination_minutes: idle } = fields;
  const before = cluster.autotermination_minutes ?? 0;
  const never = "autotermination_minutes" in fields && !idle && before > 0;
  const longer = typeof idle === "number" && before > 0 && idle > before;
  return [
    ...growth(cluster, fields),
    ...(never ? [NEVER_TERMINATES] : []),
    ...(longer
      ? [{ reason: "cost" as const, text: say`It terminates after ${idle} idle minutes instead of ${before}.` }]
      : []),
  ];
}

/** The cost of a new size. There is nothing to ask unless the cluster can have more workers than before. */
export function growth(cluster: Cluster, fields: Fields): Consequence[] {
  const before = mostWorkers(cluster);
  const after = mostWorkers(fields);
  if (after === undefined || before === undefined || after <= before) return [];
  return [{ reason: "cost", text: say`It can have up to ${after} workers instead of ${before}.` }];
}
