import * as z from "zod";
import * as api from "../../api/ml/mlflow.ts";
import { searchRuns } from "../../api/ml/runs.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { howMany } from "../count-words.ts";
import { filter, more, nothingToDo, tags, tagText, text, texts, viewType } from "./arguments.ts";
import { experimentDetails, experimentView } from "./mlflow-run-view.ts";
import { mlflow } from "./toolset.ts";

const experimentId = params.experimentId.describe("Experiment id");
const name = z.string().min(1).max(4096);

const experiment = {
  experiment_id: z.string(),
  name: z.string(),
  lifecycle_stage: text.describe("only when not active"),
  creation_time: text,
  last_update_time: text,
  tags: texts,
};

export const searchExperiments = mlflow.tool({
  name: "search_experiments",
  title: "Search MLflow experiments",
  description: "Finds experiments, the last updated first; names are workspace paths.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    filter: filter("name ILIKE '%churn%'"),
    view_type: viewType,
    limit: params.limit(50, 1000),
    page_token: params.pageToken,
  }),
  output: z.object({ experiments: z.array(z.object(experiment)), next_page_token: text }),
  async run(ctx, { limit, view_type, ...search }) {
    const { items, next } = await api.searchExperiments(ctx.client, {
      ...search,
      view_type: api.viewTypeOf(view_type),
      max_results: limit,
    });
    return { experiments: items.map(experimentView), ...compact({ next_page_token: next }) };
  },
  text: ({ experiments, next_page_token }) =>
    experiments.length === 0
      ? "No experiment matches."
      : table(
          ["experiment_id", "name", "updated", "tags"],
          experiments.map((one) => [one.experiment_id, one.name, one.last_update_time ?? "", tagText(one.tags)]),
        ) + more(next_page_token),
});

export const getExperiment = mlflow.tool({
  name: "get_experiment",
  title: "Get an MLflow experiment",
  description: "Returns an experiment with its note.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ experiment_id: name.describe("Id, or name as /path") }),
  output: z.object({ ...experiment, note: text, artifact_location: text }),
  async run(ctx, { experiment_id }) {
    const byName = experiment_id.startsWith("/");
    return experimentDetails(
      byName
        ? await api.getExperimentByName(ctx.client, { experiment_name: experiment_id })
        : await api.getExperiment(ctx.client, { experiment_id }),
    );
  },
});

export const createExperiment = mlflow.tool({
  name: "create_experiment",
  title: "Create an MLflow experiment",
  description: "Creates an experiment for runs.",
  access: "write",
  input: z.strictObject({
    name: name.describe("Workspace path"),
    artifact_location: z.string().max(4096).optional().describe("Storage URI"),
    tags,
  }),
  output: z.object({ experiment_id: z.string() }),
  async run(ctx, { tags, ...wish }) {
    const body = { ...wish, ...(tags && { tags: api.pairsOf(tags) }) };
    const { experiment_id } = await api.createExperiment(ctx.client, body);
    return { experiment_id };
  },
});

export const updateExperiment = mlflow.tool({
  name: "update_experiment",
  title: "Rename or tag an MLflow experiment",
  description: "Renames or tags an experiment; tag mlflow.note.content is its note.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ experiment_id: experimentId, new_name: name.optional().describe("New name"), tags }),
  output: z.object({ experiment_id: z.string(), changed: z.array(z.string()) }),
  async run(ctx, { experiment_id, new_name, tags = {} }) {
    const pairs = api.pairsOf(tags);
    if (new_name === undefined && pairs.length === 0) throw nothingToDo("new_name or tags");
    if (new_name !== undefined) await api.renameExperiment(ctx.client, { experiment_id, new_name });
    for (const pair of pairs) await api.setExperimentTag(ctx.client, { experiment_id, ...pair });
    const changed = [...(new_name === undefined ? [] : ["name"]), ...pairs.map(({ key }) => `tags.${key}`)];
    return { experiment_id, changed };
  },
});

export const deleteExperiment = mlflow.tool({
  name: "delete_experiment",
  title: "Delete an MLflow experiment",
  description: "Deletes an experiment and its runs, restorable.",
  access: "destructive",
  input: z.strictObject({ experiment_id: experimentId }),
  output: z.object({ experiment_id: z.string(), deleted: z.boolean() }),
  async confirm(args, ctx) {
    const { experiment_id, name } = await api.getExperiment(ctx.client, args);
    const runs = await howMany("run", (page_token) =>
      searchRuns(ctx.client, { experiment_ids: [experiment_id], max_results: 1000, page_token }),
    );
    return `Delete the experiment ${oneLine(name)} (${experiment_id}) with ${runs}? They can be restored for a limited time.`;
  },
  async run(ctx, args) {
    await api.deleteExperiment(ctx.client, args);
    return { ...args, deleted: true };
  },
});

export const restoreExperiment = mlflow.tool({
  name: "restore_experiment",
  title: "Restore an MLflow experiment",
  description: "Restores a deleted experiment and its runs.",
  access: "write",
  input: z.strictObject({ experiment_id: experimentId }),
  output: z.object({ experiment_id: z.string(), lifecycle_stage: z.string() }),
  async run(ctx, args) {
    await api.restoreExperiment(ctx.client, args);
    return { ...args, lifecycle_stage: "active" };
  },
});
