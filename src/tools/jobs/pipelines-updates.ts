import * as z from "zod";
import * as api from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { waitWithinBudget } from "../waiting.ts";
import { errorsOfUpdate, eventFilter } from "./pipeline-errors.ts";
import { pipelineObject, pipelineTables } from "./pipeline-facts.ts";
import { pipelineEventView, updateView } from "./pipeline-view.ts";
import { pipelineId, pipelineIdFields, pipelines } from "./pipelines-toolset.ts";

const names = z.array(z.string().min(1).max(512)).min(1).max(1000).optional();

/** An update after a wait: with its errors if it failed, and with the next step if it has not ended. */
const waitedUpdateView = view(
  { pipeline_id: z.string(), ...updateView.fields, errors: texts, next: text },
  (
    pipeline_id: string,
    update: api.PipelineUpdate,
    { errors, next }: { readonly errors?: string[]; readonly next?: string } = {},
  ) => ({ pipeline_id, ...updateView(update), errors, next }),
);

const ENDED: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "CANCELED"]);

/** Whether an update has ended. An unknown state counts as not ended. */
const hasUpdateEnded = ({ state }: api.PipelineUpdate): boolean => ENDED.has(state ?? "");

/** Waits for the end of an update. Cancelling the call ends the wait, not the update. */
async function waitForUpdate(
  ctx: Context,
  id: { pipeline_id: string; update_id: string },
  wait_seconds: number | undefined,
  started: "now" | "before",
) {
  const key = `update ${id.update_id} of pipeline ${id.pipeline_id}`;
  const update = await waitWithinBudget(ctx, key, () => api.getPipelineUpdate(ctx.client, id), {
    done: hasUpdateEnded,
    words: ({ state }) => `Update ${id.update_id} is ${state}`,
    wait_seconds,
    ...(started === "now" ? { made: true } : { recent: true }),
  });
  if (!hasUpdateEnded(update)) {
    const next = "Not finished yet. Call get_pipeline_update with wait_seconds to keep waiting.";
    return waitedUpdateView(id.pipeline_id, update, { next });
  }
  if (update.state !== "FAILED") return waitedUpdateView(id.pipeline_id, update);
  return waitedUpdateView(id.pipeline_id, update, { errors: await errorsOfUpdate(ctx, id) });
}

const isId = (id: string): boolean => /^[\w-]{1,128}$/.test(id);
const updateId = z.string().refine(isId, "must be an update_id of get_pipeline").describe("From get_pipeline");

export const startPipelineUpdate = pipelines.tool({
  name: "start_pipeline_update",
  title: "Run a pipeline",
  description: "Runs a pipeline (starts an update) and waits for its end. A failed update is returned with its errors.",
  access: {
    least: "write",
    most: "destructive",
    // A full refresh empties tables first, so rows that their sources no longer have are lost.
    of: ({ full_refresh, full_refresh_selection }) =>
      full_refresh || full_refresh_selection ? "destructive" : "write",
  },
  untrusted: true,
  input: z
    .strictObject({
      pipeline_id: pipelineId,
      refresh_selection: names.describe("Tables to refresh; defaults to all"),
      full_refresh: z.boolean().optional().describe("Whether to empty all tables first and rebuild them"),
      full_refresh_selection: names.describe("Tables to empty first and rebuild"),
      validate_only: z.boolean().optional().describe("Only check the source code, without changing data"),
      wait_seconds: params.waitSeconds,
    })
    .refine(({ full_refresh, refresh_selection, full_refresh_selection }) => {
      return !full_refresh || (refresh_selection === undefined && full_refresh_selection === undefined);
    }, "full_refresh applies to all tables: to empty only some, list them in full_refresh_selection instead"),
  aliases: pipelineIdFields,
  output: waitedUpdateView.schema,
  covers: "pipelines.startUpdate",
  async affects(args, ctx) {
    const { pipeline_id, full_refresh, full_refresh_selection = [], refresh_selection = [] } = args;
    const empties = full_refresh === true || full_refresh_selection.length > 0;
    if (!empties && !ctx.settings.protect) return unnamed("Update", { kind: "pipeline", id: pipeline_id });
    const pipeline = await api.getPipeline(ctx.client, { pipeline_id });
    const written = ctx.settings.protect ? [...full_refresh_selection, ...refresh_selection] : full_refresh_selection;
    const writes = empties || args.validate_only !== true;
    return {
      effect: empties ? "Empty and rebuild" : "Update",
      objects: [pipelineObject(pipeline), ...(writes ? pipelineTables(pipeline, written) : [])],
      consequences: empties
        ? [{ reason: "loss", text: say`Rows that their sources no longer have are permanently lost.` }]
        : [],
    };
  },
  async run(ctx, { wait_seconds, ...request }) {
    const { update_id } = await api.startPipelineUpdate(ctx.client, request);
    const { pipeline_id } = request;
    ctx.accepted({ what: "The update was started", ids: { pipeline_id, update_id }, followUp: "get_pipeline_update" });
    return waitForUpdate(ctx, { pipeline_id: request.pipeline_id, update_id }, wait_seconds, "now");
  },
});

export const getPipelineUpdate = pipelines.tool({
  name: "get_pipeline_update",
  title: "Get a pipeline update",
  description:
    "Returns the state of a pipeline update, or waits for its end. A failed update is returned with its errors.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    update_id: updateId,
    wait_seconds: params.waitSeconds,
  }),
  output: waitedUpdateView.schema,
  run: (ctx, { wait_seconds = 0, ...id }) => waitForUpdate(ctx, id, wait_seconds, "before"),
});

export const listPipelineUpdates = pipelines.tool({
  name: "list_pipeline_updates",
  title: "List pipeline updates",
  servedIn: [],
  description: "Lists the updates (runs) of a pipeline, newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ pipeline_id: pipelineId, limit: params.limit(25, 100), page_token: params.pageToken }),
  aliases: pipelineIdFields,
  output: z.object({ updates: z.array(updateView.schema), next_page_token: text }),
  async run(ctx, { limit, ...query }) {
    const { items, next } = await api.listPipelineUpdates(ctx.client, { ...query, max_results: limit });
    return { updates: items.map((update) => updateView(update)), next_page_token: next };
  },
});

const LEVELS = ["ERROR", "WARN", "INFO", "METRICS"] as const;

export const listPipelineEvents = pipelines.tool({
  name: "list_pipeline_events",
  title: "List pipeline events",
  description: "Lists the event log of a pipeline (progress, errors, data quality), newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    update_id: updateId.optional(),
    levels: z.array(z.enum(LEVELS)).optional().describe("Levels to include"),
    start_time: params.time.describe("ISO 8601"),
    limit: params.limit(25, 250),
    page_token: params.pageToken,
  }),
  output: z.object({ events: z.array(pipelineEventView.schema), next_page_token: text }),
  async run(ctx, { pipeline_id, limit, page_token, ...conditions }) {
    const { items, next } = await api.listPipelineEvents(ctx.client, {
      pipeline_id,
      filter: eventFilter(conditions),
      max_results: limit,
      page_token,
    });
    return { events: items.map((event) => pipelineEventView(event)), next_page_token: next };
  },
  text: ({ events, next_page_token }) =>
    [
      ...(events.length === 0 ? ["No events."] : []),
      ...events.flatMap(({ timestamp, level, event_type, message, exceptions = [] }) => [
        `${timestamp} ${level} ${event_type} – ${message}`,
        ...exceptions.map((cause) => `  ${cause}`),
      ]),
      ...(next_page_token ? [`More: page_token ${next_page_token}`] : []),
    ].join("\n"),
});
