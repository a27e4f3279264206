import type { Warehouse } from "../../api/sql/warehouses.ts";
import { type AffectedObject, type Consequence, say } from "../../core/consent/facts.ts";

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

/** What of a change makes the warehouse cost more: its size, its clusters, and stopping later or never. */
export function warehouseCosts(before: Warehouse, settings: Readonly<Record<string, unknown>>): Consequence[] {
  const costs = (text: ReturnType<typeof say>): Consequence => ({ reason: "cost", text });
  const { cluster_size: size, max_num_clusters: clusters, auto_stop_mins: stops } = settings;
  return [
    ...(sizeOf(size) > sizeOf(before.cluster_size)
      ? [costs(say`It grows from ${before.cluster_size ?? "an unknown size"} to ${String(size)}.`)]
      : []),
    ...(Number(clusters) > (before.max_num_clusters ?? 1)
      ? [costs(say`It may use ${Number(clusters)} clusters instead of ${before.max_num_clusters ?? 1}.`)]
      : []),
    ...(stops === 0 && before.auto_stop_mins !== 0 ? [costs(say`It no longer stops by itself.`)] : []),
  ];
}
