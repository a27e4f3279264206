import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const flag = z.boolean().nullish();

/** `UpdateInfo`. `creation_time` is epoch milliseconds, or RFC 3339 in the latest updates of a pipeline. */
const update = z.looseObject({
  update_id: z.string(),
  state: text,
  cause: text,
  creation_time: z.union([z.number(), z.string()]).nullish(),
  full_refresh: flag,
  full_refresh_selection: z.array(z.string()).nullish(),
  refresh_selection: z.array(z.string()).nullish(),
  validate_only: flag,
});
/** One run of a pipeline. */
export type PipelineUpdate = z.output<typeof update>;

/** The definition of a pipeline as the REST API names its fields. */
export type PipelineSpec = Readonly<Record<string, unknown>>;

/** The fields we read of a pipeline. Only get returns `spec`. `last_modified` is epoch milliseconds. */
const pipeline = z.looseObject({
  pipeline_id: z.string(),
  name: text,
  state: text,
  health: text,
  cause: text,
  cluster_id: text,
  creator_user_name: text,
  run_as_user_name: text,
  last_modified: int64.nullish(),
  latest_updates: z.array(update).nullish(),
  spec: z.record(z.string(), z.unknown()).nullish(),
});
/** A pipeline with its state. */
export type Pipeline = z.output<typeof pipeline>;

const event = z.looseObject({
  id: text,
  timestamp: text,
  level: text,
  event_type: text,
  message: text,
  error: z
    .looseObject({
      fatal: flag,
      exceptions: z.array(z.looseObject({ class_name: text, message: text })).nullish(),
    })
    .nullish(),
  origin: z.looseObject({ update_id: text, flow_name: text, dataset_name: text }).nullish(),
  /** By the type of the event. */
  details: z.unknown().optional(),
});
/** An entry of the event log of a pipeline. `timestamp` is RFC 3339. */
export type PipelineEvent = z.output<typeof event>;

const BASE = "/api/2.0/pipelines";

interface PageQuery {
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

/** `GET /api/2.0/pipelines`: one page. `max_results` ≤ 100; `filter` is `name LIKE '%x%'`. */
export async function listPipelines(
  client: Client,
  query: PageQuery & { filter?: string | undefined },
): Promise<Page<Pipeline>> {
  const schema = z.looseObject({ statuses: z.array(pipeline).nullish(), next_page_token: text });
  const { statuses, next_page_token } = await client.get("pipelines.listPipelines", BASE, schema, {
    query: { ...query },
  });
  return { items: statuses ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.0/pipelines/{pipeline_id}`: with its spec. @throws {ApiError} `not-found` */
export const getPipeline = (client: Client, { pipeline_id }: { pipeline_id: string }) =>
  client.get("pipelines.get", path`/api/2.0/pipelines/${pipeline_id}`, pipeline);

/**
 * `POST /api/2.0/pipelines`: returns the `pipeline_id`. A continuous pipeline starts immediately.
 * @throws {ApiError} `conflict` if the name is taken, `invalid`, `permission`
 */
export const createPipeline = (client: Client, body: PipelineSpec) =>
  client.post("pipelines.create", BASE, z.looseObject({ pipeline_id: z.string() }), { body });

/**
 * `PUT /api/2.0/pipelines/{pipeline_id}`: replaces the whole spec.
 * @throws {ApiError} `conflict` if the pipeline changed after `expected_last_modified` (epoch milliseconds), `not-found`
 */
export const replacePipeline = (
  client: Client,
  { pipeline_id, ...body }: PipelineSpec & { pipeline_id: string; expected_last_modified?: number },
) => client.put("pipelines.update", path`/api/2.0/pipelines/${pipeline_id}`, nothing, { body });

/**
 * `DELETE /api/2.0/pipelines/{pipeline_id}`: with `cascade`, the default, the tables of a Unity Catalog pipeline are
 * dropped too.
 * @throws {ApiError} `not-found`, `permission`
 */
export const deletePipeline = (
  client: Client,
  { pipeline_id, ...query }: { pipeline_id: string; cascade?: boolean | undefined },
) => client.delete("pipelines.delete", path`/api/2.0/pipelines/${pipeline_id}`, nothing, { query });

/**
 * `POST /api/2.0/pipelines/{pipeline_id}/stop`: returns before the update has stopped. Without an active update it has
 * no effect.
 * @throws {ApiError} `not-found`, `permission`
 */
export const stopPipeline = (client: Client, { pipeline_id }: { pipeline_id: string }) =>
  client.post("pipelines.stop", path`/api/2.0/pipelines/${pipeline_id}/stop`, nothing, { replay: "safe" });

/** Which tables an update refreshes. By default all, incrementally. */
export interface UpdateRequest {
  readonly pipeline_id: string;
  readonly full_refresh?: boolean | undefined;
  readonly full_refresh_selection?: readonly string[] | undefined;
  readonly refresh_selection?: readonly string[] | undefined;
  readonly validate_only?: boolean | undefined;
}

/**
 * `POST /api/2.0/pipelines/{pipeline_id}/updates`: returns the `update_id` before the update has ended.
 * @throws {ApiError} `conflict` while another update is active, `not-found`, `permission`
 */
export const startPipelineUpdate = (client: Client, { pipeline_id, ...body }: UpdateRequest) =>
  client.post(
    "pipelines.startUpdate",
    path`/api/2.0/pipelines/${pipeline_id}/updates`,
    z.looseObject({ update_id: z.string() }),
    { body },
  );

/** `GET /api/2.0/pipelines/{pipeline_id}/updates/{update_id}`. @throws {ApiError} `not-found` */
export async function getPipelineUpdate(
  client: Client,
  { pipeline_id, update_id }: { pipeline_id: string; update_id: string },
): Promise<PipelineUpdate> {
  return (
    await client.get(
      "pipelines.getUpdate",
      path`/api/2.0/pipelines/${pipeline_id}/updates/${update_id}`,
      z.looseObject({ update }),
    )
  ).update;
}

/** `GET /api/2.0/pipelines/{pipeline_id}/updates`: one page, newest first. `max_results` ≤ 100. @throws {ApiError} `not-found` */
export async function listPipelineUpdates(
  client: Client,
  { pipeline_id, ...query }: PageQuery & { pipeline_id: string },
): Promise<Page<PipelineUpdate>> {
  const schema = z.looseObject({ updates: z.array(update).nullish(), next_page_token: text });
  const { updates, next_page_token } = await client.get(
    "pipelines.listUpdates",
    path`/api/2.0/pipelines/${pipeline_id}/updates`,
    schema,
    {
      query,
    },
  );
  return { items: updates ?? [], next: next_page_token || undefined };
}

/**
 * `GET /api/2.0/pipelines/{pipeline_id}/events`: one page of the event log, newest first. `max_results` ≤ 250. With a
 * page token, the platform accepts no filter.
 * @throws {ApiError} `not-found`
 */
export async function listPipelineEvents(
  client: Client,
  { pipeline_id, filter, ...page }: PageQuery & { pipeline_id: string; filter?: string | undefined },
): Promise<Page<PipelineEvent>> {
  const schema = z.looseObject({ events: z.array(event).nullish(), next_page_token: text });
  const { events, next_page_token } = await client.get(
    "pipelines.listPipelineEvents",
    path`/api/2.0/pipelines/${pipeline_id}/events`,
    schema,
    {
      query: page.page_token ? { ...page } : { ...page, filter },
    },
  );
  return { items: events ?? [], next: next_page_token || undefined };
}
