import type { Context } from "hono";
import { fail, invalid } from "../failure.ts";
import { type Env, type Fields, oneOf, readJson, required } from "../http.ts";
import type { World } from "../world.ts";

const STAGES = ["None", "Staging", "Production", "Archived"] as const;
export type Stage = (typeof STAGES)[number];

/** A request to move a version, open until a user decides. */
export interface TransitionRequest {
  readonly id: string;
  readonly creator: string;
  readonly to: Stage;
  readonly comment: string;
  readonly created: number;
}

export interface Comment {
  readonly id: string;
  text: string;
  readonly author: string;
  readonly created: number;
  updated: number;
}

export interface Version {
  readonly number: string;
  stage: Stage;
  status: "PENDING_REGISTRATION" | "READY" | "FAILED_REGISTRATION";
  readonly source: string;
  readonly runId: string;
  description: string;
  readonly author: string;
  readonly created: number;
  updated: number;
  readonly tags: Map<string, string>;
  requests: TransitionRequest[];
  comments: Comment[];
}

export interface Model {
  readonly id: string;
  name: string;
  description: string;
  readonly author: string;
  readonly created: number;
  updated: number;
  readonly tags: Map<string, string>;
  versions: Version[];
  /** Numbers are never reused. */
  last: number;
}

/** The workspace model registry. */
export interface Registry {
  readonly world: World;
  readonly models: Map<string, Model>;
}

export const createRegistry = (world: World): Registry => ({
  world,
  models: world.kept("registered models", () => new Map<string, Model>()),
});

export function addModel({ world, models }: Registry, name: string, description: string, created: number): Model {
  if (models.has(name)) fail(400, "RESOURCE_ALREADY_EXISTS", `Registered Model (name=${name}) already exists.`);
  const model: Model = {
    id: world.hexId(32),
    name,
    description,
    author: world.user,
    created,
    updated: created,
    tags: new Map(),
    versions: [],
    last: 0,
  };
  models.set(name, model);
  return model;
}

export function addVersion(
  { world }: Registry,
  model: Model,
  { source, runId = "", description = "" }: { source: string; runId?: string; description?: string },
  created: number,
): Version {
  model.last += 1;
  model.updated = created;
  const version: Version = {
    number: String(model.last),
    stage: "None",
    status: "PENDING_REGISTRATION",
    source,
    runId,
    description,
    author: world.user,
    created,
    updated: created,
    tags: new Map(),
    requests: [],
    comments: [],
  };
  model.versions.push(version);
  return version;
}

export function modelOf({ models }: Registry, fields: Fields): Model {
  const name = required(fields, "name");
  return models.get(name) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `RegisteredModel '${name}' does not exist.`);
}

export function versionOf(registry: Registry, fields: Fields): { model: Model; version: Version } {
  const model = modelOf(registry, fields);
  const number = required(fields, "version");
  const version =
    model.versions.find((one) => one.number === number) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `ModelVersion (name=${model.name}, version=${number}) does not exist.`);
  return { model, version };
}

export const stageOf = (fields: Fields): Stage =>
  oneOf(fields, "stage", STAGES) ?? invalid("Missing required field: stage");

/** Moves a version to a stage. `archive` moves the other versions in that stage to Archived. */
export function moveTo({ model, version }: { model: Model; version: Version }, stage: Stage, archive: boolean): void {
  if (archive && stage !== "Staging" && stage !== "Production") {
    invalid(`Cannot archive existing model versions when transitioning to ${stage}.`);
  }
  if (archive)
    for (const other of model.versions) if (other !== version && other.stage === stage) other.stage = "Archived";
  version.stage = stage;
  version.updated = model.updated = Date.now();
}

/** Fields of a request from query or body: DELETE has them in the query, but MLflow's client sends a body. */
export const fieldsOf = async (c: Context<Env>): Promise<Fields> => ({ ...c.req.query(), ...(await readJson(c)) });

const pairs = (tags: ReadonlyMap<string, string>) =>
  tags.size > 0 ? { tags: [...tags].map(([key, value]) => ({ key, value })) } : {};

export const presentVersion = ({ name }: Model, version: Version) => ({
  name,
  version: version.number,
  creation_timestamp: version.created,
  last_updated_timestamp: version.updated,
  user_id: version.author,
  current_stage: version.stage,
  description: version.description,
  source: version.source,
  run_id: version.runId,
  status: version.status,
  ...pairs(version.tags),
});

/** The newest version of each stage. */
export function latestVersions({ versions }: Model): readonly Version[] {
  const newest = new Map(versions.map((version) => [version.stage, version]));
  return [...newest.values()];
}

export const presentModel = (model: Model) => ({
  name: model.name,
  creation_timestamp: model.created,
  last_updated_timestamp: model.updated,
  user_id: model.author,
  description: model.description,
  ...(model.versions.length > 0 && {
    latest_versions: latestVersions(model).map((version) => presentVersion(model, version)),
  }),
  ...pairs(model.tags),
});
