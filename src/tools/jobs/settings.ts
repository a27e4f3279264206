import * as z from "zod";
import { powersOf } from "../admin/granting-fields.ts";
import { MASK } from "./job-view.ts";

// Arguments the tools of jobs share.

/** Checked here, not in the schema: a pattern costs every reader what nobody needs to be told. */
const id64 = z.string().refine((id) => /^\d{1,19}$/.test(id), "must be the digits of an id");

export const jobId = id64.describe("From list_jobs");
export const runId = id64.describe("Run or task run");
export const taskRunId = id64.describe("Task run");

const MASKED = "holds a value that answers mask: give the true one, or leave the field out with update_job";

/** A credential that an answer masked would be written back as the mask. */
const unmasked = (value: unknown): boolean => !JSON.stringify(value).includes(MASK);

type Task = Readonly<Record<string, unknown>>;

const isTask = (task: Task): boolean =>
  typeof task.task_key === "string" && Object.keys(task).filter((key) => key.endsWith("_task")).length === 1;

/** `Task[]` of the Jobs API: what each is made of is the platform's, but it has a name and does exactly one thing. */
export const tasks = z
  .array(
    z
      .looseObject({})
      .refine(isTask, "needs a task_key and exactly one of notebook_task, spark_python_task, sql_task, …"),
  )
  .min(1)
  .refine(unmasked, MASKED)
  .describe("Task[] of the Jobs API; serverless unless compute is given");

/** A body, or part of one, as the API reference has it. */
export const settings = z.looseObject({}).refine(unmasked, MASKED);

/** Whose rights a job has, and who may use it. */
export const jobPowers = powersOf("run_as", "access_control_list");

export const jobParameters = z.record(z.string(), z.string()).optional().describe("By name");
export const idempotencyToken = z.string().min(1).max(64).optional().describe("Prevents a second run");
