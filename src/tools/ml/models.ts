import * as z from "zod";
import { pairsOf } from "../../api/ml/mlflow.ts";
import { listUnityModels, setModelOwner } from "../../api/ml/models-unity.ts";
import { deleteModelTag as deleteTag, searchWorkspaceModels, setModelTag } from "../../api/ml/models-workspace.ts";
import { registryOf } from "../../api/ml/registries.ts";
import { type Consequence, say, unnamed } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { unknownPrincipals } from "../admin/known-principals.ts";
import { newOwner } from "../catalog/securable-facts.ts";
import { countInWords } from "../count-words.ts";
import { filter, nameFilters, nextPageLine, oneTag, tags } from "./arguments.ts";
import {
  comment,
  MODEL_TAGS,
  name,
  nameAliases,
  namedModel,
  nameOf,
  requireWorkspaceModel,
  version,
  words,
} from "./model-arguments.ts";
import { checkChange, modelObject, requireUnstaged, versionObject, versionsInUse } from "./model-facts.ts";
import { modelDetails, modelSummary, workspaceModelSummary } from "./model-view.ts";
import { models } from "./models-toolset.ts";
import { servingLost, servingModels } from "./served-models.ts";

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
      message: "give both catalog_name and schema_name, or neither",
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
  servedIn: ["ml"],
  description:
    "Returns the models of the workspace registry that match a filter, with the latest version in each stage.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    filter: filter("name LIKE 'churn'"),
    limit: params.limit(50, 1000),
    page_token: params.pageToken,
  }),
  aliases: { max_results: "limit", ...nameFilters("LIKE") },
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
    name: namedModel("catalog.schema.model, or a name in the workspace registry"),
  }),
  aliases: nameAliases,
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
  aliases: { ...nameAliases, description: "comment" },
  output: modelDetails.schema,
  covers: "modelRegistry.createModel",
  alsoCovers: [
    {
      operation: "registeredModels.create",
      args: ({ catalog_name, schema_name, name, ...rest }) => {
        const parts = [catalog_name, schema_name, name];
        return parts.every((part) => typeof part === "string") ? [{ ...rest, name: parts.join(".") }] : undefined;
      },
    },
  ],
  affects: ({ name }) => unnamed("Create", { kind: "registered model", name }),
  run: async (ctx, args) => modelDetails(await registryOf(args.name).create(ctx.client, args)),
});

const renamedTo = (name: string): Consequence => ({
  reason: "others",
  text: say`Its new name is ${name}. Jobs, endpoints and code that load it by its current name fail.`,
});

export const updateRegisteredModel = models.tool({
  name: "update_registered_model",
  title: "Change a registered model",
  description:
    "Changes a model's comment, tags, name or owner. A new name or owner requires confirmation. Tags: workspace registry only.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ new_name, owner }) => (new_name === undefined && owner === undefined ? "write" : "destructive"),
  },
  input: z.strictObject({
    name,
    new_name: nameOf("New name, without catalog and schema").optional(),
    owner: z.string().min(1).max(255).optional().describe("New owner; Unity Catalog only"),
    comment,
    tags,
  }),
  aliases: { ...nameAliases, description: "comment" },
  output: z.object({ name: z.string(), changed: z.array(z.string()) }),
  covers: "registeredModels.update",
  alsoCovers: [
    { operation: "modelRegistry.updateModel" },
    { operation: "modelRegistry.renameModel" },
    { operation: "modelRegistry.setModelTag", args: ({ name, ...tag }) => [{ name, tags: oneTag(tag) }] },
  ],
  async affects(args, ctx) {
    checkChange(args);
    const { name, new_name, owner } = args;
    if (new_name === undefined && owner === undefined) return unnamed("Change", { kind: "registered model", name });
    const model = await registryOf(name).get(ctx.client, name);
    return {
      effect: new_name === undefined ? "Change" : "Rename",
      objects: [modelObject(name, model.owner)],
      consequences: [
        ...newOwner(model, owner),
        ...(owner === undefined ? [] : await unknownPrincipals(ctx, [owner])),
        ...(new_name === undefined ? [] : [renamedTo(new_name), ...versionsInUse(model)]),
      ],
    };
  },
  async run(ctx, args) {
    checkChange(args);
    const { name, new_name, owner, comment, tags } = args;
    const registry = registryOf(name);
    const pairs = pairsOf(tags);
    for (const pair of pairs) await setModelTag(ctx.client, { name, ...pair });
    if (comment !== undefined) await registry.describe(ctx.client, { name, comment });
    if (owner !== undefined) await setModelOwner(ctx.client, { name, owner });
    // Renamed last, because the old name is invalid afterwards.
    if (new_name !== undefined) await registry.rename(ctx.client, { name, new_name });
    const changed = [...Object.keys(compact({ new_name, owner, comment })), ...pairs.map(({ key }) => `tags.${key}`)];
    return { name: new_name === undefined ? name : [...name.split(".").slice(0, -1), new_name].join("."), changed };
  },
});

export const deleteRegisteredModel = models.tool({
  name: "delete_registered_model",
  title: "Delete a registered model",
  description: "Permanently deletes a model with all its versions. delete_model_version deletes only one.",
  access: "destructive",
  input: z.strictObject({ name }),
  output: z.object({ name: z.string(), deleted: z.boolean() }),
  aliases: nameAliases,
  covers: "registeredModels.delete",
  alsoCovers: [{ operation: "modelRegistry.deleteModel" }],
  async affects({ name }, ctx) {
    const registry = registryOf(name);
    const model = await registry.get(ctx.client, name);
    requireUnstaged(model.latest_versions);
    const sentence = await countInWords("version", (page_token) =>
      registry.listVersions(ctx.client, { name, max_results: 100, page_token }),
    );
    return {
      effect: "Permanently delete",
      objects: [modelObject(name, model.owner)],
      consequences: [
        { reason: "loss", text: say`It is deleted with ${{ sentence }}. This cannot be undone.` },
        { reason: "others", text: say`Jobs and code that load it will fail.` },
        ...versionsInUse(model),
        ...servingLost(await servingModels(ctx, (model) => model === name)),
      ],
    };
  },
  async run(ctx, { name }) {
    await registryOf(name).delete(ctx.client, name);
    return { name, deleted: true };
  },
});

export const deleteModelTag = models.tool({
  name: "delete_model_tag",
  title: "Delete a tag of a registered model",
  servedIn: [],
  description: "Deletes a tag of a model, or of one version, in the workspace registry.",
  access: "destructive",
  input: z.strictObject({
    name,
    version: version.optional().describe("Version number, to delete a tag of that version"),
    key: words.describe("Name of the tag"),
  }),
  output: z.object({ name: z.string(), version: text, key: z.string(), deleted: z.boolean() }),
  covers: "modelRegistry.deleteModelTag",
  alsoCovers: [{ operation: "modelRegistry.deleteModelVersionTag" }],
  async affects({ name, version, key }, ctx) {
    requireWorkspaceModel(name, "tags in the REST API", MODEL_TAGS);
    const registry = registryOf(name);
    const found = await (version === undefined
      ? registry.get(ctx.client, name)
      : registry.getVersion(ctx.client, { name, version }));
    const value = found.tags?.[key];
    return {
      effect: "Delete a tag of",
      objects: [version === undefined ? { kind: "registered model", name } : versionObject(name, version)],
      consequences:
        value === undefined
          ? []
          : [{ reason: "loss", text: say`Tag ${key} with the value ${value} is permanently lost.` }],
    };
  },
  async run(ctx, { name, version, key }) {
    requireWorkspaceModel(name, "tags in the REST API", MODEL_TAGS);
    await deleteTag(ctx.client, { name, ...compact({ version }), key });
    return { name, version, key, deleted: true };
  },
});
