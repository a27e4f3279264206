import * as z from "zod";
import { pairsOf, viewTypeOf } from "../../api/ml/mlflow.ts";
import * as api from "../../api/ml/runs.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { objectName, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { filter, nextPageLine, nothingToChange, orderBy, tags, viewType } from "./arguments.ts";
import { runDetails, runView } from "./mlflow-run-view.ts";
import { runTable } from "./run-table.ts";
import { mlflow } from "./toolset.ts";
import { affectedExperiment, affectedMlflowRun, runFacts } from "./tracking-facts.ts";

const runId = params.runId.describe("Run ID");

/**
 * MLflow takes a key with other characters than letters, digits and underscores only in backticks, while its results show
 * it without: `metrics.ndcg@10 DESC` is sent as metrics.\`ndcg@10\` DESC.
 */
const quotedKey = (order: string): string =>
  order.replace(
    /^\s*(metrics?|params?|tags?|parameters?)\.([^`"\s][^`"]*?)(\s+(?:asc|desc))?\s*$/i,
    (_, kind: string, key: string, way = "") => `${kind}.${/^\w+$/.test(key) ? key : `\`${key}\``}${way}`,
  );

export const searchRuns = mlflow.tool({
  name: "search_runs",
  title: "Search MLflow runs",
  description:
    "Returns the runs of experiments that match a filter, newest first, with metrics, params and tags. compare_runs compares known runs.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    experiment_ids: z.array(z.string().min(1).max(1000)).min(1).max(100).describe("IDs or names"),
    filter: filter(
      "metrics.rmse < 1 AND params.`max depth` = '6' AND attributes.status = 'FINISHED'; OR is not supported",
    ),
    order_by: orderBy("metrics.rmse ASC"),
    view_type: viewType,
    limit: params.limit(25, 1000),
    page_token: params.pageToken,
  }),
  aliases: { max_results: "limit", experiment_id: "experiment_ids", run_view_type: "view_type" },
  output: z.object({ runs: z.array(runView.schema), next_page_token: text }),
  async run(ctx, { limit, view_type, order_by, ...search }) {
    const { items, next } = await api.searchRuns(ctx.client, {
      ...search,
      ...compact({ order_by: order_by?.map(quotedKey) }),
      run_view_type: viewTypeOf(view_type),
      max_results: limit,
    });
    return { runs: items.map((item) => runView(item)), next_page_token: next };
  },
  text: ({ runs, next_page_token }) =>
    runs.length === 0
      ? "No runs match. Filter names must match exactly; call search_runs without a filter to see them."
      : runTable(runs) + nextPageLine(next_page_token),
});

export const getRun = mlflow.tool({
  name: "get_run",
  title: "Get an MLflow run",
  description:
    "Returns one run with metrics, params, tags, note, datasets and artifact location. list_artifacts lists its files.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId }),
  output: runDetails.schema,
  run: async (ctx, args) => runDetails(await api.getRun(ctx.client, args)),
});

export const createRun = mlflow.tool({
  name: "create_run",
  title: "Create an MLflow run",
  description: "Starts a run in an experiment. Log to it with log_batch, then end it with update_run.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    experiment_id: params.experimentId,
    run_name: z.string().min(1).max(500).optional().describe("Run name"),
    tags,
  }),
  aliases: { name: "run_name" },
  output: runView.schema,
  covers: "experiments.createRun",
  affects: async ({ experiment_id }, ctx) =>
    unnamed("Create a run in", { ...(await affectedExperiment(ctx, experiment_id)), contents: undefined }),
  async run(ctx, { tags, ...wish }) {
    const body = { ...wish, start_time: Date.now(), ...(tags && { tags: pairsOf(tags) }) };
    return runView(await api.createRun(ctx.client, body));
  },
});

export const updateRun = mlflow.tool({
  name: "update_run",
  title: "End or rename an MLflow run",
  description: "Sets a run's status or name. A final status ends the run now.",
  access: "write",
  untrusted: true,
  idempotent: true,
  input: z.strictObject({
    run_id: runId,
    status: z.enum(api.RUN_STATUSES).optional().describe("Status; FINISHED, FAILED and KILLED are final"),
    run_name: z.string().min(1).max(500).optional().describe("New name"),
  }),
  output: runView.schema,
  covers: "experiments.updateRun",
  async affects({ run_id, status, run_name }, ctx) {
    if (status === undefined && run_name === undefined) throw nothingToChange("status or run_name");
    return runFacts(ctx, "Change", run_id);
  },
  async run(ctx, { run_id, status, run_name }) {
    if (status === undefined && run_name === undefined) throw nothingToChange("status or run_name");
    const end_time = status !== undefined && api.isFinal(status) ? Date.now() : undefined;
    return runView({ info: await api.updateRun(ctx.client, { run_id, ...compact({ status, run_name, end_time }) }) });
  },
});

export const deleteRun = mlflow.tool({
  name: "delete_run",
  title: "Delete an MLflow run",
  servedIn: ["ml"],
  description: "Deletes a run. restore_run brings it back for a limited time.",
  access: "destructive",
  input: z.strictObject({ run_id: runId }),
  output: z.object({ run_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "experiments.deleteRun",
  affects: async ({ run_id }, ctx) => ({
    effect: "Delete",
    objects: [await affectedMlflowRun(ctx, run_id)],
    consequences: [
      {
        reason: "loss",
        text: say`Its metrics, params and artifacts are deleted with it. It can be restored for a limited time only.`,
      },
    ],
  }),
  async run(ctx, args) {
    await api.deleteRun(ctx.client, args);
    return { ...args, deleted: true };
  },
});

export const restoreRun = mlflow.tool({
  name: "restore_run",
  title: "Restore an MLflow run",
  servedIn: [],
  description: "Restores a deleted run with its metrics, params and artifacts.",
  access: "write",
  input: z.strictObject({ run_id: runId }),
  output: z.object({ run_id: z.string(), lifecycle_stage: z.string() }),
  covers: "experiments.restoreRun",
  affects: ({ run_id }, ctx) => runFacts(ctx, "Restore", run_id),
  async run(ctx, args) {
    await api.restoreRun(ctx.client, args);
    return { ...args, lifecycle_stage: "active" };
  },
});
