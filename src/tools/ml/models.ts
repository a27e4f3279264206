import * as z from "zod";
import { pairsOf } from "../../api/ml/mlflow.ts";
import {
  deleteModelAlias as deleteAlias,
  listUnityModels,
  setModelAlias as setAlias,
} from "../../api/ml/models-unity.ts";
import { deleteModelTag as deleteTag, searchWorkspaceModels, setModelTag } from "../../api/ml/models-workspace.ts";
import { registryOf } from "../../api/ml/registries.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { countInWords } from "../count-words.ts";
import { filter, nextPageLine, nothingToChange, tags } from "./arguments.ts";
import {
  comment,
  modelInWords,
  name,
  requireUnityModel,
  requireWorkspaceModel,
  version,
  words,
} from "./model-arguments.ts";
import { modelDetails, modelSummary, workspaceModelSummary } from "./model-view.ts";
import { models } from "./models-toolset.ts";

export const listRegisteredModels = models.tool({
  name: "list_registered_models",
  title: "List Unity Catalog models",
  description:
    "Lists the Unity Catalog models of one schema, or of the whole metastore. For the workspace registry use search_registered_models.",
  access: "read",
  untrusted: true,
  input: z
    .strictObject({
      catalog_name: z.string().min(1).max(255).optional().describe("Catalog; requires schema_name"),
      schema_name: z.string().min(1).max(255).optional().describe("Schema; requires catalog_name"),
      limit: params.limit(50, 1000),
      page_token: params.pageToken,
    })
    .refine((args) => (args.catalog_name === undefined) === (args.schema_name === undefined), {
      path: ["schema_name"],
      message: "requires catalog_name: give both or neither",
    }),
  output: z.object({ registered_models: z.array(modelSummary.schema), next_page_token: text }),
  async run(ctx, { limit, page_token, ...within }) {
    const query = { ...compact(within), max_results: limit, page_token };
    const { items, next } = await listUnityModels(ctx.client, query);
    return { registered_models: items.map((item) => modelSummary(item)), next_page_token: next };
  },
  text: ({ registered_models, next_page_token }) =>
    registered_models.length === 0
      ? "No models here."
      : table(
          ["name", "owner", "updated", "comment"],
          registered_models.map((one) => [one.name, one.owner ?? "", one.updated_at ?? "", one.comment ?? ""]),
        ) + nextPageLine(next_page_token),
});

export const searchRegisteredModels = models.tool({
  name: "search_registered_models",
  title: "Search the workspace's model registry",
  description:
    "Returns the models of the workspace registry that match a filter, with the latest version in each stage.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    filter: filter("name LIKE 'churn'"),
    limit: params.limit(50, 1000),
    page_token: params.pageToken,
  }),
  output: z.object({ registered_models: z.array(workspaceModelSummary.schema), next_page_token: text }),
  async run(ctx, { limit, ...search }) {
    const { items, next } = await searchWorkspaceModels(ctx.client, { ...search, max_results: limit });
    return { registered_models: items.map((item) => workspaceModelSummary(item)), next_page_token: next };
  },
});

export const getRegisteredModel = models.tool({
  name: "get_registered_model",
  title: "Get a registered model",
  description:
    "Returns one model with its aliases (Unity Catalog) or its latest version per stage (workspace registry). list_model_versions lists all versions.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: name.describe("catalog.schema.model in Unity Catalog, or a name in the workspace registry"),
  }),
  output: modelDetails.schema,
  run: async (ctx, args) => modelDetails(await registryOf(args.name).get(ctx.client, args.name)),
});

export const createRegisteredModel = models.tool({
  name: "create_registered_model",
  title: "Create a registered model",
  description:
    "Creates a model without versions: in Unity Catalog if its name is catalog.schema.model, else in the workspace registry.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, comment }),
  output: modelDetails.schema,
  run: async (ctx, args) => modelDetails(await registryOf(args.name).create(ctx.client, args)),
});

export const updateRegisteredModel = models.tool({
  name: "update_registered_model",
  title: "Change a registered model",
  description: "Changes a model's name, comment or tags. Tags of Unity Catalog models are set with set_tag.",
  access: "write",
  input: z.strictObject({
    name,
    new_name: name.optional().describe("New name, without catalog and schema"),
    comment,
    tags,
  }),
  output: z.object({ name: z.string(), changed: z.array(z.string()) }),
  async run(ctx, { name, new_name, comment, tags = {} }) {
    const registry = registryOf(name);
    const pairs = pairsOf(tags);
    if (pairs.length > 0) requireWorkspaceModel(name, "tags in this tool", "Use set_tag instead.");
    if (comment === undefined && new_name === undefined && pairs.length === 0) {
      throw nothingToChange("new_name, comment or tags");
    }
    for (const pair of pairs) await setModelTag(ctx.client, { name, ...pair });
    if (comment !== undefined) await registry.describe(ctx.client, { name, comment });
    // Renamed last, because the old name is invalid afterwards.
    if (new_name !== undefined) await registry.rename(ctx.client, { name, new_name });
    const changed = Object.keys(compact({ new_name, comment }));
    return { name, changed: [...changed, ...pairs.map(({ key }) => `tags.${key}`)] };
  },
});

export const deleteRegisteredModel = models.tool({
  name: "delete_registered_model",
  title: "Delete a registered model",
  description: "Permanently deletes a model with all its versions. delete_model_version deletes only one.",
  access: "destructive",
  input: z.strictObject({ name }),
  output: z.object({ name: z.string(), deleted: z.boolean() }),
  async confirm({ name }, ctx) {
    const registry = registryOf(name);
    const versions = await countInWords("version", (page_token) =>
      registry.listVersions(ctx.client, { name, max_results: 100, page_token }),
    );
    return `Permanently delete the model ${modelInWords(name)} with ${versions}? Jobs and endpoints that load it will fail.`;
  },
  async run(ctx, { name }) {
    await registryOf(name).delete(ctx.client, name);
    return { name, deleted: true };
  },
});

export const deleteModelTag = models.tool({
  name: "delete_model_tag",
  title: "Delete a tag of a registered model",
  description:
    "Deletes a tag of a model, or of one version, in the workspace registry. For Unity Catalog use delete_tag.",
  access: "destructive",
  input: z.strictObject({
    name,
    version: version.optional().describe("Version number, to delete a tag of that version"),
    key: words.describe("Name of the tag"),
  }),
  output: z.object({ name: z.string(), version: text, key: z.string(), deleted: z.boolean() }),
  confirm: ({ name, version, key }) => `Delete the tag ${oneLine(key)} of the model ${modelInWords(name, version)}?`,
  async run(ctx, { name, version, key }) {
    requireWorkspaceModel(name, "tags in this tool", "Use delete_tag instead.");
    await deleteTag(ctx.client, { name, ...compact({ version }), key });
    return { name, version, key, deleted: true };
  },
});

const alias = z.string().min(1).max(255).describe("Alias, without @");
const STAGES_INSTEAD = "The workspace registry uses stages instead: transition_model_version.";

export const setModelAlias = models.tool({
  name: "set_model_alias",
  title: "Set an alias of a model version",
  description:
    "Assigns an alias, such as champion, to a version of a Unity Catalog model. A version that had the alias loses it.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ name, alias, version }),
  output: z.object({ name: z.string(), alias: z.string(), version: z.string() }),
  async run(ctx, args) {
    requireUnityModel(args.name, "aliases", STAGES_INSTEAD);
    await setAlias(ctx.client, args);
    return args;
  },
});

export const deleteModelAlias = models.tool({
  name: "delete_model_alias",
  title: "Delete an alias of a model",
  description: "Deletes an alias of a Unity Catalog model. The version itself is kept.",
  access: "destructive",
  input: z.strictObject({ name, alias }),
  output: z.object({ name: z.string(), alias: z.string(), deleted: z.boolean() }),
  confirm: ({ name, alias }) =>
    `Delete the alias ${oneLine(alias)} of the model ${modelInWords(name)}? Jobs and endpoints that load the model by this alias will fail.`,
  async run(ctx, args) {
    requireUnityModel(args.name, "aliases", STAGES_INSTEAD);
    await deleteAlias(ctx.client, args);
    return { ...args, deleted: true };
  },
});
