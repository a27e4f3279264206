import * as z from "zod";
import { grantingFields } from "../admin/granting-fields.ts";
import { MASK } from "./job-view.ts";

// Arguments that several tools of jobs share.

/** Checked here and not by a pattern, which would cost context in every schema. */
const id64 = z.string().refine((id) => /^\d{1,19}$/.test(id), "must be a number in digits");

export const jobId = id64.describe("From list_jobs");
export const runId = id64.describe("Job run or task run");
export const taskRunId = id64.describe("Task run, from get_job_run");

const MASKED =
  "contains [redacted], which masks a credential: pass the real value, or leave the field out with update_job";

/** Otherwise the mask would replace the credential that it hides. */
const unmasked = (value: unknown): boolean => !JSON.stringify(value).includes(MASK);

type Task = Readonly<Record<string, unknown>>;

const isTask = (task: Task): boolean =>
  typeof task.task_key === "string" && Object.keys(task).filter((key) => key.endsWith("_task")).length === 1;

/** `Task[]` of the Jobs API. Only this is checked: a task has a key and exactly one kind of work. */
export const tasks = z
  .array(
    z
      .looseObject({})
      .refine(isTask, "needs a task_key and exactly one of notebook_task, spark_python_task, sql_task, …"),
  )
  .min(1)
  .refine(unmasked, MASKED)
  .describe("Task[] of the Jobs API; runs on serverless compute by default");

/** Fields of a request body as the API reference names them. */
export const settings = z.looseObject({}).refine(unmasked, MASKED);

/** The fields that decide whose permissions a job has and who may use it. */
export const grantingJobFields = grantingFields({ run_as: "identity", access_control_list: "others" });

export const jobParameters = z.record(z.string(), z.string()).optional().describe("Job parameters by name");
export const idempotencyToken = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe("Key that prevents a second run when a call is repeated");
