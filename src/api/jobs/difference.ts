/** One place where two documents differ; `from` or `to` is absent where it was not there. */
export interface Difference {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What names an element of the platform's lists: lists of anything else are compared whole. */
const KEYS = ["task_key", "job_cluster_key", "environment_key", "name"] as const;

/** Where `after` differs from `before`, field by field. Fields named in `ignored` are left out wherever they stand. */
export function differences(
  before: unknown,
  after: unknown,
  ignored: ReadonlySet<string> = new Set(),
  path = "",
): Difference[] {
  const [old, now] = [byName(before), byName(after)];
  if (old === undefined || now === undefined) {
    return same(before, after)
      ? []
      : [{ path, ...(before != null && { from: before }), ...(after != null && { to: after }) }];
  }
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => !ignored.has(key))
    .flatMap((key) => differences(old[key], now[key], ignored, path === "" ? key : `${path}.${key}`));
}

function byName(value: unknown): Fields | undefined {
  if (isFields(value)) return value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const key = KEYS.find((name) => value.every((item) => isFields(item) && typeof item[name] === "string"));
  return key && Object.fromEntries(value.map((item: Fields) => [String(item[key]), item]));
}

/** Absent, null and empty say the same on this platform. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(solid(a)) === JSON.stringify(solid(b));

function solid(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(solid);
  if (isFields(value)) {
    const kept = Object.entries(value).filter(([, item]) => item != null);
    return kept.length === 0
      ? null
      : kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, solid(item)]);
  }
  return value === undefined || value === "" ? null : value;
}

const SHOWN = 80;
/** Values under these are credentials too often to be shown. */
const HIDING = /(^|\.)(spark_conf|spark_env_vars|basic_auth)(\.|$)|secret|password|passwd|token|credential/i;

/** A difference in words: `tasks.load.max_retries: 1 → 3`. Only the name where a value is long or may be a credential. */
export function differenceWords({ path, from, to }: Difference): string {
  const [old, now] = [shown(from), shown(to)];
  if (from === undefined) return HIDING.test(path) || now === undefined ? `${path}: added` : `${path}: added ${now}`;
  if (to === undefined)
    return HIDING.test(path) || old === undefined ? `${path}: removed` : `${path}: removed (was ${old})`;
  return HIDING.test(path) || old === undefined || now === undefined ? `${path}: changed` : `${path}: ${old} → ${now}`;
}

/** Short values as they are; of objects nothing, for what they hold may be a credential. */
function shown(value: unknown): string | undefined {
  if (isFields(value) || (Array.isArray(value) && value.some((item) => item !== null && typeof item === "object"))) {
    return undefined;
  }
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length <= SHOWN && !/[\r\n]/.test(text) ? text : undefined;
}
