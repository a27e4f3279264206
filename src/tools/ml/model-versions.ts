import * as z from "zod";
import { pairsOf } from "../../api/ml/mlflow.ts";
import { aliasOf } from "../../api/ml/models-unity.ts";
import { createModelVersion as create, setModelTag } from "../../api/ml/models-workspace.ts";
import { registryOf } from "../../api/ml/registries.ts";
import { ToolError } from "../../core/errors.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { budgetOf, waitFor } from "../waiting.ts";
import { more, nothingToDo, tags, text, texts } from "./arguments.ts";
import { comment, name, named, unityOnly, version, versionRow, workspaceOnly } from "./model-arguments.ts";
import { versionDetails, versionSummary } from "./model-view.ts";
import { models } from "./models-toolset.ts";

export const listModelVersions = models.tool({
  name: "list_model_versions",
  title: "List the versions of a model",
  description: "Lists a model's versions.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name, limit: params.limit(50, 1000), page_token: params.pageToken }),
  output: z.object({ model_versions: z.array(z.object(versionRow)), next_page_token: text }),
  async run(ctx, { name, limit, page_token }) {
    const { items, next } = await registryOf(name).listVersions(ctx.client, { name, max_results: limit, page_token });
    return { model_versions: items.map(versionSummary), ...compact({ next_page_token: next }) };
  },
  text: ({ model_versions, next_page_token }) =>
    model_versions.length === 0
      ? "No version yet."
      : table(
          ["version", "stage or aliases", "status", "created", "run_id", "comment"],
          model_versions.map((one) => [
            one.version,
            one.stage ?? one.aliases?.join(", ") ?? "",
            one.status ?? "READY",
            one.created_at ?? "",
            one.run_id ?? "",
            one.comment ?? "",
          ]),
        ) + more(next_page_token),
});

const details = {
  ...versionRow,
  status: text,
  status_message: text,
  source: text,
  storage_location: text,
  created_by: text,
  tags: texts,
};

export const getModelVersion = models.tool({
  name: "get_model_version",
  title: "Get a model version",
  description: "Returns one version: status, source, run.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name,
    version: z
      .string()
      .refine((text) => /^(\d{1,18}|@.{1,255})$/.test(text), "must be a number as text, or an alias such as @champion")
      .describe("Number or @alias"),
  }),
  output: z.object(details),
  async run(ctx, key) {
    if (aliasOf(key.version) !== undefined) unityOnly(key.name, "aliases", "Give the version's number.");
    return versionDetails(await registryOf(key.name).getVersion(ctx.client, key));
  },
});

export const createModelVersion = models.tool({
  name: "create_model_version",
  title: "Create a model version",
  description: "Registers a model's files as its next version, in the workspace registry only.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    name,
    source: z.string().min(1).max(4096).describe("URI, e.g. runs:/<run_id>/model"),
    run_id: params.runId.optional().describe("Run that made it"),
    comment,
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({ ...details, next: text }),
  async run(ctx, { wait_seconds, comment, ...wish }) {
    workspaceOnly(
      wish.name,
      "such call: their versions are uploaded",
      'Run mlflow.register_model in a command, with mlflow.set_registry_uri("databricks-uc").',
    );
    const made = await create(ctx.client, { ...wish, ...compact({ description: comment }) });
    const key = { name: wish.name, version: made.version };
    const read = () => registryOf(key.name).getVersion(ctx.client, key);
    const { value, finished } = await waitFor(ctx, `version ${key.version} of model ${key.name}`, read, {
      done: ({ status }) => status !== "PENDING_REGISTRATION",
      words: ({ status }) => `${named(key.name, key.version)} is ${status}`,
      budgetMs: budgetOf(ctx, wait_seconds),
      made: true,
    });
    if (value.status === "FAILED_REGISTRATION") {
      throw new ToolError(`The registration of version ${key.version} failed.`, {
        next: "Check source: the files must be there and readable. Then create another version.",
        ...(value.status_message && { quoted: value.status_message }),
      });
    }
    const next = finished ? undefined : `get_model_version with version ${key.version} tells when it is READY.`;
    return { ...versionDetails(value), ...compact({ next }) };
  },
});

export const updateModelVersion = models.tool({
  name: "update_model_version",
  title: "Change a model version",
  description: "Comments or tags a version.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ name, version, comment, tags }),
  output: z.object({ name: z.string(), version: z.string(), changed: z.array(z.string()) }),
  async run(ctx, { name, version, comment, tags = {} }) {
    const pairs = pairsOf(tags);
    if (comment === undefined && pairs.length === 0) throw nothingToDo("comment or tags");
    if (pairs.length > 0) workspaceOnly(name, "version tags here", "Write it into the comment instead.");
    for (const pair of pairs) await setModelTag(ctx.client, { name, version, ...pair });
    if (comment !== undefined) await registryOf(name).describeVersion(ctx.client, { name, version, comment });
    return { name, version, changed: [...Object.keys(compact({ comment })), ...pairs.map(({ key }) => `tags.${key}`)] };
  },
});

export const deleteModelVersion = models.tool({
  name: "delete_model_version",
  title: "Delete a model version",
  description: "Deletes one version.",
  access: "destructive",
  input: z.strictObject({ name, version }),
  output: z.object({ name: z.string(), version: z.string(), deleted: z.boolean() }),
  async confirm(key, ctx) {
    const { stage, aliases = [] } = await registryOf(key.name).getVersion(ctx.client, key);
    const used = [...(stage && stage !== "None" ? [`in ${stage}`] : []), ...aliases.map((alias) => `@${named(alias)}`)];
    return `Delete the model ${named(key.name, key.version)}${used.length > 0 ? ` (${used.join(", ")})` : ""} for good? Whatever loads it fails.`;
  },
  async run(ctx, key) {
    await registryOf(key.name).deleteVersion(ctx.client, key);
    return { ...key, deleted: true };
  },
});
