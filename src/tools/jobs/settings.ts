import * as z from "zod";
import * as params from "../../core/params.ts";
import { compact, isRecord } from "../../records.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { restBody, restFields } from "../api/body.ts";
import { cronProblem } from "../cron.ts";
import { MASK } from "./job-view.ts";

// Arguments that several tools of jobs share.

/** Checked here and not by a pattern, which would cost context in every schema. */
const id64 = z.string().refine((id) => /^\d{1,19}$/.test(id), "must be a number in digits");

export const jobId = z.string().min(1).max(4096).describe("ID or exact name");
export const runId = id64.describe("Job run or task run");
export const taskRunId = id64.describe("Task run, from get_job_run");

const MASKED =
  "contains [redacted], which masks a credential: pass the real value, or leave the field out with update_job";

/** Otherwise the mask would replace the credential that it hides. */
const unmasked = (value: unknown): boolean => !JSON.stringify(value).includes(MASK);

type Task = Readonly<Record<string, unknown>>;

/** Kinds of work by a field that only they have, and their other fields: callers leave out the object around them. */
const FLAT: Readonly<Record<string, readonly [work: string, ...others: readonly string[]]>> = {
  notebook_path: ["notebook_task", "base_parameters", "source", "warehouse_id"],
  python_file: ["spark_python_task", "parameters", "source"],
  pipeline_id: ["pipeline_task", "full_refresh"],
};

const kindsOf = (task: Task): readonly string[] => Object.keys(task).filter((key) => key.endsWith("_task"));

/** A task whose work is given flat, `{ task_key, notebook_path }`, as the platform takes it. */
function nestedTask(task: Task): Task {
  const flat = Object.keys(task).filter((key) => key in FLAT);
  const [field, ...more] = flat;
  const [work, ...others] = FLAT[field ?? ""] ?? [];
  if (field === undefined || work === undefined || more.length > 0 || kindsOf(task).length > 0) return task;
  const isOfWork = (key: string): boolean => key === field || others.includes(key);
  const entries = Object.entries(task);
  return {
    ...Object.fromEntries(entries.filter(([key]) => !isOfWork(key))),
    [work]: Object.fromEntries(entries.filter(([key]) => isOfWork(key))),
  };
}

/** Tasks as the platform takes them. */
export const nestedTasks = (tasks: readonly Task[]): Task[] => tasks.map(nestedTask);

const isTask = (task: Task): boolean => typeof task.task_key === "string" && kindsOf(nestedTask(task)).length === 1;

/** `Task[]` of the Jobs API. Only this is checked: a task has a key and exactly one kind of work. */
export const tasks = z
  .array(
    restFields.refine(
      isTask,
      "must be a complete task: a task_key and exactly one of notebook_task, spark_python_task, sql_task, …",
    ),
  )
  .min(1)
  .refine(unmasked, MASKED)
  .describe("Task[] of the Jobs API; runs on serverless compute by default");

/** Fields of a request body as the API reference names them, without those that are arguments of their own. */
export const settings = (...taken: readonly string[]) =>
  restBody(...taken)
    .refine(unmasked, MASKED)
    .superRefine(({ schedule }, { addIssue }) => {
      const cron = isRecord(schedule) ? schedule.quartz_cron_expression : undefined;
      const message = typeof cron === "string" ? cronProblem(cron) : undefined;
      if (message !== undefined) addIssue({ code: "custom", message, path: ["schedule", "quartz_cron_expression"] });
    });

/** The fields of JobSettings besides its name and tasks. */
const JOB_FIELDS =
  `description job_clusters environments parameters max_concurrent_runs queue run_as timeout_seconds tags
  webhook_notifications notification_settings performance_target budget_policy_id usage_policy_id edit_mode parent_path
  deployment schedule trigger triggers continuous git_source email_notifications health access_control_list`.split(
    /\s+/,
  );

/** Aliases of create_job and submit_run: fields of the request that are not arguments of their own. */
export const jobFields = params.fieldsOf("settings", JOB_FIELDS);

/** Aliases of update_job and reset_job, among them the platform's name of their body. */
export const changedJobFields = {
  id: "job_id",
  new_settings: (value: unknown) => (isRecord(value) ? fromBody(value) : { settings: value }),
  ...jobFields,
};

/** `new_settings` of the platform's request as arguments: name and tasks are arguments of their own. */
function fromBody({ name, tasks, ...settings }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...compact({ name, tasks }), ...(Object.keys(settings).length > 0 && { settings }) };
}

/** The settings that arguments give together. */
export const givenSettings = (args: {
  readonly name?: string | undefined;
  readonly tasks?: readonly Task[] | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}): Readonly<Record<string, unknown>> => ({
  ...args.settings,
  ...compact({ name: args.name, tasks: args.tasks && nestedTasks(args.tasks) }),
});

/** Aliases of a job's ID, for which its name can be given. */
export const jobIdFields = { id: "job_id", name: "job_id", job_name: "job_id" };

/** Aliases of run_job: parameters of tasks by their kind, and what else a run can have of its own. */
export const runFields = {
  ...jobIdFields,
  parameters: "job_parameters",
  ...params.fieldsOf("settings", [
    ..."notebook_params python_params python_named_params jar_params spark_submit_params sql_params dbt_commands".split(
      " ",
    ),
    ..."pipeline_params only performance_target queue".split(" "),
  ]),
};

/** The fields that decide whose permissions a job has and who may use it. */
export const grantingJobFields = grantingFields({ run_as: "identity", access_control_list: "others" });

export const jobParameters = z.record(z.string(), z.string()).optional().describe("Job parameters by name");
export const idempotencyToken = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe("Key that prevents a second run when a call is repeated");
