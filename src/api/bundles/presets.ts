import { isRecord } from "../../records.ts";
import type { BundleMode } from "./target.ts";
import { type ConfigFields, recordIn } from "./values.ts";

export interface Presets {
  readonly mode: BundleMode;
  readonly prefix: string;
  readonly shortName: string;
  readonly run_as: unknown;
  readonly deployed: string;
}

/** Names, schedules and tags as the target's mode wants them. */
export function withPresets(
  key: string,
  resource: ConfigFields,
  { mode, prefix, shortName, run_as, deployed }: Presets,
): ConfigFields {
  const kind = key.split(".")[0];
  const development = mode === "development";
  // As the CLI writes it, so that neither finds a change after the other. The pages of the workspace show it.
  const managed = { deployment: { kind: "BUNDLE", metadata_file_path: `${deployed}/state/metadata.json` } };
  const tags = development && { tags: { dev: shortName, ...recordIn(resource, "tags") } };
  const named = (field: string) =>
    typeof resource[field] === "string" ? { [field]: `${prefix}${resource[field]}` } : {};
  switch (kind) {
    case "jobs": {
      const paused = (field: string) =>
        development && isRecord(resource[field]) && resource[field].pause_status === undefined
          ? { [field]: { ...resource[field], pause_status: "PAUSED" } }
          : {};
      return {
        max_concurrent_runs: development ? 4 : 1,
        queue: { enabled: true },
        ...managed,
        edit_mode: "UI_LOCKED",
        format: "MULTI_TASK",
        ...resource,
        ...named("name"),
        ...paused("schedule"),
        ...paused("trigger"),
        ...paused("continuous"),
        ...tags,
        ...(isRecord(run_as) && resource.run_as === undefined && { run_as }),
      };
    }
    case "pipelines":
      return {
        channel: "CURRENT",
        edition: "ADVANCED",
        ...managed,
        ...resource,
        ...named("name"),
        ...tags,
        ...(development && { development: true }),
      };
    case "clusters":
      return { ...resource, ...named("cluster_name") };
    case "dashboards":
      return { ...resource, ...named("display_name") };
    case "experiments": {
      const name = String(resource.name ?? "");
      const at = name.lastIndexOf("/") + 1;
      return { ...resource, name: `${name.slice(0, at)}${prefix}${name.slice(at)}` };
    }
    case "schemas":
      return development ? { ...resource, name: `dev_${shortName}_${String(resource.name)}` } : resource;
    case "sql_warehouses":
      return { ...resource, ...named("name") };
    default:
      return resource;
  }
}
