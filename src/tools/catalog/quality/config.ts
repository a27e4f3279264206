import { loadReference, type Reference, readFields } from "../../../api/reference/reference.ts";
import { ToolError } from "../../../core/errors.ts";
import { prefix } from "../../../core/output/shorten.ts";
import { isRecord } from "../../../records.ts";

const SERVICE = "dataquality";
const MAX_PROBLEMS = 8;

/** Configurations of a monitor, by their arguments. */
export const CONFIGS = {
  data_profiling_config: "DataProfilingConfig",
  anomaly_detection_config: "AnomalyDetectionConfig",
} as const;

/**
 * Checks a configuration against the reference. The service ignores fields that it does not know, such as those of the
 * older quality monitors API.
 *
 * @throws {ToolError} For unknown, missing and wrong fields, with the right ones
 */
export async function checkConfig(name: keyof typeof CONFIGS, config: Readonly<Record<string, unknown>> = {}) {
  if (Object.keys(config).length === 0) return;
  const reference = await loadReference();
  // The tool gives the required fields of the configuration itself.
  const problems = problemsIn(reference, CONFIGS[name], config, "").filter(
    (one) => !one.startsWith("output_schema_id "),
  );
  if (problems.length === 0) return;
  throw new ToolError(`${name} is not valid; nothing was sent. ${problems.slice(0, MAX_PROBLEMS).join(" ")}`, {
    next: "Correct these fields, then call again.",
  });
}

function problemsIn(reference: Reference, type: string, value: unknown, path: string): string[] {
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return [`${path} must be a list.`];
    return value.flatMap((item, at) => problemsIn(reference, type.slice(0, -2), item, `${path}[${at}]`));
  }
  if (type.includes("|")) {
    const choices = type.split("|");
    return choices.includes(String(value)) ? [] : [`${path} must be one of ${choices.join(", ")}.`];
  }
  const named = reference.typeOf(SERVICE, type);
  if (!named) return [];
  if (!isRecord(value)) return [`${path} must be an object.`];
  const fields = readFields(named, "body");
  const at = path === "" ? "" : `${path}.`;
  const names = fields.map((field) => field.name);
  const unknown = Object.keys(value).filter((key) => !names.includes(key));
  const shown = unknown.map((key) => prefix(key, 60)).join(", ");
  const has = `${path || "The configuration"} has the fields ${names.join(", ") || "(none)"}`;
  return [
    ...(unknown.length > 0 ? [`${has}, not ${shown}.`] : []),
    ...fields.flatMap(({ name, required, type: of }) => {
      const given = value[name];
      if (given === undefined) return required ? [`${at}${name} is missing.`] : [];
      return given === null ? [] : problemsIn(reference, of, given, `${at}${name}`);
    }),
  ];
}
