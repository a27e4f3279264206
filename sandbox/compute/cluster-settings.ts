import { invalid } from "../failure.ts";
import { type Fields, integer, isFields, optional, required } from "../http.ts";
import { nodeTypes, sparkVersions } from "./runtimes.ts";

const MOST_TAGS = 45;

/** The settings in a create or edit request. Invalid settings are rejected with the platform's message. */
export function checkedSettings(body: Fields): Fields {
  const { cluster_id: _, ...settings } = body;
  const version = required(settings, "spark_version");
  if (!sparkVersions.some(({ key }) => key === version)) {
    invalid(`Invalid spark version ${version}. Use clusters/spark-versions to list the supported versions.`);
  }
  const pool = optional(settings, "instance_pool_id");
  const machine = optional(settings, "node_type_id");
  if (pool === undefined && machine === undefined) invalid("Missing required field: settings.node_type_id");
  for (const name of ["node_type_id", "driver_node_type_id"]) {
    const type = optional(settings, name);
    if (type !== undefined && !nodeTypes.some(({ node_type_id }) => node_type_id === type)) {
      invalid(`Node type ${type} is not supported. Use clusters/list-node-types to list the supported node types.`);
    }
  }
  const minutes = integer(settings, "autotermination_minutes");
  if (minutes !== undefined && minutes !== 0 && (minutes < 10 || minutes > 10_000)) {
    invalid("The value of autotermination_minutes must be 0 or between 10 and 10000.");
  }
  const tags = isFields(settings.custom_tags) ? Object.keys(settings.custom_tags).length : 0;
  if (tags > MOST_TAGS) invalid(`A cluster can have at most ${MOST_TAGS} custom tags.`);
  return { ...settings, ...checkedSize(settings) };
}

/** The size of a cluster. A request must have exactly one of `num_workers` and `autoscale`. */
export function checkedSize(fields: Fields): Fields {
  const workers = integer(fields, "num_workers");
  const { autoscale } = fields;
  if (autoscale === undefined || autoscale === null) {
    if (workers === undefined) return invalid("Missing required field: size (num_workers or autoscale).");
    if (workers < 0 || workers > 1000) return invalid("num_workers must be between 0 and 1000.");
    return { num_workers: workers };
  }
  if (workers !== undefined) return invalid("Only one of num_workers and autoscale can be specified.");
  if (!isFields(autoscale)) return invalid("Field 'autoscale' must be an object.");
  const least = integer(autoscale, "min_workers") ?? 0;
  const most = integer(autoscale, "max_workers") ?? invalid("Missing required field: autoscale.max_workers");
  if (most <= least) return invalid("autoscale.max_workers must be greater than autoscale.min_workers.");
  return { autoscale: { min_workers: least, max_workers: most } };
}

/** `clusters/update`: fields in the mask take their value from `cluster` or are unset; other fields are kept. */
export function maskedSettings(settings: Fields, body: Fields): Fields {
  const change = isFields(body.cluster) ? body.cluster : {};
  const paths = required(body, "update_mask").split(",");
  return paths.reduce((result, path) => {
    if (path === "*") return change;
    if (!/^[a-z_]+(\.[^,\s]+)?$/.test(path)) return invalid(`Invalid path '${path}' in update_mask.`);
    return masked(result, change, path);
  }, settings);
}

function masked(target: Fields, source: Fields, path: string): Fields {
  const [name = "", ...rest] = path.split(".");
  const { [name]: old, ...others } = target;
  const given = source[name];
  if (rest.length === 0) return given === undefined || given === null ? others : { ...others, [name]: given };
  const inner = masked(isFields(old) ? old : {}, isFields(given) ? given : {}, rest.join("."));
  return { ...others, [name]: inner };
}
