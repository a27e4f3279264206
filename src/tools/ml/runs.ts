import * as z from "zod";
import { pairsOf, viewTypeOf } from "../../api/ml/mlflow.ts";
import * as api from "../../api/ml/runs.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { objectName, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { filter, nextPageLine, nothingToChange, orderBy, viewType } from "./arguments.ts";
import { batchOf, loggedMetric, loggedParams, loggedTags } from "./batch.ts";
import { runDetails, runView } from "./mlflow-run-view.ts";
import { runTable } from "./run-table.ts";
import { mlflow } from "./toolset.ts";
import { affectedExperiment, affectedMlflowRun, runFacts } from "./tracking-facts.ts";

const runId = params.runId.describe("Run ID");

// Enforced but not advertised: the list would cost every caller context.
const status = z
  .string()
  .overwrite((given) => given.toUpperCase())
  .refine((given) => api.RUN_STATUSES.some((one) => one === given), `must be one of ${api.RUN_STATUSES.join(", ")}`)
  .optional();

/** The fields of a run's change to a status. A final one ends the run now. */
function statusOf(given: string | undefined) {
  const status = api.RUN_STATUSES.find((one) => one === given);
  return compact({ status, end_time: status !== undefined && api.isFinal(status) ? Date.now() : undefined });
}

/** Attributes that MLflow sorts by under their bare names. */
const ATTRIBUTES = new Set(
  "start_time end_time status run_id run_name artifact_uri lifecycle_stage user_id experiment_id created".split(" "),
);

/**
 * MLflow takes a key with other characters than letters, digits and underscores only in backticks, while its results show
 * it without: `metrics.ndcg@10 DESC` is sent as metrics.\`ndcg@10\` DESC.
 * @throws {ToolError} For a bare name that is not an attribute, such as that of a metric
 */
const quotedKey = (order: string): string => {
  const bare = /^\s*(\w+)(?:\s+(?:asc|desc))?\s*$/i.exec(order)?.[1];
  if (bare !== undefined && !ATTRIBUTES.has(bare.toLowerCase())) {
    throw new ToolError(`order_by: ${bare} is not an attribute of runs; nothing was sent.`, {
      next: `Write metrics.${bare} or params.${bare}.`,
    });
  }
  return order.replace(
    /^\s*(metrics?|params?|tags?|parameters?)\.([^`"\s][^`"]*?)(\s+(?:asc|desc))?\s*$/i,
    (_, kind: string, key: string, way = "") => `${kind}.${/^\w+$/.test(key) ? key : `\`${key}\``}${way}`,
  );
};

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
      ? "No runs match. Names in a filter must match exactly; search_runs without one shows them. Runs of a deleted experiment are found with view_type ALL."
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
  description: "Starts a run, or logs a finished one if status is given. log_batch logs more, update_run ends it.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    experiment_id: params.experimentId,
    run_name: z.string().min(1).max(500).optional().describe("Run name"),
    metrics: z.record(z.string().min(1).max(250), loggedMetric).optional().describe("Values by name"),
    params: loggedParams.describe("By name"),
    tags: loggedTags,
    status: status.describe("FINISHED or FAILED ends it"),
  }),
  aliases: { name: "run_name" },
  output: runView.schema,
  covers: "experiments.createRun",
  affects: async ({ experiment_id }, ctx) =>
    unnamed("Create a run in", { ...(await affectedExperiment(ctx, experiment_id)), contents: undefined }),
  async run(ctx, { tags, metrics, params, status, ...wish }) {
    const batch = batchOf({ metrics: pairsOf(metrics), params });
    const body = { ...wish, start_time: Date.now(), ...(tags && { tags: pairsOf(tags) }) };
    const run = await api.createRun(ctx.client, body);
    const { run_id } = run.info;
    ctx.accepted({ what: "The run was created", ids: { run_id }, followUp: "log_batch" });
    if (batch.metrics.length + batch.params.length > 0) await api.logBatch(ctx.client, { run_id, ...batch });
    const info = status === undefined ? run.info : await api.updateRun(ctx.client, { run_id, ...statusOf(status) });
    return runView({ ...run, info, data: { ...run.data, ...batch, tags: run.data?.tags } });
  },
});

export const updateRun = mlflow.tool({
  name: "update_run",
  title: "End or rename an MLflow run",
  description: "Sets a run's status or name.",
  access: "write",
  untrusted: true,
  idempotent: true,
  input: z.strictObject({
    run_id: runId,
    status: status.describe("FINISHED, FAILED and KILLED end the run now"),
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
    const change = { ...statusOf(status), ...compact({ run_name }) };
    return runView({ info: await api.updateRun(ctx.client, { run_id, ...change }) });
  },
});

export const deleteRun = mlflow.tool({
  name: "delete_run",
  title: "Delete an MLflow run",
  servedIn: ["ml"],
  description: "Deletes a run. restore_run brings it back for a limited time.",
  access: "destructive",
  untrusted: true,
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
