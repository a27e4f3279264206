import * as z from "zod";
import { pairsOf } from "../../api/ml/mlflow.ts";
import { listTransitionRequests } from "../../api/ml/model-requests.ts";
import { isUnityName, type VersionKey } from "../../api/ml/models.ts";
import { aliasOf } from "../../api/ml/models-unity.ts";
import { createModelVersion as create, setModelTag } from "../../api/ml/models-workspace.ts";
import { registryOf } from "../../api/ml/registries.ts";
import type { Context } from "../../core/calls/context.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { inTurn } from "../in-turn.ts";
import { supplement } from "../supplement.ts";
import { waitBudgetMs, waitFor } from "../waiting.ts";
import { nextPageLine, nothingToChange, oneTag, tags } from "./arguments.ts";
import {
  comment,
  MODEL_TAGS,
  modelInWords,
  name,
  nameAliases,
  requireUnityModel,
  requireWorkspaceModel,
  version,
} from "./model-arguments.ts";
import { requireUnstaged, useOf, versionFacts, versionObject } from "./model-facts.ts";
import { versionDetails, versionSummary } from "./model-view.ts";
import { models } from "./models-toolset.ts";
import { servingLost, servingModels } from "./served-models.ts";

/** Versions of a list whose open requests are read, one request each. */
const MAX_ASKED = 20;

const requestedStages = texts.describe("by open transition requests");

/** The stages that open requests want a version of the workspace registry in. Those that cannot be read are left out. */
async function stagesAskedFor(ctx: Context, key: VersionKey): Promise<string[]> {
  if (isUnityName(key.name)) return [];
  const requests = await supplement(ctx, () => listTransitionRequests(ctx.client, key));
  return (requests ?? []).flatMap(({ to_stage }) => to_stage ?? []);
}

export const listModelVersions = models.tool({
  name: "list_model_versions",
  title: "List the versions of a model",
  servedIn: ["ml"],
  description: "Lists a model's versions with their stage or aliases, in either registry.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name, limit: params.limit(50, 1000), page_token: params.pageToken }),
  aliases: { ...nameAliases, max_results: "limit" },
  output: z.object({
    model_versions: z.array(versionSummary.schema.extend({ requested_stages: requestedStages })),
    next_page_token: text,
  }),
  async run(ctx, { name, limit, page_token }) {
    const { items, next } = await registryOf(name).listVersions(ctx.client, { name, max_results: limit, page_token });
    const aliases = isUnityName(name) && items.length > 0 ? (await registryOf(name).get(ctx.client, name)).aliases : {};
    // The list of Unity Catalog leaves the aliases out.
    const of = (version: string) =>
      Object.entries(aliases ?? {}).flatMap(([alias, to]) => (to === version ? alias : []));
    const requested = await inTurn(items.slice(0, MAX_ASKED), ({ version }) => stagesAskedFor(ctx, { name, version }));
    const model_versions = items.map((item, index) => ({
      ...versionSummary({ ...item, aliases: item.aliases?.length ? item.aliases : of(item.version) }),
      requested_stages: requested[index]?.length ? requested[index] : undefined,
    }));
    return { model_versions, next_page_token: next };
  },
  text: ({ model_versions, next_page_token }) =>
    model_versions.length === 0
      ? "No versions yet."
      : table(
          ["version", "stage or aliases", "status", "created", "run_id", "comment"],
          model_versions.map((one) => [
            one.version,
            [
              one.stage ?? one.aliases?.join(", ") ?? "",
              ...(one.requested_stages ? [`requested: ${one.requested_stages.join(", ")}`] : []),
            ].join("; "),
            one.status ?? "READY",
            one.created_at ?? "",
            one.run_id ?? "",
            one.comment ?? "",
          ]),
        ) + nextPageLine(next_page_token),
});

export const getModelVersion = models.tool({
  name: "get_model_version",
  title: "Get a model version",
  servedIn: ["ml"],
  description: "Returns one version, by number or alias: its status, source, run, comment and tags.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name,
    version: z
      .string()
      .refine((text) => /^(\d{1,18}|@?[^@\s].{0,254})$/.test(text), "must be a number in quotes, or an alias")
      .describe('Version number, e.g. "3", or an alias, e.g. "champion"'),
  }),
  aliases: { ...nameAliases, alias: "version" },
  output: versionDetails.schema.extend({ requested_stages: requestedStages }),
  async run(ctx, { name, version: given }) {
    // No version is a word, so a word is an alias, which models:/ URIs write with @.
    const key = { name, version: /^(\d+$|@)/.test(given) ? given : `@${given}` };
    if (aliasOf(key.version) !== undefined) requireUnityModel(key.name, "aliases", "Give the version number.");
    const version = versionDetails(await registryOf(key.name).getVersion(ctx.client, key));
    return { ...version, requested_stages: await stagesAskedFor(ctx, key) };
  },
});

export const createModelVersion = models.tool({
  name: "create_model_version",
  title: "Create a model version",
  description:
    "Registers model files as the next version of a model in the workspace registry, and waits until it is READY. Register Unity Catalog versions with mlflow.register_model in execute_command.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    name,
    source: z.string().min(1).max(4096).describe("URI of the model files: runs:/<run_id>/model, or models:/<model_id>"),
    run_id: params.runId.optional().describe("ID of the run that produced the model"),
    comment,
    wait_seconds: params.waitSeconds,
  }),
  aliases: { ...nameAliases, description: "comment" },
  output: versionDetails.schema.extend({ next: text }),
  covers: "modelRegistry.createModelVersion",
  affects({ name }) {
    requireCreatable(name);
    return unnamed("Create a version of", { kind: "registered model", name });
  },
  async run(ctx, { wait_seconds, comment, ...wish }) {
    requireCreatable(wish.name);
    const made = await create(ctx.client, { ...wish, ...compact({ description: comment }) });
    const key = { name: wish.name, version: made.version };
    ctx.accepted({ what: "The model version was created", ids: key, followUp: "get_model_version" });
    const read = () => registryOf(key.name).getVersion(ctx.client, key);
    const { value, finished } = await waitFor(ctx, `version ${key.version} of model ${key.name}`, read, {
      done: ({ status }) => status !== "PENDING_REGISTRATION",
      words: ({ status }) => `${modelInWords(key.name, key.version)} is ${status}`,
      budgetMs: waitBudgetMs(ctx, wait_seconds),
      made: true,
    });
    if (value.status === "FAILED_REGISTRATION") {
      throw new ToolError(`Version ${key.version} was created, but its registration failed.`, {
        next: "Check that the files at source exist and are readable, then create another version.",
        ...(value.status_message && { quoted: value.status_message }),
      });
    }
    const next = finished
      ? undefined
      : `Registration is still running: poll get_model_version with version ${key.version} until it is READY.`;
    return { ...versionDetails(value), next };
  },
});

const requireCreatable = (name: string): void =>
  requireWorkspaceModel(
    name,
    "create call: MLflow uploads their versions",
    'Run mlflow.register_model in execute_command, after mlflow.set_registry_uri("databricks-uc").',
  );

export const updateModelVersion = models.tool({
  name: "update_model_version",
  title: "Change a model version",
  description: "Sets a version's comment, or its tags (workspace registry only).",
  access: "write",
  idempotent: true,
  input: z.strictObject({ name, version, comment, tags }),
  aliases: { ...nameAliases, description: "comment" },
  output: z.object({ name: z.string(), version: z.string(), changed: z.array(z.string()) }),
  covers: "modelRegistry.updateModelVersion",
  alsoCovers: [
    { operation: "modelVersions.update" },
    {
      operation: "modelRegistry.setModelVersionTag",
      args: ({ name, version, ...tag }) => [{ name, version, tags: oneTag(tag) }],
    },
  ],
  affects: (key) => versionFacts("Change", key),
  async run(ctx, { name, version, comment, tags = {} }) {
    const pairs = pairsOf(tags);
    if (comment === undefined && pairs.length === 0) throw nothingToChange("comment or tags");
    if (pairs.length > 0) requireWorkspaceModel(name, "version tags in the REST API", MODEL_TAGS);
    for (const pair of pairs) await setModelTag(ctx.client, { name, version, ...pair });
    if (comment !== undefined) await registryOf(name).describeVersion(ctx.client, { name, version, comment });
    return { name, version, changed: [...Object.keys(compact({ comment })), ...pairs.map(({ key }) => `tags.${key}`)] };
  },
});

export const deleteModelVersion = models.tool({
  name: "delete_model_version",
  title: "Delete a model version",
  description: "Permanently deletes one version. delete_registered_model deletes the whole model.",
  access: "destructive",
  input: z.strictObject({ name, version }),
  output: z.object({ name: z.string(), version: z.string(), deleted: z.boolean() }),
  aliases: nameAliases,
  covers: "modelRegistry.deleteModelVersion",
  alsoCovers: [{ operation: "modelVersions.delete" }],
  async affects(key, ctx) {
    const found = await registryOf(key.name).getVersion(ctx.client, key);
    requireUnstaged([found]);
    const serving = await servingModels(ctx, (model) => model === key.name);
    return {
      effect: "Permanently delete",
      objects: [versionObject(key.name, key.version, useOf(found))],
      consequences: [
        { reason: "loss", text: say`The version is permanently lost.` },
        { reason: "others", text: say`Jobs and code that load it will fail.` },
        ...servingLost(serving.filter(({ version }) => version === key.version)),
      ],
    };
  },
  async run(ctx, key) {
    await registryOf(key.name).deleteVersion(ctx.client, key);
    return { ...key, deleted: true };
  },
});
