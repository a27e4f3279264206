import type { Warehouse } from "../../api/sql/warehouses.ts";
import { type AffectedObject, type Consequence, type Sentence, say } from "../../core/consent/facts.ts";
import { isRecord } from "../../records.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { lostEntries } from "../api/replaced.ts";

/** A warehouse as a question names it, and `--protect` knows it. */
export const warehouseObject = ({ id, name, state, creator_name }: Warehouse): AffectedObject => ({
  kind: "SQL warehouse",
  name,
  id,
  details: { state, creator: creator_name },
});

const SIZES = [
  "2X-Small",
  "X-Small",
  "Small",
  "Medium",
  "Large",
  "X-Large",
  "2X-Large",
  "3X-Large",
  "4X-Large",
  "5X-Large",
];
const sizeOf = (size: unknown): number => SIZES.indexOf(String(size));

/** Fields that decide whose rights the warehouse has, and who owns it. */
export const powers = grantingFields({ instance_profile_arn: "identity", creator_name: "others" });

/** Changes that a running warehouse applies by restarting. */
const RESTARTS = `cluster_size warehouse_type enable_serverless_compute enable_photon spot_instance_policy channel
  instance_profile_arn`.split(/\s+/);
const COSTS = ["cluster_size", "max_num_clusters", "auto_stop_mins"];

/** Whether a change of these fields can have a consequence at all, depending on the warehouse. */
export const affectsOthers = (settings: Settings): boolean =>
  powers.access(settings) === "destructive" ||
  [...RESTARTS, ...COSTS].some((field) => field in settings) ||
  Object.values(settings).some((value) => typeof value === "object");

type Settings = Readonly<Record<string, unknown>>;

/** Effects of a change of a warehouse on the bill, on its users and on its rights. */
export function warehouseChanges(before: Warehouse, settings: Settings): Consequence[] {
  const restarts = RESTARTS.filter((field) => field in settings);
  const running = before.state === "RUNNING";
  return [
    ...costs(before, settings),
    ...kinds(before, settings).filter(({ reason }) => running || reason === "cost"),
    ...powers.consequences(settings),
    ...lostEntries(before, settings),
    ...(running && restarts.length > 0
      ? [{ reason: "others" as const, text: say`It may restart, and the statements running on it fail.` }]
      : []),
  ];
}

/** Fields that decide which kind of warehouse runs. A serverless one has another price. */
const KINDS = "warehouse_type enable_serverless_compute enable_photon spot_instance_policy channel".split(" ");

/** The kind of warehouse that it becomes. */
const kinds = (before: Warehouse, settings: Settings): Consequence[] =>
  KINDS.flatMap((field): Consequence[] => {
    const [now, next] = [before[field], settings[field]].map(inWords);
    if (!(field in settings) || now === undefined || next === undefined || now === next) return [];
    const reason = field === "enable_serverless_compute" ? "cost" : "others";
    return [{ reason, text: say`It changes ${{ sentence: field }} from ${now} to ${next}.` }];
  });

/** The value of such a field; a channel is an object with a name. */
const inWords = (value: unknown): string => String((isRecord(value) ? value.name : value) ?? "the default");

/** Changes that make the warehouse cost more: its size, its clusters, and stopping later or never. */
function costs(before: Warehouse, settings: Settings): Consequence[] {
  const cost = (text: Sentence): Consequence => ({ reason: "cost", text });
  const { cluster_size: size, max_num_clusters: clusters, auto_stop_mins: stops } = settings;
  const { cluster_size: sizeBefore, max_num_clusters: clustersBefore, auto_stop_mins: stopsBefore } = before;
  // An unknown size may be a larger one.
  const grows = size !== undefined && (sizeOf(size) === -1 || sizeOf(size) > sizeOf(sizeBefore));
  return [
    ...(grows && size !== sizeBefore
      ? [cost(say`Its size changes from ${sizeBefore ?? "an unknown size"} to ${String(size)}.`)]
      : []),
    ...(Number(clusters) > (clustersBefore ?? 1)
      ? [cost(say`It may use ${Number(clusters)} clusters instead of ${clustersBefore ?? 1}.`)]
      : []),
    ...(stops !== undefined && Number(stops) === 0 && stopsBefore !== 0
      ? [cost(say`It no longer stops by itself, and is billed until someone stops it.`)]
      : []),
    ...(stopsBefore && Number(stops) > stopsBefore
      ? [cost(say`It stops after ${Number(stops)} idle minutes instead of ${stopsBefore}.`)]
      : []),
  ];
}
