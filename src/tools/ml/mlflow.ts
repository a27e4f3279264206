import * as z from "zod";
import * as api from "../../api/ml/mlflow.ts";
import { searchRuns } from "../../api/ml/runs.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { objectName, text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { countInWords } from "../count-words.ts";
import { filter, nameFilters, nextPageLine, nothingToChange, oneTag, tags, tagText, viewType } from "./arguments.ts";
import { experimentDetails, experimentView } from "./experiment-view.ts";
import { mlflow } from "./toolset.ts";
import { affectedExperiment } from "./tracking-facts.ts";

const experimentId = params.experimentId;
const name = z.string().min(1).max(4096);

export const searchExperiments = mlflow.tool({
  name: "search_experiments",
  title: "Search MLflow experiments",
  description: "Returns the experiments that match a filter, last updated first. Their names are workspace paths.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    filter: filter("name ILIKE '%churn%'"),
    view_type: viewType,
    limit: params.limit(50, 1000),
    page_token: params.pageToken,
  }),
  aliases: { max_results: "limit", ...nameFilters("ILIKE") },
  output: z.object({ experiments: z.array(experimentView.schema), next_page_token: text }),
  async run(ctx, { limit, view_type, ...search }) {
    const { items, next } = await api.searchExperiments(ctx.client, {
      ...search,
      view_type: api.viewTypeOf(view_type),
      max_results: limit,
    });
    return { experiments: items.map((item) => experimentView(item)), next_page_token: next };
  },
  text: ({ experiments, next_page_token }) =>
    experiments.length === 0
      ? "No experiments match."
      : table(
          ["experiment_id", "name", "updated", "tags"],
          experiments.map((one) => [one.experiment_id, one.name, one.last_update_time ?? "", tagText(one.tags)]),
        ) + nextPageLine(next_page_token),
});

export const getExperiment = mlflow.tool({
  name: "get_experiment",
  title: "Get an MLflow experiment",
  servedIn: ["ml"],
  description:
    "Returns one experiment, by ID or name, with its note and artifact location. search_runs lists its runs.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ experiment_id: experimentId }),
  aliases: { name: "experiment_id" },
  output: experimentDetails.schema,
  run: async (ctx, args) => experimentDetails(await api.getExperiment(ctx.client, args)),
});

/** Artifacts of runs leave the workspace if they are stored outside. */
const elsewhere = grantingFields({ artifact_location: "outbound" });

const outside = ({ artifact_location: place }: { readonly artifact_location?: string | undefined }) =>
  place !== undefined && /^(?!dbfs:)[a-z][a-z0-9+.-]*:/i.test(place) ? { artifact_location: place } : {};

export const createExperiment = mlflow.tool({
  name: "create_experiment",
  title: "Create an MLflow experiment",
  description: "Creates an experiment, to which create_run adds runs, and returns its ID.",
  access: { least: "write", most: "destructive", of: (args) => elsewhere.access(outside(args)) },
  input: z.strictObject({
    name: name.describe("Workspace path of the experiment"),
    artifact_location: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe("Storage URI for artifacts; chosen by the platform by default"),
    tags,
  }),
  output: z.object({ experiment_id: z.string() }),
  covers: "experiments.createExperiment",
  affects: ({ name, artifact_location }) => ({
    effect: "Create",
    objects: [
      { kind: "MLflow experiment", name },
      ...(artifact_location ? [{ kind: "folder", name: artifact_location, contents: "/" as const }] : []),
    ],
    consequences: elsewhere.consequences(outside({ artifact_location })),
  }),
  async run(ctx, { tags, ...wish }) {
    const body = { ...wish, ...(tags && { tags: api.pairsOf(tags) }) };
    const { experiment_id } = await api.createExperiment(ctx.client, body);
    return { experiment_id };
  },
});

export const updateExperiment = mlflow.tool({
  name: "update_experiment",
  title: "Rename or tag an MLflow experiment",
  description: "Renames an experiment or sets its tags. The tag mlflow.note.content is the note.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ experiment_id: experimentId, new_name: name.optional().describe("New name"), tags }),
  aliases: { name: "new_name" },
  output: z.object({ experiment_id: z.string(), changed: z.array(z.string()) }),
  covers: "experiments.updateExperiment",
  alsoCovers: [
    {
      operation: "experiments.setExperimentTag",
      args: ({ experiment_id, ...tag }) => [{ experiment_id, tags: oneTag(tag) }],
    },
  ],
  async affects({ experiment_id, new_name, tags = {} }, ctx) {
    if (new_name === undefined && Object.keys(tags).length === 0) throw nothingToChange("new_name or tags");
    return unnamed("Change", await affectedExperiment(ctx, experiment_id));
  },
  async run(ctx, { experiment_id, new_name, tags = {} }) {
    const pairs = api.pairsOf(tags);
    if (new_name === undefined && pairs.length === 0) throw nothingToChange("new_name or tags");
    if (new_name !== undefined) await api.renameExperiment(ctx.client, { experiment_id, new_name });
    for (const pair of pairs) await api.setExperimentTag(ctx.client, { experiment_id, ...pair });
    const changed = [...(new_name === undefined ? [] : ["name"]), ...pairs.map(({ key }) => `tags.${key}`)];
    return { experiment_id, changed };
  },
});

export const deleteExperiment = mlflow.tool({
  name: "delete_experiment",
  title: "Delete an MLflow experiment",
  servedIn: [],
  description: "Deletes an experiment with its runs. restore_experiment brings them back for a limited time.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ experiment_id: experimentId }),
  output: z.object({ experiment_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "experiments.deleteExperiment",
  async affects({ experiment_id }, ctx) {
    const sentence = await countInWords("run", (page_token) =>
      searchRuns(ctx.client, { experiment_ids: [experiment_id], max_results: 1000, page_token }),
    );
    return {
      effect: "Delete",
      objects: [await affectedExperiment(ctx, experiment_id)],
      consequences: [
        {
          reason: "loss",
          text: say`It is deleted with ${{ sentence }}. They can be restored for a limited time only.`,
        },
      ],
    };
  },
  async run(ctx, args) {
    await api.deleteExperiment(ctx.client, args);
    return { ...args, deleted: true };
  },
});

export const restoreExperiment = mlflow.tool({
  name: "restore_experiment",
  title: "Restore an MLflow experiment",
  servedIn: [],
  description: "Restores a deleted experiment with its runs.",
  access: "write",
  input: z.strictObject({ experiment_id: experimentId }),
  output: z.object({ experiment_id: z.string(), lifecycle_stage: z.string() }),
  covers: "experiments.restoreExperiment",
  affects: async ({ experiment_id }, ctx) => unnamed("Restore", await affectedExperiment(ctx, experiment_id)),
  async run(ctx, args) {
    await api.restoreExperiment(ctx.client, args);
    return { ...args, lifecycle_stage: "active" };
  },
});
