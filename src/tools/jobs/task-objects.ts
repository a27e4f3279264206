import { ApiError, absentAsUndefined } from "../../api/http/errors.ts";
import { getJob, type Job } from "../../api/jobs/jobs.ts";
import { getPipeline } from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, type Consequence, say } from "../../core/consent/facts.ts";
import { compact, isEmpty, isRecord } from "../../records.ts";
import { outputsIn } from "../api/outputs.ts";
import { usedCluster } from "../compute/cluster-facts.ts";
import { loadedCode } from "../compute/loaded-code.ts";
import { inTurn } from "../in-turn.ts";
import { allTasks, jobObject } from "./job-facts.ts";
import { pipelineObject, pipelineTables } from "./pipeline-facts.ts";
import { outsideRecipients } from "./recipients.ts";
import { grantingJobFields, nestedTasks } from "./settings.ts";

import { alwaysRuns, isContinuous } from "./starts.ts";

type Work = Readonly<Record<string, unknown>>;

/** Tasks, and those that a loop repeats. */
const worksOf = (tasks: unknown): Work[] =>
  Array.isArray(tasks) ? tasks.filter(isRecord).flatMap((task) => [task, ...loopedIn(task)]) : [];

const loopedIn = ({ for_each_task: loop }: Work): Work[] => (isRecord(loop) ? worksOf([loop.task]) : []);

/** Whether parameters of a run, or a task, have pipelines empty tables first. */
export const refreshesFully = (params: unknown): boolean =>
  isRecord(params) && ((params.full_refresh ?? false) !== false || !isEmpty(params.full_refresh_selection));

const emptiesIn = ({ pipeline_task, run_job_task: job }: Work): boolean =>
  refreshesFully(pipeline_task) || (isRecord(job) && refreshesFully(job.pipeline_params));

/** Whether tasks have pipelines empty tables first. */
const emptyTables = (tasks: unknown): boolean => worksOf(tasks).some(emptiesIn);

const FULL_REFRESH: Consequence = {
  reason: "loss",
  text: say`Its pipelines empty tables and rebuild them: rows that their sources no longer have are permanently lost.`,
};

/** The loss if tables are emptied first. */
export const fullRefresh = (empties: boolean): Consequence[] => (empties ? [FULL_REFRESH] : []);

interface JobArguments {
  readonly tasks?: readonly Work[] | undefined;
  readonly settings?: Work | undefined;
}

/** Access of a call that gives a job these settings: a full refresh loses rows, and so it is destructive. */
export const jobAccess = ({ tasks, settings }: JobArguments) =>
  emptyTables(tasks && nestedTasks(tasks)) ? "destructive" : grantingJobFields.access(settings);

/** Consequences of the settings of a job, besides those of its tasks. */
export const jobConsequences = (given: Work): Consequence[] => grantingJobFields.consequences(given);

/** Jobs and pipelines that one call looks up. */
const MOST = 50;

/** The jobs and pipelines of a run, and whether it empties tables. */
export interface Ran extends Pick<CallFacts, "objects" | "unresolved"> {
  readonly empties: boolean;
}

/**
 * The jobs and pipelines that tasks run, with the tables of the pipelines and, for the jobs, what their tasks run. Without
 * protected names, only the pipelines that empty tables are looked up, and jobs, whose tasks may do it.
 *
 * @param emptying Whether the run has all its pipelines empty tables
 */
export async function runByTasks(ctx: Context, tasks: unknown, emptying = false): Promise<Ran> {
  const objects: AffectedObject[] = [];
  const seen = new Set<string>();
  const isProtected = ctx.settings.protect !== undefined;
  let empties = emptying;
  const works = worksOf(tasks).map((work) => ({ work, emptied: emptying }));
  for (const { work, emptied } of works) {
    const { pipeline_task, run_job_task } = work;
    const isEmptied = emptied || emptiesIn(work);
    empties ||= isEmptied;
    const isShown = isProtected || isEmptied;
    const of = isRecord(pipeline_task)
      ? isShown && pipeline_task.pipeline_id
      : isRecord(run_job_task) && run_job_task.job_id;
    if (typeof of !== "string" && typeof of !== "number") continue;
    const id = String(of);
    // A resource of the same bundle, which is part of its plan.
    if (id.startsWith("${")) continue;
    const key = `${id} ${isEmptied}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > MOST) return { objects, empties, unresolved: "its tasks run too many jobs and pipelines" };
    if (id.includes("{{")) {
      if (!isShown) continue;
      return { objects, empties, unresolved: "a task computes the ID of a job or pipeline" };
    }
    if (isRecord(pipeline_task)) {
      const pipeline = await absentAsUndefined(getPipeline(ctx.client, { pipeline_id: id }));
      for (const one of pipeline
        ? [pipelineObject(pipeline), ...pipelineTables(pipeline)]
        : [{ kind: "pipeline", id }]) {
        objects.push(one);
      }
    } else {
      const job = await (isProtected ? absentAsUndefined(getJob(ctx.client, { job_id: id })) : readableJob(ctx, id));
      if (isShown) objects.push(job ? jobObject(job) : { kind: "job", id });
      for (const nested of job ? worksOf(await allTasks(ctx, job)) : [])
        works.push({ work: nested, emptied: isEmptied });
    }
  }
  return { objects, empties };
}

/** A job, unless it does not exist or this identity may not read it: the call itself then shows which. */
export const readableJob = (ctx: Context, job_id: string): Promise<Job | undefined> =>
  ctx.once(`job ${job_id}`, () =>
    getJob(ctx.client, { job_id }).catch((error: unknown) => {
      if (error instanceof ApiError && (error.kind === "not-found" || error.kind === "permission")) return undefined;
      throw error;
    }),
  );

/** Objects that settings of a job reach: those that its tasks run, clusters that run its code, and places that it writes to. */
export async function reachedBy(ctx: Context, given: Work): Promise<Ran> {
  const ran = await runByTasks(ctx, given.tasks);
  const clusters = ctx.settings.protect ? await clustersOf(ctx, given.tasks) : [];
  return { ...ran, objects: [...ran.objects, ...clusters, ...outputsIn(ctx, given)] };
}

/** Existing clusters of tasks, where names are protected: protecting a cluster protects it from new code. */
async function clustersOf(ctx: Context, tasks: unknown): Promise<AffectedObject[]> {
  const ids = new Set(worksOf(tasks).map(({ existing_cluster_id: id }) => id));
  return inTurn(
    [...ids].flatMap((id) => (typeof id === "string" ? [id] : [])),
    async (id) => (await absentAsUndefined(usedCluster(ctx, id))) ?? { kind: "cluster", id },
  );
}

/** The facts of a job or run that did not exist before. */
export async function newWork(ctx: Context, effect: string, made: AffectedObject, given: Work): Promise<CallFacts> {
  const { objects, unresolved, empties } = await reachedBy(ctx, given);
  const code = loadedCode(given);
  return {
    effect,
    objects: [made, ...objects],
    consequences: [
      ...jobConsequences(given),
      ...fullRefresh(empties),
      ...code.consequences,
      ...alwaysRuns(isContinuous(given)),
      ...(await outsideRecipients(ctx, given)),
    ],
    ...code.access,
    ...(empties && { access: "destructive" }),
    ...compact({ unresolved }),
  };
}

/**
 * The jobs and pipelines that a run of a job runs.
 *
 * @param only Keys of the tasks that run, if not all
 */
export async function runByJob(
  ctx: Context,
  job: Job,
  { emptying = false, only }: { readonly emptying?: boolean; readonly only?: unknown } = {},
): Promise<Ran> {
  const tasks = await allTasks(ctx, job);
  const isRun = ({ task_key }: Work): boolean => Array.isArray(only) && only.includes(task_key);
  // A name that no task has may select several of them.
  const isExact = Array.isArray(only) && only.every((key) => tasks.some(({ task_key }) => task_key === key));
  return runByTasks(ctx, isExact && !ctx.settings.protect ? tasks.filter(isRun) : tasks, emptying);
}
