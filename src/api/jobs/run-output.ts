import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import { explainNotFound } from "./jobs.ts";
import { failedItself } from "./run-state.ts";
import { getRun, jobRun } from "./runs.ts";

const notebookOutput = z.looseObject({ result: text, truncated: z.boolean().nullish() }).nullish();
const widget = z.looseObject({ widget_title: text, status: text, error: z.looseObject({ message: text }).nullish() });

/** The output of a task run, one field per kind of task. Its links are presigned or for browsers, so they are not read. */
const taskOutput = z.looseObject({
  metadata: jobRun.nullish(),
  error: text,
  error_trace: text,
  info: text,
  logs: text,
  logs_truncated: z.boolean().nullish(),
  notebook_output: notebookOutput,
  clean_rooms_notebook_output: z.looseObject({ notebook_output: notebookOutput }).nullish(),
  sql_output: z
    .looseObject({
      query_output: z.looseObject({ query_text: text, warehouse_id: text }).nullish(),
      dashboard_output: z.looseObject({ warehouse_id: text, widgets: z.array(widget).nullish() }).nullish(),
      alert_output: z.looseObject({ alert_state: text, query_text: text, warehouse_id: text }).nullish(),
    })
    .nullish(),
  alert_output: z.looseObject({ alert_state: text }).nullish(),
  run_job_output: z.looseObject({ run_id: id64.nullish() }).nullish(),
  ai_runtime_task_output: z
    .looseObject({ mlflow_experiment_id: text, mlflow_run_id: text, status_message: text })
    .nullish(),
  dbt_output: nothing.nullish(),
});
/** The output of a task run. `logs` holds at most the last 5 MB. */
export type TaskOutput = z.output<typeof taskOutput>;

const getTaskOutput = (client: Client, query: { run_id: string }): Promise<TaskOutput> =>
  explainNotFound("run", client.get("jobs.getRunOutput", "/api/2.2/jobs/runs/get-output", taskOutput, { query }));

const USE_TASK_RUN = "Use the run_id of one of its tasks, which get_job_run lists.";

const isOfSeveralTasks = (error: unknown): error is ApiError =>
  error instanceof ApiError && /runs with multiple tasks/i.test(error.message);

/**
 * `GET /api/2.2/jobs/runs/get-output`: the output of a task run, or of the only task of a job run. It is complete once
 * the run has ended.
 * @throws {ApiError} `not-found`; `invalid` for a job run with several tasks, with the failed one in `next`
 */
export const getRunOutput = (client: Client, query: { run_id: string }): Promise<TaskOutput> =>
  getTaskOutput(client, query).catch(async (error: unknown) => {
    if (!isOfSeveralTasks(error)) throw error;
    const { tasks } = await getRun(client, query);
    const [only, ...others] = tasks ?? [];
    if (only && others.length === 0 && only.run_id !== query.run_id)
      return getTaskOutput(client, { run_id: only.run_id });
    const failed = tasks?.find(failedItself);
    throw error.with({ next: failed ? `${USE_TASK_RUN} The first failed task is ${failed.run_id}.` : USE_TASK_RUN });
  });

/**
 * `GET /api/2.2/jobs/runs/export`: the pages (`views`) of a notebook task run, `content` as HTML.
 * @throws {ApiError} `not-found`; `invalid` for a job run with several tasks or a task that is not a notebook
 */
export const exportRun = (client: Client, query: { run_id: string; views_to_export: string }) => {
  const view = z.looseObject({ name: text, type: text, content: text });
  const schema = z.looseObject({ views: z.array(view).nullish() });
  return explainNotFound(
    "run",
    client.get("jobs.exportRun", "/api/2.2/jobs/runs/export", schema, { query, lane: "bulk" }),
  ).catch((error: unknown) => Promise.reject(isOfSeveralTasks(error) ? error.with({ next: USE_TASK_RUN }) : error));
};

const HEAD_LINES = 6;
const TAIL_LINES = 24;
const LOG_LINES = 20;

/** Start of the JVM stack that Spark appends, which repeats the error and is long. */
const JVM_STACK = /\n\s*(?:JVM stacktrace:|Driver stacktrace:|\s*at (?:org|java|scala|com)\.[\w.$]+\()/;

/** The first 6 and last 24 lines of a traceback, without its JVM stack. The lines left out are counted. */
export function shortenTraceback(trace: string): string {
  const jvm = JVM_STACK.exec(trace);
  // A trace that consists of the JVM stack keeps its first lines.
  const own = jvm && jvm.index > 200 ? trace.slice(0, jvm.index) : trace;
  const lines = own.trimEnd().split("\n");
  const all = trace.trimEnd().split("\n").length;
  const kept =
    lines.length <= HEAD_LINES + TAIL_LINES + 1
      ? lines
      : jvm && own === trace
        ? lines.slice(0, HEAD_LINES + TAIL_LINES)
        : [...lines.slice(0, HEAD_LINES), "…", ...lines.slice(-TAIL_LINES)];
  const left = all - kept.filter((line) => line !== "…").length;
  return left > 0 ? `${kept.join("\n")}\n(${left} lines left out; call get_job_run_output for all)` : kept.join("\n");
}

/** The last 20 lines of a log. */
export function lastLogLines(logs: string): string {
  const lines = logs.trimEnd().split("\n");
  return lines.slice(-LOG_LINES).join("\n");
}
