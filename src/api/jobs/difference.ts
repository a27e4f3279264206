import { isRecord } from "../../records.ts";

/** A path at which two documents differ. `from` is absent if the value was added, `to` if it was removed. */
export interface Difference {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Fields that identify an element of a list. Lists without one are compared as a whole. */
const KEYS = ["task_key", "job_cluster_key", "environment_key", "name"] as const;

/** Where `after` differs from `before`, field by field. Fields named in `ignored` are skipped at any depth. */
export function differences(
  before: unknown,
  after: unknown,
  ignored: ReadonlySet<string> = new Set(),
  path = "",
): Difference[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  if (old === undefined || now === undefined) {
    return same(before, after)
      ? []
      : [{ path, ...(before != null && { from: before }), ...(after != null && { to: after }) }];
  }
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => !ignored.has(key))
    .flatMap((key) => differences(old[key], now[key], ignored, path === "" ? key : `${path}.${key}`));
}

/** An object itself, or a list as an object with its elements under their keys. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (isRecord(value)) return value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const key = KEYS.find((name) => value.every((item) => isRecord(item) && typeof item[name] === "string"));
  return key && Object.fromEntries(value.map((item: Readonly<Record<string, unknown>>) => [String(item[key]), item]));
}

/** Absent, null and empty values mean the same to this platform. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(withoutEmpty(a)) === JSON.stringify(withoutEmpty(b));

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(withoutEmpty);
  if (isRecord(value)) {
    const kept = Object.entries(value).filter(([, item]) => item != null);
    return kept.length === 0
      ? null
      : kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, withoutEmpty(item)]);
  }
  return value === undefined || value === "" ? null : value;
}

/** Longest value that is shown, in characters. */
const SHOWN = 80;
/** Paths whose values can be credentials and are never shown. */
const HIDDEN = /(^|\.)(spark_conf|spark_env_vars|basic_auth)(\.|$)|secret|password|passwd|token|credential/i;

/** A difference in one line: `tasks.load.max_retries: 1 → 3`. Long values and possible credentials are left out. */
export function differenceWords({ path, from, to }: Difference): string {
  const [old, now] = [shown(from), shown(to)];
  if (from === undefined) return HIDDEN.test(path) || now === undefined ? `${path}: added` : `${path}: added ${now}`;
  if (to === undefined)
    return HIDDEN.test(path) || old === undefined ? `${path}: removed` : `${path}: removed (was ${old})`;
  return HIDDEN.test(path) || old === undefined || now === undefined ? `${path}: changed` : `${path}: ${old} → ${now}`;
}

/** A short value as text. Nothing of objects, which may hold credentials. */
function shown(value: unknown): string | undefined {
  if (isRecord(value) || (Array.isArray(value) && value.some((item) => item !== null && typeof item === "object"))) {
    return undefined;
  }
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length <= SHOWN && !/[\r\n]/.test(text) ? text : undefined;
}
