import * as z from "zod";
import { getRunOutput, outputView } from "../../api/jobs/run-output.ts";
import { isOver, stateView } from "../../api/jobs/run-state.ts";
import { type JobRun, submitRun } from "../../api/jobs/runs.ts";
import { startOf } from "../../api/workspace/cells/excerpt.ts";
import { ranCells } from "../../api/workspace/cells/ran.ts";
import { baseName } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { stateWords } from "../jobs/run-output.ts";
import { durationOf } from "../jobs/run-view.ts";
import { follow } from "../jobs/run-wait.ts";
import { attachPicture, pictureRoom } from "../pictures.ts";
import { budgetOf } from "../waiting.ts";
import { findNotebook } from "./notebook-open.ts";
import { notebooks } from "./notebooks-toolset.ts";

export const runNotebook = notebooks.tool({
  name: "run_notebook",
  title: "Run a notebook once",
  description: "Runs a notebook as a one-time job run and returns its exit value, error and cell outputs.",
  // Like a command: what its code does cannot be told from the call, so it stands on the highest rung and hosts ask.
  access: "destructive",
  confirm: () => null,
  untrusted: true,
  input: z.strictObject({
    path: params.workspacePath,
    parameters: z.record(z.string(), z.string()).optional().describe("Widget values"),
    cluster_id: params.clusterId.optional().describe("Serverless without"),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({
    run_id: z.string(),
    task_run_id: text,
    path: z.string(),
    life_cycle_state: z.string(),
    result_state: text,
    termination_code: text,
    meaning: text,
    state_message: text,
    duration: text,
    notebook_result: text.describe("argument of dbutils.notebook.exit"),
    notebook_result_truncated: z.boolean().optional(),
    failed_cell: z.number().optional(),
    error: text,
    error_trace: text,
    cells: z.array(z.object({ index: z.number(), output: text, images: z.number().optional() })).optional(),
    run_page_url: text,
    next: text,
  }),
  async run(ctx, { path, parameters, cluster_id, wait_seconds }) {
    const until = performance.now() + budgetOf(ctx, wait_seconds);
    const found = await findNotebook(ctx, path);
    const task = {
      task_key: "notebook",
      notebook_task: { notebook_path: found.path, source: "WORKSPACE", ...compact({ base_parameters: parameters }) },
      ...compact({ existing_cluster_id: cluster_id }),
    };
    const { run_id } = await submitRun(ctx.client, { run_name: baseName(found.path), tasks: [task] });
    const run = await follow(ctx, run_id, Math.max(0, until - performance.now()), { isNew: true });
    return { ...runView(run, found.path), ...(isOver(run) ? await result(ctx, run) : {}) };
  },
  text: ({ run_id, task_run_id, path, duration, notebook_result, failed_cell, cells, run_page_url, next, ...rest }) => {
    const { error, error_trace, notebook_result_truncated, ...state } = rest;
    return [
      `run ${run_id} of ${path}${task_run_id ? `, task run ${task_run_id}` : ""}`,
      stateWords(state) + (duration ? `, took ${duration}` : ""),
      notebook_result === undefined
        ? ""
        : `exit value${notebook_result_truncated ? ", cut by the platform" : ""}: ${notebook_result}`,
      ...(cells ?? []).map(
        ({ index, output, images }) =>
          `[${index}] → ${[output, images && `images: ${images}`].filter(Boolean).join(", ")}`,
      ),
      failed_cell === undefined ? "" : `Failed in cell ${failed_cell}.`,
      // A traceback ends with the error itself.
      error && !error_trace?.includes(error) ? `error: ${error}` : "",
      error_trace ?? "",
      run_page_url ?? "",
      next ?? "",
    ]
      .filter((line) => line !== "")
      .join("\n");
  },
});

function runView(run: JobRun, path: string) {
  const [task] = run.tasks ?? [];
  const next = `Not over yet: get_job_run with run_id ${run.run_id} waits on, cancel_job_run stops it; then get_job_run_output.`;
  return {
    run_id: run.run_id,
    ...compact({ task_run_id: task?.run_id }),
    path,
    ...stateView(run),
    ...compact({
      duration: durationOf(run, Date.now()),
      run_page_url: run.run_page_url,
      next: isOver(run) ? undefined : next,
    }),
  };
}

/** What the run left: exit value, error, and what each cell printed. */
async function result(ctx: Context, { run_id, tasks }: JobRun) {
  const task = { run_id: tasks?.[0]?.run_id ?? run_id };
  const [output, cells] = await Promise.all([getRunOutput(ctx.client, task), ranCells(ctx.client, task.run_id)]);
  const { notebook_result, notebook_result_truncated, error, error_trace } = outputView(output, task.run_id);
  const room = pictureRoom();
  for (const one of cells.flatMap(({ images = [] }) => images)) attachPicture(ctx, one, room);
  const failed = cells.findIndex((cell) => cell.error !== undefined);
  return {
    ...compact({
      notebook_result,
      notebook_result_truncated,
      error,
      error_trace,
      cells: cells.flatMap(({ output, images = [] }, index) =>
        output || images.length > 0
          ? [{ index, ...compact({ output: output && startOf(output), images: images.length || undefined }) }]
          : [],
      ),
    }),
    ...(failed === -1 ? {} : { failed_cell: failed }),
  };
}
