import * as z from "zod";
import * as api from "../../api/jobs/pipelines.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { powersOf } from "../admin/granting-fields.ts";
import { restBody, someFields } from "../api/body.ts";
import { settled } from "../waiting.ts";
import { changedSpec, isAtRest, pipelineDetails, pipelineSummary } from "./pipeline-view.ts";
import { pipelineId, pipelines } from "./pipelines-toolset.ts";

const update = z.looseObject({ update_id: z.string(), state: z.string(), creation_time: text });
const summary = { pipeline_id: z.string(), name: z.string(), state: z.string(), health: text, creator_user_name: text };
const name = z.string().min(1).max(255);

export const listPipelines = pipelines.tool({
  name: "list_pipelines",
  title: "List pipelines",
  description: "Lists pipelines with state and latest update.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: name
      .refine((part) => !part.includes("'"), "must not contain a quote")
      .optional()
      .describe("Part of it"),
    limit: params.limit(25, 100),
    page_token: params.pageToken,
  }),
  output: z.object({
    pipelines: z.array(z.object({ ...summary, latest_update: update.optional() })),
    next_page_token: text,
  }),
  async run(ctx, { name, limit, page_token }) {
    const { items, next } = await api.listPipelines(ctx.client, {
      filter: name === undefined ? undefined : `name LIKE '%${name}%'`,
      max_results: limit,
      page_token,
    });
    return { pipelines: items.map(pipelineSummary), ...compact({ next_page_token: next }) };
  },
});

export const getPipeline = pipelines.tool({
  name: "get_pipeline",
  title: "Get a pipeline",
  description: "Returns a pipeline's state, latest updates and spec.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ pipeline_id: pipelineId }),
  output: z.object({
    ...summary,
    cause: text,
    run_as_user_name: text,
    cluster_id: text,
    last_modified: text,
    latest_updates: z.array(update).optional(),
    spec: z.record(z.string(), z.unknown()).describe("PipelineSpec, credentials masked"),
  }),
  run: async (ctx, args) => pipelineDetails(await api.getPipeline(ctx.client, args)),
});

const changed = z.object({ pipeline_id: z.string(), name: text, note: z.string() });

const runsAs = powersOf("run_as");

export const createPipeline = pipelines.tool({
  name: "create_pipeline",
  title: "Create a pipeline",
  description: "Creates a pipeline; start_pipeline_update runs it.",
  access: { least: "write", most: "destructive", of: ({ settings }) => runsAs.access(settings) },
  untrusted: true,
  input: z.strictObject({
    name: name.describe("Not taken yet"),
    catalog: name.describe("Of its tables"),
    schema: name.describe("Of its tables"),
    libraries: z.array(restBody()).min(1).describe("{glob: {include}} or {notebook: {path}}"),
    settings: restBody("dry_run", "pipeline_id", "allow_duplicate_names")
      .optional()
      .describe("More of PipelineSpec: serverless, continuous, …"),
  }),
  output: changed,
  confirm: ({ name, settings }) =>
    `Create pipeline "${name}" with ${runsAs.words(settings)}? It then runs with the rights of that identity.`,
  async run(ctx, { settings, ...spec }) {
    const { pipeline_id } = await api.createPipeline(ctx.client, { ...settings, ...spec });
    const note = settings?.continuous === true ? "Created; it is continuous and starts by itself." : "Created.";
    return { pipeline_id, name: spec.name, note };
  },
});

export const updatePipeline = pipelines.tool({
  name: "update_pipeline",
  title: "Change a pipeline",
  description: "Changes the given fields of a pipeline's spec.",
  access: { least: "write", most: "destructive", of: ({ settings }) => runsAs.access(settings) },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    settings: restBody("id", "pipeline_id", "expected_last_modified")
      .refine(someFields, "must hold a field to change")
      .describe("Of PipelineSpec; null unsets"),
  }),
  output: changed,
  async confirm({ pipeline_id, settings }, ctx) {
    const { name } = await api.getPipeline(ctx.client, { pipeline_id });
    return `Change pipeline "${name ?? ""}" (${pipeline_id}) to ${runsAs.words(settings)}? It then runs with the rights of that identity.`;
  },
  async run(ctx, { pipeline_id, settings }) {
    const { spec, last_modified, name } = await api.getPipeline(ctx.client, { pipeline_id });
    if (!spec) throw new ToolError(`The spec of pipeline ${pipeline_id} cannot be read, so it was not changed.`);
    // The platform replaces the whole spec: what was not named goes back as it is, unless somebody changed it meanwhile.
    await api.replacePipeline(ctx.client, {
      ...changedSpec(spec, settings),
      pipeline_id,
      ...(last_modified ? { expected_last_modified: last_modified } : {}),
    });
    return { pipeline_id, ...compact({ name }), note: "Changed; it applies from the next update." };
  },
});

export const deletePipeline = pipelines.tool({
  name: "delete_pipeline",
  title: "Delete a pipeline",
  description: "Deletes a pipeline and, in Unity Catalog, the tables it made.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    cascade: z.boolean().optional().describe("false keeps the tables"),
  }),
  output: changed,
  async confirm({ pipeline_id, cascade }, ctx) {
    const { name, state } = await api.getPipeline(ctx.client, { pipeline_id });
    const tables = cascade === false ? "Its tables stay" : "The tables it made in Unity Catalog are dropped with it";
    return `Delete pipeline "${name ?? ""}" (${pipeline_id}, ${state})? ${tables}; its definition and history are lost.`;
  },
  async run(ctx, args) {
    await api.deletePipeline(ctx.client, args);
    return { pipeline_id: args.pipeline_id, note: "Deleted." };
  },
});

export const stopPipeline = pipelines.tool({
  name: "stop_pipeline",
  title: "Stop a pipeline",
  description: "Cancels a pipeline's active update.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ pipeline_id: pipelineId, wait_seconds: params.waitSeconds }),
  output: z.object({ pipeline_id: z.string(), name: text, state: z.string(), next: text }),
  async run(ctx, { pipeline_id, wait_seconds }) {
    await api.stopPipeline(ctx.client, { pipeline_id });
    const pipeline = await settled(ctx, `pipeline ${pipeline_id}`, () => api.getPipeline(ctx.client, { pipeline_id }), {
      done: isAtRest,
      words: ({ name, state }) => `Pipeline ${name ?? pipeline_id} is ${state}`,
      wait_seconds,
    });
    const next = isAtRest(pipeline) ? undefined : "Still stopping: get_pipeline tells when it is IDLE.";
    return { pipeline_id, state: pipeline.state ?? "UNKNOWN", ...compact({ name: pipeline.name, next }) };
  },
});
