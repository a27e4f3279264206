import * as z from "zod";
import { compact } from "../../records.ts";
import { durationOf } from "../../tools/jobs/run-view.ts";
import { plainText } from "../compute/command-results.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import { named } from "./jobs.ts";
import { failedItself, stateView } from "./run-state.ts";
import { getRun, jobRun } from "./runs.ts";

const notebookOutput = z.looseObject({ result: text, truncated: z.boolean().nullish() }).nullish();
const widget = z.looseObject({ widget_title: text, status: text, error: z.looseObject({ message: text }).nullish() });

/** What a task left behind, one field a kind of task. The links in it are presigned or for browsers: they are not read. */
const runOutput = z.looseObject({
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
export type RunOutput = z.output<typeof runOutput>;

const read = (client: Client, query: { run_id: string }): Promise<RunOutput> =>
  named("run", client.get("jobs.getRunOutput", "/api/2.2/jobs/runs/get-output", runOutput, { query }));

const ONE_TASK = "Give the run_id of one of its tasks: get_job_run lists them.";

const isOfSeveralTasks = (error: unknown): error is ApiError =>
  error instanceof ApiError && /runs with multiple tasks/i.test(error.message);

/** `GET /api/2.2/jobs/runs/get-output` of a task run; of a job run where its one task is meant. Fills as the run ends. */
export const getRunOutput = (client: Client, query: { run_id: string }): Promise<RunOutput> =>
  read(client, query).catch(async (error: unknown) => {
    if (!isOfSeveralTasks(error)) throw error;
    const { tasks } = await getRun(client, query);
    const [only, ...others] = tasks ?? [];
    if (only && others.length === 0 && only.run_id !== query.run_id) return read(client, { run_id: only.run_id });
    const failed = tasks?.find(failedItself);
    throw error.with({ next: failed ? `${ONE_TASK} Its first failed one is ${failed.run_id}.` : ONE_TASK });
  });

/** `GET /api/2.2/jobs/runs/export` of a task run of a notebook: HTML pages. */
export const exportRun = (client: Client, query: { run_id: string; views_to_export: string }) => {
  const view = z.looseObject({ name: text, type: text, content: text });
  const answer = z.looseObject({ views: z.array(view).nullish() });
  return named("run", client.get("jobs.exportRun", "/api/2.2/jobs/runs/export", answer, { query, lane: "bulk" })).catch(
    (error: unknown) => Promise.reject(isOfSeveralTasks(error) ? error.with({ next: ONE_TASK }) : error),
  );
};

/** A task's output without colours, markup and links; `logs` is whole. */
export function outputView(output: RunOutput, run_id: string, now = Date.now()) {
  const { metadata, sql_output: sql, ai_runtime_task_output: training } = output;
  const notebook = output.notebook_output ?? output.clean_rooms_notebook_output?.notebook_output;
  const query = sql?.query_output ?? sql?.alert_output;
  return {
    run_id: metadata?.run_id ?? run_id,
    ...compact({ task_key: metadata?.task_key, run_name: metadata?.run_name }),
    ...(metadata ? stateView(metadata) : {}),
    ...compact({
      duration: metadata ? durationOf(metadata, now) : undefined,
      error: output.error && plainText(output.error),
      error_trace: output.error_trace && plainText(output.error_trace),
      info: output.info,
      notebook_result: notebook?.result,
      notebook_result_truncated: notebook?.truncated || undefined,
      query_text: query?.query_text,
      warehouse_id: query?.warehouse_id ?? sql?.dashboard_output?.warehouse_id,
      alert_state: sql?.alert_output?.alert_state ?? output.alert_output?.alert_state,
      widgets: sql?.dashboard_output?.widgets?.map(({ widget_title, status, error }) =>
        compact({ title: widget_title, status, error: error?.message }),
      ),
      started_run_id: output.run_job_output?.run_id,
      mlflow_experiment_id: training?.mlflow_experiment_id,
      mlflow_run_id: training?.mlflow_run_id,
      dbt_artifacts: output.dbt_output ? ARTIFACTS : undefined,
      run_page_url: output.dbt_output ? metadata?.run_page_url : undefined,
      logs: output.logs && plainText(output.logs),
      logs_truncated: output.logs_truncated || undefined,
    }),
  };
}

const ARTIFACTS = "kept by the platform; the run's page has the download";
