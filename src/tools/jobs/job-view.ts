import type { Job, JobSettings } from "../../api/jobs/jobs.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** A job in a list: what tells it from the others. */
export function jobSummary({ job_id, creator_user_name, created_time, settings }: Job) {
  return {
    job_id,
    name: settings?.name ?? "",
    ...compact({
      starts: startWords(settings ?? {}),
      creator_user_name,
      created_time: isoTime(created_time),
      tags: settings?.tags,
    }),
  };
}

/** One job with its settings as `update_job` takes them: without defaults, empty fields and credentials. */
export function jobDetails(job: Job) {
  const { tags: _, ...summary } = jobSummary(job);
  const { name: __, format: ___, ...settings } = job.settings ?? {};
  return {
    ...summary,
    ...compact({ run_as_user_name: job.run_as_user_name }),
    settings: recordOf(lean(settings)),
    ...compact({ next_page_token: job.next_page_token }),
  };
}

/** When the job starts by itself, in the platform's terms. */
export function startWords({ schedule, trigger, continuous }: JobSettings): string | undefined {
  const words = schedule
    ? [schedule.quartz_cron_expression, schedule.timezone_id]
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

/** Stands where a credential would. */
export const MASK = "[redacted]";

const CREDENTIAL = /secret|password|passwd|token|credential|(?:account|access|private|api)[._-]?key/i;
const REFERENCE = /^\{\{secrets\/[^}]*\}\}$/;

/** Fields the platform writes although nobody set them. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  timeout_seconds: 0,
  max_retries: 0,
  min_retry_interval_millis: 0,
  retry_on_timeout: false,
  run_if: "ALL_SUCCESS",
  source: "WORKSPACE",
  no_alert_for_skipped_runs: false,
};

/** The tree without empty and default fields; what may be a credential in a cluster's configuration is masked. */
function lean(value: unknown, under = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => lean(item));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).map(
    ([key, item]) => [key, hides(under, key, item) ? MASK : lean(item, key)] as const,
  );
  return compact(Object.fromEntries(kept.filter(([key, item]) => !(key in DEFAULTS && DEFAULTS[key] === item))));
}

/** Environment variables are credentials too often to be shown, storage keys stand in `spark_conf` in the clear. */
function hides(under: string, key: string, value: unknown): boolean {
  if (typeof value !== "string" || REFERENCE.test(value)) return false;
  return under === "spark_env_vars" || (under === "spark_conf" && CREDENTIAL.test(key));
}

const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value)) : {};
