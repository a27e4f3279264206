import * as z from "zod";
import * as api from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { settled } from "../waiting.ts";
import { eventFilter, eventView, failuresOf, isOver, updateView } from "./pipeline-view.ts";
import { pipelineId, pipelines } from "./pipelines-toolset.ts";

const names = z.array(z.string().min(1).max(512)).min(1).max(1000).optional();

const row = {
  update_id: z.string(),
  state: z.string(),
  cause: text,
  creation_time: text,
  full_refresh: z.boolean().optional(),
  full_refresh_selection: z.array(z.string()).optional(),
  refresh_selection: z.array(z.string()).optional(),
  validate_only: z.boolean().optional(),
};

const followed = z.object({
  pipeline_id: z.string(),
  ...row,
  errors: z.array(z.string()).optional(),
  next: text,
});

const NEWEST_ERRORS = 50;

/** Waits for an update; one that failed comes with what its events say. The wait is all that a cancelled call ends. */
async function follow(
  ctx: Context,
  id: { pipeline_id: string; update_id: string },
  wait_seconds: number | undefined,
  started: "now" | "before",
) {
  const key = `update ${id.update_id} of pipeline ${id.pipeline_id}`;
  const update = await settled(ctx, key, () => api.getUpdate(ctx.client, id), {
    done: isOver,
    words: ({ state }) => `Update ${id.update_id} is ${state}`,
    wait_seconds,
    ...(started === "now" ? { made: true } : { recent: true }),
  });
  const view = { pipeline_id: id.pipeline_id, ...updateView(update) };
  if (!isOver(update)) return { ...view, next: "Not over: get_pipeline_update with wait_seconds goes on waiting." };
  if (update.state !== "FAILED") return view;
  const { items } = await api.listEvents(ctx.client, {
    pipeline_id: id.pipeline_id,
    filter: eventFilter({ levels: ["ERROR"] }),
    max_results: NEWEST_ERRORS,
  });
  return { ...view, ...compact({ errors: failuresOf(items, id.update_id) }) };
}

export const startPipelineUpdate = pipelines.tool({
  name: "start_pipeline_update",
  title: "Run a pipeline",
  description: "Runs a pipeline and waits; a failure comes with its errors.",
  access: {
    least: "write",
    most: "destructive",
    // A full refresh empties tables first, and what their sources no longer hold is gone.
    of: ({ full_refresh, full_refresh_selection }) =>
      full_refresh || full_refresh_selection ? "destructive" : "write",
  },
  untrusted: true,
  input: z
    .strictObject({
      pipeline_id: pipelineId,
      refresh_selection: names.describe("Only these tables"),
      full_refresh: z.boolean().optional().describe("Empties all tables first"),
      full_refresh_selection: names.describe("Empties these first"),
      validate_only: z.boolean().optional().describe("Checks, changes no data"),
      wait_seconds: params.waitSeconds,
    })
    .refine(({ full_refresh, refresh_selection, full_refresh_selection }) => {
      return !full_refresh || (refresh_selection === undefined && full_refresh_selection === undefined);
    }, "full_refresh is for all tables: to empty only some, name them in full_refresh_selection instead"),
  output: followed,
  async confirm({ pipeline_id, full_refresh, full_refresh_selection }, ctx) {
    const { name } = await api.getPipeline(ctx.client, { pipeline_id });
    const tables = full_refresh ? "all tables" : (full_refresh_selection ?? []).join(", ");
    return `Fully refresh ${tables} of pipeline "${name ?? ""}" (${pipeline_id})? They are emptied and built anew: rows that their sources no longer hold are lost.`;
  },
  async run(ctx, { wait_seconds, ...request }) {
    const { update_id } = await api.startUpdate(ctx.client, request);
    return follow(ctx, { pipeline_id: request.pipeline_id, update_id }, wait_seconds, "now");
  },
});

export const getPipelineUpdate = pipelines.tool({
  name: "get_pipeline_update",
  title: "Get a pipeline update",
  description: "Returns an update's state, or waits for its end.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    update_id: z.string().min(1).max(128).describe("Update id"),
    wait_seconds: params.waitSeconds,
  }),
  output: followed,
  run: (ctx, { wait_seconds = 0, ...id }) => follow(ctx, id, wait_seconds, "before"),
});

export const listPipelineUpdates = pipelines.tool({
  name: "list_pipeline_updates",
  title: "List pipeline updates",
  description: "Lists a pipeline's updates, newest first.",
  access: "read",
  input: z.strictObject({ pipeline_id: pipelineId, limit: params.limit(25, 100), page_token: params.pageToken }),
  output: z.object({ updates: z.array(z.object(row)), next_page_token: text }),
  async run(ctx, { limit, ...query }) {
    const { items, next } = await api.listUpdates(ctx.client, { ...query, max_results: limit });
    return { updates: items.map(updateView), ...compact({ next_page_token: next }) };
  },
});

const LEVELS = ["ERROR", "WARN", "INFO", "METRICS"] as const;
const isTime = (value: string): boolean => !Number.isNaN(Date.parse(value));

export const listPipelineEvents = pipelines.tool({
  name: "list_pipeline_events",
  title: "List pipeline events",
  description: "Lists what happened in a pipeline, newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    pipeline_id: pipelineId,
    levels: z.array(z.enum(LEVELS)).optional().describe("Only these"),
    start_time: z
      .string()
      .max(40)
      .refine(isTime, "must be an ISO 8601 time, e.g. 2026-01-31T09:00:00Z")
      .optional()
      .describe("ISO 8601"),
    limit: params.limit(25, 250),
    page_token: params.pageToken,
  }),
  output: z.object({
    events: z.array(
      z.object({
        timestamp: z.string(),
        level: z.string(),
        event_type: z.string(),
        message: z.string(),
        flow_name: text,
        update_id: text,
        exceptions: z.array(z.string()).optional(),
      }),
    ),
    next_page_token: text,
  }),
  async run(ctx, { pipeline_id, limit, page_token, ...wish }) {
    const { items, next } = await api.listEvents(ctx.client, {
      pipeline_id,
      filter: eventFilter(compact(wish)),
      max_results: limit,
      page_token,
    });
    return { events: items.map(eventView), ...compact({ next_page_token: next }) };
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
