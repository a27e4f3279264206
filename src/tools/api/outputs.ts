import type { Context } from "../../core/calls/context.ts";
import type { AffectedObject } from "../../core/consent/facts.ts";
import { isRecord } from "../../records.ts";
import { leaves } from "../admin/granting-fields.ts";

/** Places that settings, at any depth, have the platform write to: folders of logs and objects, and inference tables. */
export const outputsIn = ({ settings }: Context, given: unknown): AffectedObject[] =>
  settings.protect ? placesIn(given) : [];

function placesIn(value: unknown): AffectedObject[] {
  if (Array.isArray(value)) return value.flatMap(placesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([field, item]) => {
    if (field === "parent_path") return typeof item === "string" ? [{ kind: "folder", name: item }] : [];
    if (field === "cluster_log_conf") {
      return leaves(field, item).flatMap(([path, name]) =>
        path.endsWith("destination") ? [{ kind: "folder", name, contents: "/" as const }] : [],
      );
    }
    if (!isRecord(item) || !/^(auto_capture|inference_table)_config$/.test(field)) return placesIn(item);
    const { catalog_name = "*", schema_name = "*", table_name_prefix = "" } = item;
    return [{ kind: "inference tables", matches: [`${catalog_name}.${schema_name}.${table_name_prefix}*`] }];
  });
}
