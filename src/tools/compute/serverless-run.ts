import { homeFolder } from "../../api/admin/scim.ts";
import { ApiError } from "../../api/http/errors.ts";
import { getRunOutput } from "../../api/jobs/run-output.ts";
import { getRunCells } from "../../api/jobs/run-page.ts";
import { hasRunEnded } from "../../api/jobs/run-state.ts";
import { submitRun } from "../../api/jobs/runs.ts";
import { deleteObject, importObject, makeDirectory } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { startOnce } from "../../core/calls/start-once.ts";
import { runStarted, waitForRun } from "../jobs/run-wait.ts";
import { taskOutputView } from "../jobs/task-output-view.ts";
import type { ServerlessCode } from "./serverless-session.ts";
import type { CodeOutput } from "./serverless-view.ts";

/** The output of a one-time run, or the ID of one that is still running. */
export interface OneTimeOutput {
  readonly run_id: string;
  readonly output: CodeOutput;
  readonly next: string | undefined;
}

/** Runs code as a notebook of its own on serverless compute. Nothing is kept for the next call. */
export async function runOnce(ctx: Context, source: ServerlessCode, budgetMs: number): Promise<OneTimeOutput> {
  const until = performance.now() + budgetMs;
  const folder = `${await homeFolder(ctx.client)}/.run_code`.replace("//", "/");
  const path = `${folder}/${crypto.randomUUID()}`;
  await makeDirectory(ctx.client, { path: folder });
  const content = Buffer.from(notebookOf(source));
  await importObject(ctx.client, { path, format: "SOURCE", language: "PYTHON", content, overwrite: false });
  const remove = () => deleteObject(ctx.client, { path, recursive: false }).catch(() => undefined);
  try {
    const task = { task_key: "code", notebook_task: { notebook_path: path, source: "WORKSPACE" } };
    const request = { run_name: "run_code", tasks: [task] };
    const { run_id } = await startOnce(ctx, "jobs.submit", request, undefined, (idempotency_token) =>
      submitRun(ctx.client, { ...request, idempotency_token }),
    );
    ctx.accepted(runStarted(run_id));
    const run = await waitForRun(ctx, run_id, Math.max(0, until - performance.now()), { isNew: true });
    if (!hasRunEnded(run)) {
      const next = `Still running: call get_job_run with run_id ${run_id} and wait_seconds, then get_job_run_output.`;
      return { run_id, output: {}, next };
    }
    await remove();
    return { run_id, output: await outputOf(ctx, run.tasks?.[0]?.run_id ?? run_id), next: undefined };
  } catch (error) {
    // A run that is not known to have started does not need its notebook.
    if (error instanceof ApiError && error.outcome !== "unknown") await remove();
    throw error;
  }
}

const notebookOf = ({ code, dependencies }: ServerlessCode): string =>
  [
    "# Databricks notebook source",
    ...(dependencies.length > 0 ? [`# MAGIC %pip install ${dependencies.join(" ")}`, "# COMMAND ----------"] : []),
    code,
  ].join("\n");

async function outputOf(ctx: Context, run_id: string): Promise<CodeOutput> {
  const [task, cells] = await Promise.all([getRunOutput(ctx.client, { run_id }), getRunCells(ctx.client, { run_id })]);
  const { error, error_trace, notebook_result } = taskOutputView(task, run_id);
  const printed = cells.flatMap(({ output }) => output ?? []).join("\n");
  return {
    text: [printed, notebook_result].filter(Boolean).join("\n"),
    images: cells.flatMap(({ images = [] }) => images),
    ...(error && { error: { summary: error, traceback: error_trace || undefined } }),
  };
}
