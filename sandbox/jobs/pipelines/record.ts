import { ownerOf } from "../../admin/permissions.ts";
import { invalid } from "../../failure.ts";
import { type Fields, isFields, required } from "../../http.ts";
import type { World } from "../../world.ts";
import { identityName } from "../run-as.ts";
import type { Progress } from "./offsets.ts";

export type UpdateState =
  | "QUEUED"
  | "WAITING_FOR_RESOURCES"
  | "INITIALIZING"
  | "RESETTING"
  | "SETTING_UP_TABLES"
  | "RUNNING"
  | "STOPPING"
  | "COMPLETED"
  | "FAILED"
  | "CANCELED";

export interface Update {
  readonly id: string;
  readonly created: number;
  readonly request: Fields;
  state: UpdateState;
  /** Scheduled steps. */
  cancel: () => void;
}

export interface PipelineEvent extends Fields {
  readonly id: string;
  readonly timestamp: string;
  readonly level: string;
}

export interface Pipeline {
  readonly id: string;
  readonly creator: string;
  spec: Fields;
  state: string;
  modified: number;
  /** Newest first. */
  updates: Update[];
  /** Newest first. */
  events: PipelineEvent[];
  /** By the full name of each table that it made. */
  progress: Map<string, Progress>;
}

export const isActive = ({ state }: Update): boolean =>
  state !== "COMPLETED" && state !== "FAILED" && state !== "CANCELED";

/** A spec without the fields that belong only to the request. */
export function checkedSpec(body: Fields): Fields {
  const { allow_duplicate_names: _, dry_run: __, expected_last_modified: ___, id: ____, ...spec } = body;
  required(spec, "name");
  if (spec.catalog !== undefined && spec.storage !== undefined) {
    invalid("'storage' cannot be set for a pipeline that publishes to Unity Catalog.");
  }
  if (spec.schema !== undefined && spec.target !== undefined) {
    invalid("Only one of 'schema' and 'target' can be set.");
  }
  for (const library of listOf(spec.libraries)) {
    if (!["notebook", "file", "glob", "jar", "maven"].some((kind) => kind in library)) {
      invalid("A pipeline library must be one of notebook, file, glob, jar, maven.");
    }
  }
  return spec;
}

export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** Workspace paths of the source code; for a glob, the folder in which its pattern starts. */
export function sourcePaths(spec: Fields): string[] {
  return listOf(spec.libraries).flatMap(({ notebook, file, glob }) => {
    if (isFields(notebook)) return [String(notebook.path)];
    if (isFields(file)) return [String(file.path)];
    if (isFields(glob)) return [String(glob.include).replace(/\/\*.*$/, "")];
    return [];
  });
}

const iso = (ms: number) => new Date(ms).toISOString();

export const updateView = ({ id, created, state, request }: Update, pipeline: Pipeline): Fields => ({
  update_id: id,
  pipeline_id: pipeline.id,
  state,
  cause: "API_CALL",
  creation_time: created,
  full_refresh: false,
  ...request,
});

/** The identity of a pipeline: the one in its settings, otherwise its owner. */
const identityOf = (world: World, { id, creator, spec }: Pipeline): Fields =>
  isFields(spec.run_as) ? spec.run_as : (ownerOf(world, "pipelines", id) ?? { user_name: creator });

/** The name of that identity. */
export const runAsOf = (world: World, pipeline: Pipeline): string => identityName(identityOf(world, pipeline));

export function summaryView(pipeline: Pipeline, world: World): Fields {
  return {
    pipeline_id: pipeline.id,
    name: pipeline.spec.name,
    state: pipeline.state,
    health: pipeline.updates[0]?.state === "FAILED" ? "UNHEALTHY" : "HEALTHY",
    creator_user_name: pipeline.creator,
    run_as_user_name: runAsOf(world, pipeline),
    latest_updates: pipeline.updates
      .slice(0, 5)
      .map(({ id, state, created }) => ({ update_id: id, state, creation_time: iso(created) })),
  };
}

export const detailView = (pipeline: Pipeline, world: World): Fields => ({
  ...summaryView(pipeline, world),
  spec: { id: pipeline.id, ...pipeline.spec },
  last_modified: pipeline.modified,
  run_as: identityOf(world, pipeline),
});

/** Adds an event at the front, because the platform's log is newest first. */
export function record(
  world: World,
  pipeline: Pipeline,
  event: {
    readonly level?: string;
    readonly type: string;
    readonly message: string;
    readonly update?: string;
    readonly flow?: string;
    readonly error?: Fields;
    readonly details?: Fields;
    readonly at?: number;
  },
): void {
  const { level = "INFO", type, message, update, flow, error, details, at = Date.now() } = event;
  pipeline.events.unshift({
    id: world.uuid(),
    timestamp: iso(at),
    level,
    event_type: type,
    message,
    maturity_level: "STABLE",
    origin: {
      pipeline_id: pipeline.id,
      pipeline_name: pipeline.spec.name,
      ...(update && { update_id: update }),
      ...(flow && { flow_name: flow }),
    },
    ...(error && { error }),
    ...(details && { details }),
  });
}
