import { getJob, type Job } from "../../api/jobs/jobs.ts";
import type { Context } from "../../core/calls/context.ts";
import { isRecord } from "../../records.ts";
import { everyPageOf } from "./job-facts.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The settings of a job as another one gets them. */
export interface CopiedSettings {
  readonly settings: Fields;
  /** IDs that mean something only in the job's own workspace: `tasks.load.existing_cluster_id 0115-… is an ID of …`. */
  readonly references: readonly string[];
  /** Whether it had a schedule, a trigger or a continuous mode, which are paused in the copy. */
  readonly paused: boolean;
}

/** Fields that belong to the job itself: its identity, its bundle, and who it runs as. */
const OWN = new Set(["name", "run_as", "deployment", "edit_mode", "parent_path", "format"]);
const STARTS = new Set(["schedule", "trigger", "continuous"]);

/** Fields with the ID of an object of the workspace. Ids of task runs and keys of tasks are the job's own. */
const REFERENCES =
  /^(?:existing_cluster_id|warehouse_id|pipeline_id|job_id|policy_id|(?:driver_)?instance_pool_id|query_id|alert_id|dashboard_id|(?:budget|usage)_policy_id|destination_id)$/;

interface CopyArguments {
  readonly from_job_id?: string | undefined;
  readonly from_workspace?: string | undefined;
}

/**
 * Reads the settings of a job for a copy of it, once in a call: the question and the copy have the same. Its content stays in
 * this process: it is neither shortened nor masked. `undefined` if nothing is copied.
 * @throws {ToolError} If this server does not serve `from_workspace`
 */
export const copiedSettings = async (
  ctx: Context,
  { from_job_id, from_workspace }: CopyArguments,
): Promise<CopiedSettings | undefined> =>
  from_job_id === undefined
    ? undefined
    : ctx.once(`copy of job ${from_job_id}`, () => readCopy(ctx, from_job_id, from_workspace));

async function readCopy(
  ctx: Context,
  from_job_id: string,
  from_workspace: string | undefined,
): Promise<CopiedSettings> {
  const client = from_workspace === undefined ? ctx.client : ctx.elsewhere(from_workspace);
  const job = await getJob(client, { job_id: from_job_id });
  const all = wholeSettings(await everyPageOf(client, job));
  const settings = Object.fromEntries(
    Object.entries(all)
      .filter(([field]) => !OWN.has(field))
      .map(([field, value]) => [
        field,
        STARTS.has(field) && isRecord(value) ? { ...value, pause_status: "PAUSED" } : value,
      ]),
  );
  return {
    settings,
    references: from_workspace === undefined ? [] : [...new Set(referencesIn(settings, []))],
    paused: Object.keys(settings).some((field) => STARTS.has(field)),
  };
}

/** The settings of all pages: the platform spreads their lists over them. */
function wholeSettings(pages: readonly Job[]): Fields {
  const [first, ...others] = pages.map(({ settings }): Fields => settings ?? {});
  const joined: Record<string, unknown> = { ...first };
  for (const [field, value] of others.flatMap((page) => Object.entries(page))) {
    const before = joined[field];
    if (Array.isArray(value)) joined[field] = [...(Array.isArray(before) ? before : []), ...value];
  }
  return joined;
}

function referencesIn(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) => referencesIn(item, [...path, keyOf(item) ?? String(at)]));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([field, item]) => {
    const isId = REFERENCES.test(field) && (typeof item === "string" || typeof item === "number");
    return isId
      ? [
          `${[...path, field].join(".")} ${item} is an ID of the other workspace: replace it if this one has no such object`,
        ]
      : referencesIn(item, [...path, field]);
  });
}

const keyOf = (item: unknown): string | undefined => {
  const key = isRecord(item) ? (item.task_key ?? item.job_cluster_key) : undefined;
  return typeof key === "string" ? key : undefined;
};
