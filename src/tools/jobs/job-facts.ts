import type { Client } from "../../api/http/client.ts";
import { getJob, type Job } from "../../api/jobs/jobs.ts";
import { getRun, type JobRun } from "../../api/jobs/runs.ts";
import type { Context } from "../../core/calls/context.ts";
import type { AffectedObject, Consequence } from "../../core/consent/facts.ts";
import { say } from "../../core/consent/facts.ts";
import { isEmpty, isRecord } from "../../records.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { newSetting, runsAsAnother } from "../admin/own-identity.ts";
import { fieldsWithNew, lostEntries } from "../api/replaced.ts";

/** A job as a question names it, and `--protect` knows it: by name and id. */
export const jobObject = (job: Job): AffectedObject => ({
  kind: "job",
  name: job.settings?.name,
  id: job.job_id,
  details: { owner: job.creator_user_name },
});

/** The job, looked up, as the object of a call. */
export const affectedJob = async (ctx: Context, job_id: string): Promise<AffectedObject> =>
  jobObject(await getJob(ctx.client, { job_id }));

/** A run, with the job it is of: protecting the job protects its runs. */
export const affectedRun = async (ctx: Context, run_id: string): Promise<AffectedObject> =>
  runObject(await getRun(ctx.client, { run_id }));

export const runObject = (run: JobRun): AffectedObject => ({
  kind: "run",
  name: run.run_name,
  id: run.run_id,
  within: [run.job_id, run.run_name],
});

type Task = Readonly<Record<string, unknown>>;

const tasksOf = (settings: unknown): readonly Task[] => {
  const tasks = isRecord(settings) ? settings.tasks : undefined;
  return Array.isArray(tasks) ? tasks.filter(isRecord) : [];
};

/** Pages of tasks that are read: the platform returns 100 per page, of at most 1000. */
const MAX_PAGES = 12;

/** Every page of a job, whose first one is `job`. */
export async function everyPageOf(client: Client, job: Job): Promise<readonly Job[]> {
  const pages = [job];
  for (let last = job; last.next_page_token && pages.length < MAX_PAGES; ) {
    last = await getJob(client, { job_id: job.job_id, page_token: last.next_page_token });
    pages.push(last);
  }
  return pages;
}

/** Tasks of every page of a job. */
export const allTasks = async (ctx: Context, job: Job): Promise<readonly Task[]> =>
  (await everyPageOf(ctx.client, job)).flatMap(({ settings }) => tasksOf(settings));

/** The identity that code of these settings runs as. */
const runsAsOf = (job: Job, given: unknown): string =>
  identityIn(given) ?? job.run_as_user_name ?? identityIn(job.settings) ?? job.creator_user_name ?? "";

function identityIn(settings: unknown): string | undefined {
  const run_as = isRecord(settings) && isRecord(settings.run_as) ? settings.run_as : {};
  const named = run_as.user_name ?? run_as.service_principal_name ?? run_as.group_name;
  return typeof named === "string" ? named : undefined;
}

/** Code that a change brings into a job. */
interface NewCode {
  readonly consequences: Consequence[];
  /** Whether it runs as another identity than this server: a write then gives as much as a change of `run_as`. */
  readonly ofAnother: boolean;
}

/** Settings besides tasks that decide which code runs. */
const CODE_FIELDS = ["git_source", "environments", "job_clusters"] as const;

/**
 * Code that `given` brings into a job, which from then on runs with the job's identity: changed tasks and, if that is not
 * the server's own, new tasks, repositories, libraries and init scripts. The platform adds defaults to a task, so only what
 * is given is compared.
 */
export async function newCode(ctx: Context, job: Job, given: Task, isReset = false): Promise<NewCode> {
  const tasks = tasksOf(given);
  const runsAs = runsAsOf(job, given);
  const fields = fieldsWithNew(CODE_FIELDS, given, job.settings ?? {});
  if (tasks.length + fields.length === 0) return { consequences: [], ofAnother: false };
  const [current, isAnother] = await Promise.all([allTasks(ctx, job), runsAsAnother(ctx, runsAs)]);
  const asks = isReset || isAnother;
  const consequences = [
    ...(asks ? fields : []).flatMap((field) => newSetting(given, field, runsAs)),
    ...tasks.flatMap((task) => {
      const before = current.find(({ task_key }) => task_key === task.task_key);
      if (before === undefined) return asks ? newTask(task, runsAs) : [];
      const changed = Object.keys(task).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(task[key]));
      if (changed.length === 0) return [];
      return [
        {
          reason: "identity" as const,
          text: say`Task ${String(task.task_key)} is replaced. Its new code runs as ${runsAs}.`,
        },
        ...changed.flatMap((key) => settingOf(task, key, "identity")),
      ];
    }),
  ];
  return { consequences, ofAnother: isAnother && consequences.length > 0 };
}

const newTask = (task: Task, runsAs: string): Consequence[] => [
  { reason: "identity", text: say`Task ${String(task.task_key)} is new. Its code runs as ${runsAs}.` },
  ...Object.keys(task)
    .filter((key) => key.endsWith("_task"))
    .flatMap((key) => settingOf(task, key, "identity")),
];

/** Parameters of a run that decide which code runs: the class and the libraries of spark-submit, and commands of dbt. */
const CODE_PARAMETERS = ["spark_submit_params", "dbt_commands"] as const;

/** Code that parameters of a run give a job of another identity. */
export async function codeOfRun(ctx: Context, job: Job, given: Task = {}): Promise<Consequence[]> {
  const fields = CODE_PARAMETERS.filter((field) => !isEmpty(given[field]));
  const runsAs = runsAsOf(job, undefined);
  if (fields.length === 0 || !(await runsAsAnother(ctx, runsAs))) return [];
  return fields.flatMap((field) => newSetting(given, field, runsAs));
}

/** The tasks that a replacement of all settings removes, and the code of those that it adds or changes. */
export async function replacedTasks(ctx: Context, job: Job, given: Task): Promise<Consequence[]> {
  const current = await allTasks(ctx, job);
  const kept = new Set(tasksOf(given).map(({ task_key }) => task_key));
  const lost = current.filter(({ task_key }) => !kept.has(task_key));
  return [
    ...lost.map(({ task_key }) => ({ reason: "loss" as const, text: say`Task ${String(task_key)} is removed.` })),
    ...(await newCode(ctx, job, given, true)).consequences,
  ];
}

/** Lists whose entries the platform merges by key; an entry with a known key is replaced as a whole. */
const KEYED: Readonly<Record<string, string>> = { tasks: "task_key", job_clusters: "job_cluster_key" };

const entriesOf = (list: unknown): readonly Task[] => (Array.isArray(list) ? list.filter(isRecord) : []);

/** A setting in the form in which losses are found: the entries of a keyed list by their keys. */
const byKey = (lists: readonly unknown[], key: string): Record<string, unknown> =>
  Object.fromEntries(lists.flatMap(entriesOf).map((entry) => [String(entry[key]), entry]));

/** Parts of the current settings that the given ones do not repeat, and a pause that ends with them. */
export async function lostSettings(ctx: Context, job: Job, given: Task, isPauseGiven = false): Promise<Consequence[]> {
  const pages = Object.keys(given).some((field) => field in KEYED) ? await everyPageOf(ctx.client, job) : [job];
  return Object.entries(given).flatMap(([field, after]) => {
    const key = KEYED[field];
    const before = job.settings?.[field];
    if (key !== undefined) {
      const changed = byKey([after], key);
      const current = byKey(
        pages.map(({ settings }) => settings?.[field]),
        key,
      );
      const same = Object.keys(changed).filter((name) => name in current);
      return same.flatMap((name) =>
        lostEntries({ [`${field}.${name}`]: current[name] }, { [`${field}.${name}`]: changed[name] }),
      );
    }
    if (!isRecord(before) || !isRecord(after) || !("pause_status" in before) || "pause_status" in after) {
      return lostEntries({ [field]: before }, { [field]: after });
    }
    const { pause_status: pause, ...others } = before;
    const resumed = !isPauseGiven && pause === "PAUSED";
    const text = say`Its ${{ sentence: field }} is paused now and no longer is.`;
    return [
      ...(resumed ? [{ reason: "others" as const, text }] : []),
      ...lostEntries({ [field]: others }, { [field]: after }),
    ];
  });
}

/** The identity that a change of run_as takes the place of. */
export const formerIdentity = (now: string | null | undefined, { run_as }: Task): Consequence[] =>
  run_as && now ? [{ reason: "identity", text: say`It runs as ${now} now.` }] : [];

/** Settings that a call removes, by name. */
export const removedSettings = (fields: readonly string[]): Consequence[] =>
  fields.map((field) => ({ reason: "loss", text: say`Setting ${field} is permanently removed.` }));
