import { isRecord } from "../../records.ts";

export type ConfigFields = Readonly<Record<string, unknown>>;

/** The value if it is a record, or else an empty one. */
export const recordOf = (value: unknown): ConfigFields => (isRecord(value) ? value : {});

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

/** The value with every text replaced. */
function mapTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}

const REFERENCE = /\$\{([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\])+)\}/g;
const ONE_REFERENCE = new RegExp(`^${REFERENCE.source}$`);

/** The paths that a value refers to: `var.catalog` of `${var.catalog}`. */
export function referencesIn(value: unknown): readonly string[] {
  const found: string[] = [];
  mapTexts(value, (text) => {
    for (const [, path = ""] of text.matchAll(REFERENCE)) found.push(path);
    return text;
  });
  return found;
}

/**
 * The value with its references replaced. A text that is one reference takes the type of what it refers to. References that
 * `look` does not know stay.
 */
export const replaceReferences = (value: unknown, look: (path: string) => unknown): unknown =>
  mapTexts(value, (text) => {
    const whole = ONE_REFERENCE.exec(text)?.[1];
    if (whole !== undefined) return look(whole) ?? text;
    return text.replace(REFERENCE, (reference, path: string) => {
      const known = look(path);
      return known === undefined || (typeof known === "object" && known !== null) ? reference : String(known);
    });
  });

/** The value at a path such as `resources.jobs.nightly.tasks[0].task_key`. */
export function valueAt(fields: unknown, path: string): unknown {
  let value = fields;
  for (const part of path.split(/\.|\[(\d+)\]/).filter(Boolean)) {
    value = Array.isArray(value) ? value[Number(part)] : isRecord(value) ? value[part] : undefined;
  }
  return value;
}
