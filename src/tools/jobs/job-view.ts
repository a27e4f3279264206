import * as z from "zod";
import type { Job, JobSettings } from "../../api/jobs/jobs.ts";
import { maskSettings } from "../../api/reference/mask.ts";
import { text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { compact, isRecord } from "../../records.ts";
import { isoTime } from "../../text.ts";
import { cronInWords } from "../cron.ts";

const jobView = view(
  {
    job_id: z.string(),
    name: z.string(),
    starts: text.describe("schedule or trigger"),
    creator_user_name: text,
    created_time: text,
  },
  ({ job_id, creator_user_name, created_time, settings }: Job) => ({
    job_id,
    name: settings?.name ?? "",
    starts: startWords(settings ?? {}),
    creator_user_name,
    created_time: isoTime(created_time),
  }),
);

/** A job in a list. */
export const jobSummaryView = view(
  { ...jobView.fields, tags: z.record(z.string(), z.string()).optional() },
  (job: Job) => ({ ...jobView(job), tags: job.settings?.tags }),
);

/** One job with its settings as `update_job` takes them: without defaults, empty fields and credentials. */
export const jobDetailsView = view(
  {
    ...jobView.fields,
    run_as_user_name: text,
    settings: z.record(z.string(), z.unknown()).describe("JobSettings without defaults; credentials are masked"),
    next_page_token: text,
  },
  (job: Job) => {
    const { name: _, format: __, ...settings } = job.settings ?? {};
    return {
      ...jobView(job),
      run_as_user_name: job.run_as_user_name,
      settings: recordOf(withoutDefaults(settings, settings.git_source ? ["source"] : [])),
      next_page_token: job.next_page_token,
    };
  },
);

/** The state of a job after a change: its name, start, identity and the order of its tasks. */
export const jobStateView = view(
  { job_id: z.string(), name: text, starts: text, run_as_user_name: text, tasks: texts },
  ({ job_id, settings, run_as_user_name }: Job) => ({
    job_id,
    name: settings?.name,
    starts: startWords(settings ?? {}),
    run_as_user_name,
    tasks: taskOrder(settings?.tasks),
  }),
);

/** `load`, `check after load`, `full after is_monday (true)`, for each task. */
const taskOrder = (tasks: unknown): string[] =>
  (Array.isArray(tasks) ? tasks.filter(isRecord) : []).map(({ task_key, depends_on }) => {
    const before = (Array.isArray(depends_on) ? depends_on.filter(isRecord) : []).map(({ task_key: key, outcome }) =>
      typeof outcome === "string" ? `${key} (${outcome})` : String(key),
    );
    return [String(task_key), ...(before.length > 0 ? ["after", before.join(", ")] : [])].join(" ");
  });

/** The current settings of a job that a change names: of its tasks, only those with the same keys. */
export function someSettings({ settings }: Job, changed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = new Set(keysOf(changed.tasks));
  const some = Object.entries(recordOf(maskSettings(settings ?? {}))).flatMap(([field, value]) => {
    if (!(field in changed) || field === "name") return [];
    if (field !== "tasks" || !Array.isArray(value)) return [[field, value] as const];
    return [[field, value.filter((task) => keysOf([task]).some((key) => keys.has(key)))] as const];
  });
  return Object.fromEntries(some);
}

const keysOf = (tasks: unknown): unknown[] =>
  Array.isArray(tasks) ? tasks.flatMap((task) => (isRecord(task) ? [task.task_key] : [])) : [];

/** When a job starts automatically, in the platform's terms; `undefined` if it does not. */
export function startWords({ schedule, trigger, continuous }: JobSettings): string | undefined {
  const words = schedule
    ? [cronInWords(schedule.quartz_cron_expression ?? ""), schedule.timezone_id]
    : trigger?.periodic
      ? ["every", trigger.periodic.interval, trigger.periodic.unit]
      : trigger?.file_arrival
        ? ["files arrive in", trigger.file_arrival.url]
        : trigger?.table_update
          ? ["tables change:", trigger.table_update.table_names?.join(", ")]
          : continuous
            ? ["continuously"]
            : trigger
              ? ["trigger"]
              : [];
  if (words.length === 0) return undefined;
  const paused = (schedule ?? trigger ?? continuous)?.pause_status === "PAUSED";
  return `${words.filter(Boolean).join(" ")}${paused ? " (PAUSED)" : ""}`;
}

/** Shown instead of a credential. */
export const MASK = "[redacted]";

/** Values that the platform adds for fields that no user set. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  timeout_seconds: 0,
  max_retries: 0,
  min_retry_interval_millis: 0,
  retry_on_timeout: false,
  run_if: "ALL_SUCCESS",
  source: "WORKSPACE",
  no_alert_for_skipped_runs: false,
};

/**
 * The settings without empty and default fields. Credentials in clusters, parameters and environments are masked.
 *
 * @param kept Fields that stay: with `git_source`, another `source` is the default
 */
const withoutDefaults = (value: unknown, kept: readonly string[]): unknown => dropDefaults(maskSettings(value), kept);

function dropDefaults(value: unknown, kept: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => dropDefaults(item, kept));
  if (!isRecord(value)) return value;
  const isDefault = (key: string, item: unknown): boolean =>
    key in DEFAULTS && DEFAULTS[key] === item && !kept.includes(key);
  const fields = Object.entries(value).map(([key, item]) => [key, dropDefaults(item, kept)] as const);
  return compact(Object.fromEntries(fields.filter(([key, item]) => !isDefault(key, item))));
}

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? { ...value } : {});
