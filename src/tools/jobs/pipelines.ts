import * as z from "zod";
import * as api from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import { distinct, say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { objectName, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { hasFields, restBody } from "../api/body.ts";
import { asChange, lostEntries, resetFields } from "../api/replaced.ts";
import { loadedCode } from "../compute/loaded-code.ts";
import { retryUntilVisible } from "../read-after-write.ts";
import { waitWithinBudget } from "../waiting.ts";
import { formerIdentity } from "./job-facts.ts";
import { errorsOfLatest } from "./pipeline-errors.ts";
import {
  affectedPipeline,
  changedOutputs,
  newPipelineCode,
  pipelineObject,
  pipelineTables,
  protectedOutputs,
  removedLibraries,
} from "./pipeline-facts.ts";
import { changedSpec, pipelineDetailsView, pipelineSummaryView } from "./pipeline-view.ts";
import { pipelineId, pipelineIdFields, pipelines } from "./pipelines-toolset.ts";
import { outsideRecipients } from "./recipients.ts";
import { alwaysRuns } from "./starts.ts";

const name = z.string().min(1).max(255);

const libraries = z.array(restBody()).min(1).describe("Source code: {glob: {include}} or {notebook: {path}}");

/** The fields of PipelineSpec that are not arguments of create_pipeline. */
const SPEC_FIELDS = `storage target root_path serverless clusters configuration continuous development photon edition
  channel environment event_log notifications tags run_as parameters filters restart_window ingestion_definition
  gateway_definition budget_policy_id usage_policy_id deployment`.split(/\s+/);

export const listPipelines = pipelines.tool({
  name: "list_pipelines",
  title: "List pipelines",
  description: "Lists pipelines with their state and latest update.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: name
      .refine((part) => !part.includes("'"), "must not contain a quote")
      .optional()
      .describe("Part of the pipeline name"),
    limit: params.limit(25, 100),
    page_token: params.pageToken,
  }),
  aliases: { max_results: "limit" },
  output: z.object({ pipelines: z.array(pipelineSummaryView.schema), next_page_token: text }),
  async run(ctx, { name, limit, page_token }) {
    const { items, next } = await api.listPipelines(ctx.client, {
      filter: name === undefined ? undefined : `name LIKE '%${name}%'`,
      max_results: limit,
      page_token,
    });
    return { pipelines: items.map((pipeline) => pipelineSummaryView(pipeline)), next_page_token: next };
  },
});

export const getPipeline = pipelines.tool({
  name: "get_pipeline",
  title: "Get a pipeline",
  description: "Returns a pipeline's state, spec and latest updates, with the errors of a failed one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ pipeline_id: pipelineId }),
  aliases: pipelineIdFields,
  output: pipelineDetailsView.schema,
  async run(ctx, args) {
    const pipeline = await api.getPipeline(ctx.client, args);
    return pipelineDetailsView(pipeline, await errorsOfLatest(ctx, pipeline));
  },
});

const changed = z.object({ pipeline_id: z.string(), name: text, note: z.string() });
const changedSettings = z.record(z.string(), z.unknown()).optional();

/** Pipelines of Lakeflow Connect have no source code. */
const INGESTS = ["ingestion_definition", "gateway_definition"];

const runsAs = grantingFields({ run_as: "identity" });

export const createPipeline = pipelines.tool({
  name: "create_pipeline",
  title: "Create a pipeline",
  description: "Creates a pipeline. Run it with start_pipeline_update.",
  access: { least: "write", most: "destructive", of: ({ settings }) => runsAs.access(settings) },
  untrusted: true,
  input: z
    .strictObject({
      name: name.describe("Unique name"),
      catalog: name.describe("Catalog for the pipeline's tables"),
      schema: name.describe("Schema for the pipeline's tables"),
      libraries: libraries.optional(),
      settings: restBody("name", "catalog", "schema", "libraries", "dry_run", "pipeline_id", "allow_duplicate_names")
        .optional()
        .describe("Other fields of PipelineSpec: serverless, continuous, …"),
    })
    .refine(({ libraries, settings = {} }) => libraries !== undefined || INGESTS.some((field) => field in settings), {
      path: ["libraries"],
      message: `is required, unless settings has ${INGESTS.join(" or ")}`,
    }),
  aliases: params.fieldsOf("settings", SPEC_FIELDS),
  output: changed.extend({ settings: changedSettings.describe("the spec, read back") }),
  covers: "pipelines.create",
  async affects({ name, catalog, schema, libraries, settings }, ctx) {
    const code = loadedCode({ ...settings, libraries });
    return {
      effect: "Create",
      objects: [{ kind: "pipeline", name }, ...protectedOutputs(ctx, { ...settings, catalog, schema })],
      consequences: [
        ...runsAs.consequences(settings),
        ...code.consequences,
        ...alwaysRuns(settings?.continuous === true),
        ...(await outsideRecipients(ctx, settings)),
      ],
      ...code.access,
    };
  },
  async run(ctx, { settings, ...spec }) {
    const { pipeline_id } = await api.createPipeline(ctx.client, { ...settings, ...compact({ ...spec }) });
    ctx.accepted({ what: "The pipeline was created", ids: { pipeline_id }, followUp: "get_pipeline" });
    const read = retryUntilVisible(ctx, `pipeline ${pipeline_id}`, () => api.getPipeline(ctx.client, { pipeline_id }));
    const { name, spec: created } = pipelineDetailsView(await read());
    const note =
      settings?.continuous === true
        ? "Created, and read back. It is continuous and starts automatically."
        : "Created, and read back.";
    return { pipeline_id, name, note, settings: created };
  },
});

const REPLACED_FIELDS = ["name", "catalog", "schema", "libraries", ...SPEC_FIELDS];

export const updatePipeline = pipelines.tool({
  name: "update_pipeline",
  title: "Change a pipeline",
  description: "Changes the given fields of a pipeline's spec. The change applies from the next update.",
  access: { least: "write", most: "destructive", of: ({ settings }) => runsAs.access(settings) },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    settings: restBody("id", "pipeline_id", "expected_last_modified")
      .refine(hasFields, "must have a field to change")
      .describe("Other fields of PipelineSpec to change; null unsets a field"),
  }),
  flat: z.object({ name: name.describe("New name"), libraries }),
  aliases: {
    id: "pipeline_id",
    ...params.fieldsOf("settings", REPLACED_FIELDS),
  },
  output: changed.extend({
    settings: changedSettings.describe("the changed ones, read back"),
  }),
  alsoCovers: [{ operation: "pipelines.update", args: replacedSpec }],
  async affects({ pipeline_id, settings }, ctx) {
    const granting = runsAs.consequences(settings);
    const replaces = Object.values(settings).some((value) => typeof value === "object");
    const { continuous: starts, root_path } = settings;
    if (granting.length === 0 && !replaces && starts !== true && root_path === undefined && !ctx.settings.protect) {
      return unnamed("Change", { kind: "pipeline", id: pipeline_id });
    }
    const pipeline = await api.getPipeline(ctx.client, { pipeline_id });
    const { libraries, run_as: _, ...others } = settings;
    const removed = removedLibraries(pipeline, libraries);
    const code = await newPipelineCode(ctx, pipeline, settings);
    const loaded = loadedCode(settings, pipeline.spec);
    const continuous = starts === true && pipeline.spec?.continuous !== true;
    return {
      effect: "Change",
      objects: [pipelineObject(pipeline), ...changedOutputs(ctx, pipeline, settings)],
      ...loaded.access,
      // Tables are lost, or a write gives as much as a change of run_as.
      ...(removed.length + code.length > 0 && { access: "destructive" }),
      consequences: [
        ...granting,
        ...formerIdentity(pipeline.run_as_user_name, settings),
        ...removed,
        ...distinct([...code, ...loaded.consequences]),
        ...alwaysRuns(continuous),
        ...(await outsideRecipients(ctx, settings, pipeline.spec)),
        ...resetFields(pipeline.spec ?? {}, settings),
        ...lostEntries(pipeline.spec ?? {}, others),
      ],
    };
  },
  async run(ctx, { pipeline_id, settings }) {
    const { spec, last_modified, name } = await api.getPipeline(ctx.client, { pipeline_id });
    if (!spec) throw new ToolError(`The spec of pipeline ${pipeline_id} cannot be read. Nothing was changed.`);
    // The platform replaces the whole spec, so all fields are sent. It rejects them if another user changed it meanwhile.
    await api.replacePipeline(ctx.client, {
      ...changedSpec(spec, settings),
      pipeline_id,
      ...(last_modified ? { expected_last_modified: last_modified } : {}),
    });
    ctx.accepted({ what: "The pipeline was changed", ids: { pipeline_id }, followUp: "get_pipeline" });
    const after = pipelineDetailsView(await api.getPipeline(ctx.client, { pipeline_id }));
    const changes = Object.entries(after.spec).filter(([field]) => field in settings);
    return {
      pipeline_id,
      name: after.name || name,
      note: "Changed. The change applies from the next update.",
      settings: Object.fromEntries(changes),
    };
  },
});

/** The operation replaces the whole spec. */
async function replacedSpec(parameters: Readonly<Record<string, unknown>>, ctx: Context) {
  const { pipeline_id, expected_last_modified: _, allow_duplicate_names: __, ...given } = parameters;
  const { spec = {} } = await api.getPipeline(ctx.client, { pipeline_id: String(pipeline_id) });
  return [{ pipeline_id, settings: asChange(spec ?? {}, given, REPLACED_FIELDS) }];
}

export const deletePipeline = pipelines.tool({
  name: "delete_pipeline",
  title: "Delete a pipeline",
  description: "Deletes a pipeline and, in Unity Catalog, its tables.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    cascade: z.boolean().optional().describe("Whether to drop the tables too; default true"),
  }),
  aliases: pipelineIdFields,
  output: z.object({ pipeline_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "pipelines.delete",
  async affects({ pipeline_id, cascade }, ctx) {
    const pipeline = await api.getPipeline(ctx.client, { pipeline_id });
    const tables = cascade === false ? say`Its tables are kept.` : say`Its Unity Catalog tables are dropped.`;
    return {
      effect: "Delete",
      objects: [pipelineObject(pipeline), ...(cascade === false ? [] : pipelineTables(pipeline))],
      consequences: [{ reason: "loss", text: say`${tables} Its definition and history are permanently lost.` }],
    };
  },
  async run(ctx, args) {
    await api.deletePipeline(ctx.client, args);
    return { pipeline_id: args.pipeline_id, deleted: true };
  },
});

export const stopPipeline = pipelines.tool({
  name: "stop_pipeline",
  title: "Stop a pipeline",
  description: "Cancels the active update of a pipeline and waits until it has stopped.",
  access: "write",
  covers: "pipelines.stop",
  affects: async ({ pipeline_id }, ctx) => ({
    effect: "Stop",
    objects: [await affectedPipeline(ctx, pipeline_id)],
    consequences: [],
  }),
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ pipeline_id: pipelineId, wait_seconds: params.waitSeconds }),
  aliases: pipelineIdFields,
  output: z.object({ pipeline_id: z.string(), name: text, state: z.string(), next: text }),
  async run(ctx, { pipeline_id, wait_seconds }) {
    await api.stopPipeline(ctx.client, { pipeline_id });
    const pipeline = await waitWithinBudget(
      ctx,
      `pipeline ${pipeline_id}`,
      () => api.getPipeline(ctx.client, { pipeline_id }),
      {
        done: isIdle,
        words: ({ name, state }) => `Pipeline ${name ?? pipeline_id} is ${state}`,
        wait_seconds,
      },
    );
    const next = isIdle(pipeline) ? undefined : "Still stopping. Call get_pipeline to check that it is IDLE.";
    return { pipeline_id, name: pipeline.name, state: pipeline.state ?? "UNKNOWN", next };
  },
});

const IDLE: ReadonlySet<string> = new Set(["IDLE", "FAILED", "DELETED"]);

/** Whether a pipeline has no active update. */
const isIdle = ({ state }: api.Pipeline): boolean => IDLE.has(state ?? "");
