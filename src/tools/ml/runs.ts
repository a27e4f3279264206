import * as z from "zod";
import { pairsOf, viewTypeOf } from "../../api/ml/mlflow.ts";
import * as api from "../../api/ml/runs.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { runTable } from "../jobs/run-text.ts";
import { filter, more, nothingToDo, orderBy, tags, text, texts, viewType } from "./arguments.ts";
import { runDetails, runView } from "./mlflow-run-view.ts";
import { mlflow } from "./toolset.ts";

const runId = params.runId.describe("Run id");

const run = {
  run_id: z.string(),
  run_name: text,
  experiment_id: text,
  status: text,
  lifecycle_stage: text.describe("only when not active"),
  start_time: text,
  duration_seconds: z.number().optional(),
  user: text,
  source: text,
  notebook_path: text,
  parent_run_id: text,
  // MLflow sends NaN and the infinities as text, JSON having no word for them.
  metrics: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  params: texts,
  tags: texts,
};

export const searchRuns = mlflow.tool({
  name: "search_runs",
  title: "Search MLflow runs",
  description: "Finds runs of experiments, in one table, newest first. Filters know AND, not OR.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    experiment_ids: z.array(z.string().min(1).max(128)).min(1).max(100).describe("Ids"),
    filter: filter("metrics.rmse < 1 AND params.`max depth` = '6' AND attributes.status = 'FINISHED'"),
    order_by: orderBy("metrics.rmse ASC"),
    run_view_type: viewType,
    limit: params.limit(25, 1000),
    page_token: params.pageToken,
  }),
  output: z.object({ runs: z.array(z.object(run)), next_page_token: text }),
  async run(ctx, { limit, run_view_type, ...search }) {
    const { items, next } = await api.searchRuns(ctx.client, {
      ...search,
      run_view_type: viewTypeOf(run_view_type),
      max_results: limit,
    });
    return { runs: items.map(runView), ...compact({ next_page_token: next }) };
  },
  text: ({ runs, next_page_token }) =>
    runs.length === 0
      ? "No run matches. A filter is exact about names; without one search_runs shows them."
      : runTable(runs) + more(next_page_token),
});

export const getRun = mlflow.tool({
  name: "get_run",
  title: "Get an MLflow run",
  description: "Returns one MLflow run in full.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId }),
  output: z.object({ ...run, note: text, artifact_uri: text, datasets: z.array(z.string()).optional() }),
  run: async (ctx, args) => runDetails(await api.getRun(ctx.client, args)),
});

export const createRun = mlflow.tool({
  name: "create_run",
  title: "Create an MLflow run",
  description: "Starts a run. log_batch fills it, update_run ends it.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    experiment_id: params.experimentId.describe("Experiment id"),
    run_name: z.string().max(500).optional().describe("Name"),
    tags,
  }),
  output: z.object(run),
  async run(ctx, { tags, ...wish }) {
    const body = { ...wish, start_time: Date.now(), ...(tags && { tags: pairsOf(tags) }) };
    return runView(await api.createRun(ctx.client, body));
  },
});

export const updateRun = mlflow.tool({
  name: "update_run",
  title: "End or rename an MLflow run",
  description: "Sets a run's status or name; a final status ends it now.",
  access: "write",
  untrusted: true,
  idempotent: true,
  input: z.strictObject({
    run_id: runId,
    status: z.enum(api.RUN_STATUSES).optional().describe("Status"),
    run_name: z.string().min(1).max(500).optional().describe("New name"),
  }),
  output: z.object(run),
  async run(ctx, { run_id, status, run_name }) {
    if (status === undefined && run_name === undefined) throw nothingToDo("status or run_name");
    const end_time = status !== undefined && api.isOver(status) ? Date.now() : undefined;
    return runView({ info: await api.updateRun(ctx.client, { run_id, ...compact({ status, run_name, end_time }) }) });
  },
});

export const deleteRun = mlflow.tool({
  name: "delete_run",
  title: "Delete an MLflow run",
  description: "Deletes a run, restorable.",
  access: "destructive",
  input: z.strictObject({ run_id: runId }),
  output: z.object({ run_id: z.string(), deleted: z.boolean() }),
  async confirm(args, ctx) {
    const { info } = await api.getRun(ctx.client, args);
    const named = [oneLine(info.run_name ?? ""), info.run_id].filter(Boolean).join(", ");
    return `Delete the MLflow run ${named}? It can be restored for a limited time.`;
  },
  async run(ctx, args) {
    await api.deleteRun(ctx.client, args);
    return { ...args, deleted: true };
  },
});

export const restoreRun = mlflow.tool({
  name: "restore_run",
  title: "Restore an MLflow run",
  description: "Restores a deleted run.",
  access: "write",
  input: z.strictObject({ run_id: runId }),
  output: z.object({ run_id: z.string(), lifecycle_stage: z.string() }),
  async run(ctx, args) {
    await api.restoreRun(ctx.client, args);
    return { ...args, lifecycle_stage: "active" };
  },
});
