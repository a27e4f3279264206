import * as z from "zod";
import { getRunOutput } from "../../api/jobs/run-output.ts";
import { getRunCells } from "../../api/jobs/run-page.ts";
import { hasRunEnded } from "../../api/jobs/run-state.ts";
import { type JobRun, submitRun } from "../../api/jobs/runs.ts";
import { baseName, cleanPath } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { startOnce } from "../../core/calls/start-once.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { usedCluster } from "../compute/cluster-facts.ts";
import { stateWords } from "../jobs/run-text.ts";
import { runStarted, waitForRun } from "../jobs/run-wait.ts";
import { attachPicture, pictureBudget } from "../pictures.ts";
import { waitBudgetMs } from "../waiting.ts";
import { findNotebook } from "./notebook-open.ts";
import { type NotebookRunResult, notebookRunView } from "./notebook-run-view.ts";
import { notebooks } from "./notebooks-toolset.ts";

export const runNotebook = notebooks.tool({
  name: "run_notebook",
  title: "Run a notebook once",
  servedIn: ["default", "engineer", "ml"],
  description:
    "Runs a notebook once as a job run, on serverless compute or a cluster, and returns its exit value, the output of its cells with images, and its error.",
  // Like execute_command: the effect of the code is unknown, so it requires the highest access level and hosts ask.
  access: "destructive",
  async affects({ path, cluster_id }, ctx) {
    const cluster = cluster_id === undefined ? [] : [await usedCluster(ctx, cluster_id)];
    return {
      effect: "Run once",
      objects: [{ kind: "notebook", name: cleanPath(path) }, ...cluster],
      consequences: [],
    };
  },
  aliases: { notebook_path: "path", base_parameters: "parameters", existing_cluster_id: "cluster_id" },
  untrusted: true,
  input: z.strictObject({
    path: params.workspacePath,
    parameters: z.record(z.string(), z.string()).optional().describe("Widget values by widget name"),
    cluster_id: params.clusterId.optional().describe("Cluster ID or name; omit to run on serverless compute"),
    wait_seconds: params.waitSeconds,
  }),
  output: notebookRunView.schema,
  async run(ctx, { path, parameters, cluster_id, wait_seconds }) {
    const until = performance.now() + waitBudgetMs(ctx, wait_seconds);
    const found = await findNotebook(ctx, path);
    const task = {
      task_key: "notebook",
      notebook_task: { notebook_path: found.path, source: "WORKSPACE", ...compact({ base_parameters: parameters }) },
      ...compact({ existing_cluster_id: cluster_id }),
    };
    const request = { run_name: baseName(found.path), tasks: [task] };
    const { run_id } = await startOnce(ctx, "jobs.submit", request, undefined, (idempotency_token) =>
      submitRun(ctx.client, { ...request, idempotency_token }),
    );
    ctx.accepted(runStarted(run_id));
    const run = await waitForRun(ctx, run_id, Math.max(0, until - performance.now()), { isNew: true });
    return notebookRunView(run, found.path, hasRunEnded(run) ? await resultOf(ctx, run) : undefined);
  },
  text: ({ run_id, task_run_id, path, duration, notebook_result, failed_cell, cells, run_page_url, next, ...rest }) => {
    const { error, error_trace, notebook_result_truncated, ...state } = rest;
    return [
      `run ${run_id} of ${path}${task_run_id ? `, task run ${task_run_id}` : ""}`,
      stateWords(state) + (duration ? `, took ${duration}` : ""),
      notebook_result === undefined
        ? ""
        : `exit value${notebook_result_truncated ? ", truncated by the platform" : ""}: ${notebook_result}`,
      ...(cells ?? []).map(
        ({ index, output, images }) =>
          `[${index}] → ${[output, images && `images: ${images}`].filter(Boolean).join(", ")}`,
      ),
      failed_cell === undefined ? "" : `Failed in cell ${failed_cell}.`,
      // A traceback ends with the error.
      error && !error_trace?.includes(error) ? `error: ${error}` : "",
      error_trace ?? "",
      run_page_url ?? "",
      next ?? "",
    ]
      .filter((line) => line !== "")
      .join("\n");
  },
});

/** Reads the result of a run that has ended, and attaches the images of its cells. */
async function resultOf(ctx: Context, { run_id, tasks }: JobRun): Promise<NotebookRunResult> {
  const task = { run_id: tasks?.[0]?.run_id ?? run_id };
  const [output, cells] = await Promise.all([getRunOutput(ctx.client, task), getRunCells(ctx.client, task)]);
  const budget = pictureBudget();
  for (const image of cells.flatMap(({ images = [] }) => images)) attachPicture(ctx, image, budget);
  return { task: { ...task, output }, cells };
}
