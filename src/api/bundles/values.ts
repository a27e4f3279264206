import { isRecord, recordOf } from "../../records.ts";

export type ConfigFields = Readonly<Record<string, unknown>>;

/** The record in a field; an empty one if there is none. */
export const recordIn = (fields: ConfigFields, name: string): ConfigFields => recordOf(fields[name]);

/** Lists whose entries are merged where they agree on this field: `tasks` of a job by `task_key`. */
const MERGED_BY: Readonly<Record<string, string>> = {
  tasks: "task_key",
  job_clusters: "job_cluster_key",
  parameters: "name",
  environments: "environment_key",
  clusters: "label",
};

/** Two configurations as one: maps are merged, lists are joined, and other values of the second replace the first's. */
export function mergeConfig(first: unknown, second: unknown, field = ""): unknown {
  if (isRecord(first) && isRecord(second)) {
    const merged: Record<string, unknown> = { ...first };
    for (const [key, value] of Object.entries(second)) {
      merged[key] = key in merged ? mergeConfig(merged[key], value, key) : value;
    }
    return merged;
  }
  if (!Array.isArray(first) || !Array.isArray(second)) return second;
  const by = MERGED_BY[field];
  if (by === undefined) return [...first, ...second];
  const joined: unknown[] = [...first];
  for (const entry of second) {
    const at = joined.findIndex((one) => isRecord(one) && isRecord(entry) && one[by] === entry[by]);
    if (at < 0) joined.push(entry);
    else joined[at] = mergeConfig(joined[at], entry);
  }
  return joined;
}

/** Whether a part of the configuration is there and is not empty. */
export const hasContent = (value: unknown): boolean =>
  value !== undefined && value !== null && (typeof value !== "object" || Object.keys(value).length > 0);
