import * as z from "zod";
import { plainText } from "../../api/compute/command-results.ts";
import type { TaskOutput } from "../../api/jobs/run-output.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { durationOf, runStateView } from "./run-view.ts";

/** Links to artifacts are presigned, so they are not returned. */
const ARTIFACTS = "Stored by the platform. Download them from the run's page.";

const { life_cycle_state: _, ...stateFields } = runStateView.fields;

/** The output of a task run, without ANSI codes, markup and links. `logs` is complete. */
export const taskOutputView = view(
  {
    run_id: z.string(),
    task_key: text,
    run_name: text,
    life_cycle_state: text,
    ...stateFields,
    duration: text,
    error: text,
    error_trace: text,
    info: text,
    notebook_result: text.describe("argument of dbutils.notebook.exit"),
    notebook_result_truncated: flag,
    query_text: text,
    warehouse_id: text,
    alert_state: text,
    widgets: z.array(z.object({ title: text, status: text, error: text })).optional(),
    started_run_id: text,
    mlflow_experiment_id: text,
    mlflow_run_id: text,
    dbt_artifacts: text,
    run_page_url: text,
    logs: text.describe("the last part"),
    logs_truncated: flag.describe("the platform kept only the last 5 MB"),
  },
  ({ metadata, sql_output: sql, ...output }: TaskOutput, run_id: string) => {
    const notebook = output.notebook_output ?? output.clean_rooms_notebook_output?.notebook_output;
    const query = sql?.query_output ?? sql?.alert_output;
    const training = output.ai_runtime_task_output;
    const state = metadata && runStateView(metadata);
    return {
      run_id: metadata?.run_id ?? run_id,
      task_key: metadata?.task_key,
      run_name: metadata?.run_name,
      life_cycle_state: state?.life_cycle_state,
      result_state: state?.result_state,
      termination_code: state?.termination_code,
      meaning: state?.meaning,
      state_message: state?.state_message,
      duration: metadata && durationOf(metadata),
      error: output.error && plainText(output.error),
      error_trace: output.error_trace && plainText(output.error_trace),
      info: output.info,
      notebook_result: notebook?.result,
      notebook_result_truncated: notebook?.truncated || undefined,
      query_text: query?.query_text,
      warehouse_id: query?.warehouse_id ?? sql?.dashboard_output?.warehouse_id,
      alert_state: sql?.alert_output?.alert_state ?? output.alert_output?.alert_state,
      widgets: sql?.dashboard_output?.widgets?.map(({ widget_title, status, error }) => ({
        title: widget_title || undefined,
        status: status || undefined,
        error: error?.message || undefined,
      })),
      started_run_id: output.run_job_output?.run_id,
      mlflow_experiment_id: training?.mlflow_experiment_id,
      mlflow_run_id: training?.mlflow_run_id,
      dbt_artifacts: output.dbt_output ? ARTIFACTS : undefined,
      run_page_url: output.dbt_output ? metadata?.run_page_url : undefined,
      logs: output.logs && plainText(output.logs),
      logs_truncated: output.logs_truncated || undefined,
    };
  },
);
