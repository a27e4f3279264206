import * as z from "zod";
import * as api from "../../api/jobs/run-output.ts";
import { cellsOf } from "../../api/jobs/run-page.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import { stateWords } from "./run-output.ts";
import { taskRunId } from "./settings.ts";
import { jobs } from "./toolset.ts";

/** Logs end with what matters: their last part is shown, the whole kept behind a link. */
const LOGS_SHARE = 0.5;

export const getJobRunOutput = jobs.tool({
  name: "get_job_run_output",
  title: "Get a task run's output",
  description: "Returns what a task left: error and traceback, notebook exit value, end of logs.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: taskRunId }),
  output: z.object({
    run_id: z.string(),
    task_key: text,
    run_name: text,
    life_cycle_state: text,
    result_state: text,
    termination_code: text,
    meaning: text,
    state_message: text,
    duration: text,
    error: text,
    error_trace: text,
    info: text,
    notebook_result: text.describe("argument of dbutils.notebook.exit"),
    notebook_result_truncated: z.boolean().optional(),
    query_text: text,
    warehouse_id: text,
    alert_state: text,
    widgets: z.array(z.object({ title: text, status: text, error: text })).optional(),
    started_run_id: text,
    mlflow_experiment_id: text,
    mlflow_run_id: text,
    dbt_artifacts: text,
    run_page_url: text,
    logs: text.describe("their end"),
    logs_uri: text.describe("resource with all of them"),
    logs_truncated: z.boolean().optional().describe("the platform kept only the last 5 MB"),
  }),
  async run(ctx, { run_id }) {
    const { logs, ...view } = api.outputView(await api.getRunOutput(ctx.client, { run_id }), run_id);
    return { ...view, ...(logs ? logsTail(ctx, view.run_id, logs) : {}) };
  },
  text: ({ run_id, task_key, run_name, error, error_trace, notebook_result, query_text, logs, ...rest }) => {
    const { life_cycle_state, result_state, termination_code, meaning, state_message, ...others } = rest;
    const state = stateWords({ life_cycle_state, result_state, termination_code, meaning, state_message });
    return [
      [`task run ${run_id}`, task_key, run_name].filter(Boolean).join(", "),
      state,
      ...Object.entries(others).map(
        ([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
      ),
      // A traceback ends with the error itself.
      error && !error_trace?.includes(error) ? `error: ${error}` : "",
      error_trace ?? "",
      notebook_result === undefined ? "" : `notebook_result: ${notebook_result}`,
      query_text === undefined ? "" : `query_text:\n${query_text}`,
      logs === undefined ? "" : `logs:\n${logs}`,
    ]
      .filter(Boolean)
      .join("\n");
  },
});

function logsTail(ctx: Context, run_id: string, logs: string) {
  const room = Math.floor(ctx.settings.outputBudgetChars * LOGS_SHARE);
  if (logs.length <= room) return { logs };
  const tail = logs.slice(-room);
  // From the first whole line on, which also keeps a character from being cut in two.
  const from = tail.indexOf("\n") + 1;
  const logs_uri = ctx.attachFile({ name: `run-${run_id}.log`, mimeType: "text/plain", data: logs });
  return { logs: tail.slice(from > 0 ? from : 1), logs_uri };
}

export const exportJobRun = jobs.tool({
  name: "export_job_run",
  title: "Export a notebook run",
  description: "Returns the cells of a notebook task with their outputs; the HTML page is linked.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: taskRunId }),
  output: z.object({
    views: z.array(
      z.object({
        name: z.string(),
        type: text,
        uri: z.string().describe("resource with the page"),
        cells: z.array(z.object({ source: z.string(), title: text, output: text, error: text })).optional(),
      }),
    ),
  }),
  async run(ctx, args) {
    const { views } = await api.exportRun(ctx.client, { ...args, views_to_export: "CODE" });
    return {
      views: (views ?? []).map(({ name, type, content }, index) => {
        const data = content ?? "";
        const cells = cellsOf(data);
        // A link stands outside the fence, so its name is not the one somebody gave the notebook.
        const file = `run-${args.run_id}-${index + 1}.html`;
        return {
          name: name ?? "",
          ...(type ? { type } : {}),
          uri: ctx.attachFile({ name: file, mimeType: "text/html", data }),
          ...(cells ? { cells } : {}),
        };
      }),
    };
  },
  text: ({ views }) =>
    views
      .flatMap(({ name, type, cells, uri }) => [
        [name, type, uri].filter(Boolean).join(", "),
        ...(cells ?? []).flatMap(({ title, source, output, error }, index) => [
          `[${index}]${title ? ` ${title}` : ""}\n${source}`,
          ...(output ? [`→ ${output}`] : []),
          ...(error ? [`✗ ${error}`] : []),
        ]),
      ])
      .join("\n"),
});
