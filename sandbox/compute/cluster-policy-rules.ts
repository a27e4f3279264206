import { invalid } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";

const TYPES = ["fixed", "forbidden", "allowlist", "blocklist", "regex", "range", "unlimited"];

/** Attributes that a policy can contain but a cluster's settings cannot. */
const VIRTUAL = ["cluster_type", "dbus_per_hour"];

/** The rules of a definition. An invalid definition is rejected with the platform's message. */
export function readRules(definition: string): Map<string, Fields> {
  let document: unknown;
  try {
    document = JSON.parse(definition);
  } catch {
    return invalid("Policy definition is not valid JSON.");
  }
  if (!isFields(document)) return invalid("Policy definition must be a JSON object.");
  const rules = new Map<string, Fields>();
  for (const [path, rule] of Object.entries(document)) {
    if (!isFields(rule) || !TYPES.includes(String(rule.type))) {
      return invalid(`Policy rule for ${path} must have a type, one of ${TYPES.join(", ")}.`);
    }
    if (rule.type === "regex" && !isPattern(rule.pattern))
      return invalid(`Policy rule for ${path} has no valid pattern.`);
    rules.set(path, rule);
  }
  return rules;
}

function isPattern(pattern: unknown): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`) instanceof RegExp;
  } catch {
    return false;
  }
}

/** The settings under a policy: with fixed values, and defaults if requested. A violation is rejected. */
export function underRules(settings: Fields, rules: ReadonlyMap<string, Fields>): Fields {
  let filled = settings;
  for (const [path, rule] of rules) {
    if (VIRTUAL.includes(path)) continue;
    const absent = valueAt(filled, path) === undefined;
    if (absent && rule.type === "fixed") filled = withValue(filled, path, rule.value);
    else if (absent && settings.apply_policy_default_values === true && rule.defaultValue !== undefined) {
      filled = withValue(filled, path, rule.defaultValue);
    }
    const problem = broken(rule, valueAt(filled, path));
    if (problem !== undefined) invalid(`Validation failed for ${path}, ${problem}`);
  }
  return filled;
}

function broken(rule: Fields, value: unknown): string | undefined {
  if (value === undefined || value === null) {
    const must = ["allowlist", "range", "regex"].includes(String(rule.type)) && rule.isOptional !== true;
    return must && rule.defaultValue === undefined ? "the value must be present" : undefined;
  }
  const values = Array.isArray(rule.values) ? rule.values : [];
  switch (rule.type) {
    case "fixed":
      return value === rule.value ? undefined : `the value must be ${rule.value} (is "${value}")`;
    case "forbidden":
      return "the value must not be present";
    case "allowlist":
      return values.includes(value) ? undefined : `the value must be one of ${values.join(", ")} (is "${value}")`;
    case "blocklist":
      return values.includes(value) ? `the value must not be one of ${values.join(", ")} (is "${value}")` : undefined;
    case "regex":
      return new RegExp(`^(?:${rule.pattern})$`).test(String(value))
        ? undefined
        : `the value must match the pattern ${rule.pattern} (is "${value}")`;
    case "range": {
      const { minValue, maxValue } = rule;
      if (typeof maxValue === "number" && Number(value) > maxValue)
        return `the value must be at most ${maxValue} (is "${value}")`;
      if (typeof minValue === "number" && Number(value) < minValue)
        return `the value must be at least ${minValue} (is "${value}")`;
      return undefined;
    }
    default:
      return undefined;
  }
}

/** `autoscale.max_workers` is a nested field, but keys of `spark_conf` contain dots. */
function valueAt(settings: Fields, path: string): unknown {
  const [name = "", key] = split(path);
  const value = settings[name];
  return key === undefined ? value : isFields(value) ? value[key] : undefined;
}

function withValue(settings: Fields, path: string, value: unknown): Fields {
  const [name = "", key] = split(path);
  if (key === undefined) return { ...settings, [name]: value };
  const inner = settings[name];
  return { ...settings, [name]: { ...(isFields(inner) ? inner : {}), [key]: value } };
}

function split(path: string): [string, string?] {
  const dot = path.indexOf(".");
  return dot === -1 ? [path] : [path.slice(0, dot), path.slice(dot + 1)];
}
