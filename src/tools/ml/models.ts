import * as z from "zod";
import { pairsOf } from "../../api/ml/mlflow.ts";
import {
  deleteModelAlias as dropAlias,
  listUnityModels,
  setModelAlias as putAlias,
} from "../../api/ml/models-unity.ts";
import { deleteModelTag as dropTag, searchWorkspaceModels, setModelTag } from "../../api/ml/models-workspace.ts";
import { registryOf } from "../../api/ml/registries.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { howMany } from "../count-words.ts";
import { filter, more, nothingToDo, tags, text, texts } from "./arguments.ts";
import { comment, name, named, unityOnly, version, versionRow, words, workspaceOnly } from "./model-arguments.ts";
import { modelDetails, modelSummary } from "./model-view.ts";
import { models } from "./models-toolset.ts";

const summary = { name: z.string(), comment: text, owner: text, updated_at: text };

export const listRegisteredModels = models.tool({
  name: "list_registered_models",
  title: "List Unity Catalog models",
  description: "Lists Unity Catalog's models: of one schema, or all.",
  access: "read",
  untrusted: true,
  input: z
    .strictObject({
      catalog_name: z.string().min(1).max(255).optional().describe("With schema_name"),
      schema_name: z.string().min(1).max(255).optional().describe("Schema"),
      limit: params.limit(50, 1000),
      page_token: params.pageToken,
    })
    .refine((args) => (args.catalog_name === undefined) === (args.schema_name === undefined), {
      path: ["schema_name"],
      message: "goes with catalog_name: give both or neither",
    }),
  output: z.object({ registered_models: z.array(z.object(summary)), next_page_token: text }),
  async run(ctx, { limit, page_token, ...within }) {
    const query = { ...compact(within), max_results: limit, page_token };
    const { items, next } = await listUnityModels(ctx.client, query);
    return { registered_models: items.map(modelSummary), ...compact({ next_page_token: next }) };
  },
  text: ({ registered_models, next_page_token }) =>
    registered_models.length === 0
      ? "No model here."
      : table(
          ["name", "owner", "updated", "comment"],
          registered_models.map((one) => [one.name, one.owner ?? "", one.updated_at ?? "", one.comment ?? ""]),
        ) + more(next_page_token),
});

export const searchRegisteredModels = models.tool({
  name: "search_registered_models",
  title: "Search the workspace's model registry",
  description: "Finds models of the workspace's own registry, with the version in each stage.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    filter: filter("name LIKE 'churn'"),
    limit: params.limit(50, 1000),
    page_token: params.pageToken,
  }),
  output: z.object({ registered_models: z.array(z.object({ ...summary, stages: texts })), next_page_token: text }),
  async run(ctx, { limit, ...search }) {
    const { items, next } = await searchWorkspaceModels(ctx.client, { ...search, max_results: limit });
    return { registered_models: items.map(modelSummary), ...compact({ next_page_token: next }) };
  },
});

const details = z.object({
  ...summary,
  created_at: text,
  storage_location: text,
  aliases: texts.describe("alias → version"),
  id: text.describe("for permissions"),
  permission_level: text,
  tags: texts,
  latest_versions: z.array(z.object(versionRow)).optional(),
});

export const getRegisteredModel = models.tool({
  name: "get_registered_model",
  title: "Get a registered model",
  description: "Returns a model with its aliases, or its latest version per stage.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: name.describe("catalog.schema.model, or a name in the workspace registry") }),
  output: details,
  run: async (ctx, args) => modelDetails(await registryOf(args.name).get(ctx.client, args.name)),
});

export const createRegisteredModel = models.tool({
  name: "create_registered_model",
  title: "Create a registered model",
  description: "Registers a model: in Unity Catalog when the name has three parts.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, comment }),
  output: details,
  run: async (ctx, args) => modelDetails(await registryOf(args.name).create(ctx.client, args)),
});

export const updateRegisteredModel = models.tool({
  name: "update_registered_model",
  title: "Change a registered model",
  description: "Renames, comments or tags a model.",
  access: "write",
  input: z.strictObject({ name, new_name: name.optional().describe("Without catalog and schema"), comment, tags }),
  output: z.object({ name: z.string(), changed: z.array(z.string()) }),
  async run(ctx, { name, new_name, comment, tags = {} }) {
    const registry = registryOf(name);
    const pairs = pairsOf(tags);
    if (pairs.length > 0) workspaceOnly(name, "tags here", "Tag it with set_tag instead.");
    if (comment === undefined && new_name === undefined && pairs.length === 0) {
      throw nothingToDo("new_name, comment or tags");
    }
    for (const pair of pairs) await setModelTag(ctx.client, { name, ...pair });
    if (comment !== undefined) await registry.describe(ctx.client, { name, comment });
    // Last, because the old name means nothing afterwards.
    if (new_name !== undefined) await registry.rename(ctx.client, { name, new_name });
    const changed = Object.keys(compact({ new_name, comment }));
    return { name, changed: [...changed, ...pairs.map(({ key }) => `tags.${key}`)] };
  },
});

export const deleteRegisteredModel = models.tool({
  name: "delete_registered_model",
  title: "Delete a registered model",
  description: "Deletes a model with all versions.",
  access: "destructive",
  input: z.strictObject({ name }),
  output: z.object({ name: z.string(), deleted: z.boolean() }),
  async confirm({ name }, ctx) {
    const registry = registryOf(name);
    const versions = await howMany("version", (page_token) =>
      registry.listVersions(ctx.client, { name, max_results: 100, page_token }),
    );
    return `Delete the model ${named(name)} with ${versions} for good? Whatever loads it fails.`;
  },
  async run(ctx, { name }) {
    await registryOf(name).delete(ctx.client, name);
    return { name, deleted: true };
  },
});

export const deleteModelTag = models.tool({
  name: "delete_model_tag",
  title: "Delete a tag of a registered model",
  description: "Deletes a tag of a workspace model or version.",
  access: "destructive",
  input: z.strictObject({ name, version: version.optional(), key: words.describe("Tag") }),
  output: z.object({ name: z.string(), version: text, key: z.string(), deleted: z.boolean() }),
  confirm: ({ name, version, key }) => `Delete the tag ${named(key)} of the model ${named(name, version)}?`,
  async run(ctx, { name, version, key }) {
    workspaceOnly(name, "tags here", "Use delete_tag instead.");
    await dropTag(ctx.client, { name, ...compact({ version }), key });
    return { name, ...compact({ version }), key, deleted: true };
  },
});

const alias = z.string().min(1).max(255).describe("Without @");
const STAGES_INSTEAD = "The workspace registry has stages: transition_model_version.";

export const setModelAlias = models.tool({
  name: "set_model_alias",
  title: "Set an alias of a model version",
  description: "Points an alias such as champion to a version, away from another.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ name, alias, version }),
  output: z.object({ name: z.string(), alias: z.string(), version: z.string() }),
  async run(ctx, args) {
    unityOnly(args.name, "aliases", STAGES_INSTEAD);
    await putAlias(ctx.client, args);
    return args;
  },
});

export const deleteModelAlias = models.tool({
  name: "delete_model_alias",
  title: "Delete an alias of a model",
  description: "Deletes an alias; the version stays.",
  access: "destructive",
  input: z.strictObject({ name, alias }),
  output: z.object({ name: z.string(), alias: z.string(), deleted: z.boolean() }),
  confirm: ({ name, alias }) =>
    `Delete the alias ${named(alias)} of the model ${named(name)}? Whatever loads the model by it fails.`,
  async run(ctx, args) {
    unityOnly(args.name, "aliases", STAGES_INSTEAD);
    await dropAlias(ctx.client, args);
    return { ...args, deleted: true };
  },
});
