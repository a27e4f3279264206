import { absentAsUndefined } from "../../api/http/errors.ts";
import { getJob, type Job } from "../../api/jobs/jobs.ts";
import { getPipeline } from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, type Consequence, say } from "../../core/consent/facts.ts";
import { compact, isEmpty, isRecord } from "../../records.ts";
import { outputsIn } from "../api/outputs.ts";
import { allTasks, jobObject } from "./job-facts.ts";
import { pipelineObject, pipelineTables } from "./pipeline-facts.ts";
import { outsideRecipients } from "./recipients.ts";
import { grantingJobFields, nestedTasks } from "./settings.ts";

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

/** Consequences of the settings of a job. */
export const jobConsequences = (given: Work): Consequence[] => [
  ...grantingJobFields.consequences(given),
  ...fullRefresh(emptyTables(given.tasks)),
];

/** Jobs and pipelines that one call looks up. */
const MOST = 50;

/**
 * The jobs and pipelines that tasks run, with the tables of the pipelines and, for the jobs, what their tasks run. Without
 * protected names only the pipelines that empty tables are looked up.
 */
export async function runByTasks(ctx: Context, tasks: unknown): Promise<Pick<CallFacts, "objects" | "unresolved">> {
  const objects: AffectedObject[] = [];
  const seen = new Set<string>();
  const works = worksOf(tasks).filter((work) => ctx.settings.protect !== undefined || emptiesIn(work));
  for (const { pipeline_task, run_job_task } of works) {
    const of = isRecord(pipeline_task) ? pipeline_task.pipeline_id : isRecord(run_job_task) && run_job_task.job_id;
    if (typeof of !== "string" && typeof of !== "number") continue;
    const id = String(of);
    if (seen.has(id)) continue;
    seen.add(id);
    if (seen.size > MOST) return { objects, unresolved: "its tasks run too many jobs and pipelines" };
    if (id.includes("{{")) return { objects, unresolved: "a task computes the ID of a job or pipeline" };
    if (isRecord(pipeline_task)) {
      const pipeline = await absentAsUndefined(getPipeline(ctx.client, { pipeline_id: id }));
      for (const one of pipeline
        ? [pipelineObject(pipeline), ...pipelineTables(pipeline)]
        : [{ kind: "pipeline", id }]) {
        objects.push(one);
      }
    } else {
      const job = await absentAsUndefined(getJob(ctx.client, { job_id: id }));
      objects.push(job ? jobObject(job) : { kind: "job", id });
      for (const work of job ? worksOf(await allTasks(ctx, job)) : []) works.push(work);
    }
  }
  return { objects };
}

/** Objects that settings of a job reach: those that its tasks run, and places that it writes to. */
export async function reachedBy(ctx: Context, given: Work): ReturnType<typeof runByTasks> {
  const ran = await runByTasks(ctx, given.tasks);
  return { ...ran, objects: [...ran.objects, ...outputsIn(ctx, given)] };
}

/** The facts of a job or run that did not exist before. */
export async function newWork(ctx: Context, effect: string, made: AffectedObject, given: Work): Promise<CallFacts> {
  const { objects, unresolved } = await reachedBy(ctx, given);
  return {
    effect,
    objects: [made, ...objects],
    consequences: [...jobConsequences(given), ...(await outsideRecipients(ctx, given))],
    ...compact({ unresolved }),
  };
}

/** Objects that a run of a job reaches, looked up only for protected names. */
export const runByJob = async (ctx: Context, job: Job): ReturnType<typeof runByTasks> =>
  ctx.settings.protect ? runByTasks(ctx, await allTasks(ctx, job)) : { objects: [] };
