import { fail, invalid } from "../failure.ts";
import type { Fields } from "../http.ts";
import type { World } from "../world.ts";

export type Stage = "active" | "deleted";
export const STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
export type Status = (typeof STATUSES)[number];

export interface Experiment {
  readonly id: string;
  name: string;
  stage: Stage;
  readonly artifactLocation: string;
  readonly created: number;
  updated: number;
  readonly tags: Map<string, string>;
}

/** One logged value, which may be NaN or infinite. */
export interface Point {
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

export interface Run {
  readonly id: string;
  readonly experimentId: string;
  name: string;
  status: Status;
  stage: Stage;
  readonly started: number;
  ended: number | undefined;
  readonly metrics: Map<string, Point[]>;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Inputs that clients logged, as they sent them. */
  datasets?: readonly Fields[];
  /** By path below the artifact root. */
  readonly artifacts: Map<string, Artifact>;
}

/** A file of a run. */
export interface Artifact {
  readonly contentType: string;
  /** Size in bytes. */
  readonly size: number;
  /** Absent for seeded models, which are bytes that cannot be loaded. */
  readonly content?: string | Uint8Array<ArrayBuffer>;
}

export const MODEL_STATUSES = ["LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"] as const;

/** A model of MLflow 3, which belongs to an experiment and not to the files of a run. */
export interface LoggedModel {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly runId: string | undefined;
  readonly created: number;
  status: (typeof MODEL_STATUSES)[number];
  readonly artifacts: Map<string, Artifact>;
}

export interface Tracking {
  readonly experiments: Map<string, Experiment>;
  readonly runs: Map<string, Run>;
  readonly models: Map<string, LoggedModel>;
  readonly world: World;
}

export const createTracking = (world: World): Tracking => ({
  ...world.kept("tracking", () => ({ experiments: new Map<string, Experiment>(), runs: new Map<string, Run>() })),
  models: world.kept("logged models", () => new Map<string, LoggedModel>()),
  world,
});

export function experimentOf({ experiments }: Tracking, id: string): Experiment {
  return experiments.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Node ID ${id} does not exist.`);
}

export function runOf({ runs }: Tracking, id: string): Run {
  return runs.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Run '${id}' not found.`);
}

/** The run, if it can be written to. */
export function writableRun(tracking: Tracking, id: string): Run {
  const run = runOf(tracking, id);
  if (run.stage === "active") return run;
  return invalid(`The run ${id} must be in the 'active' state. Current state is deleted.`);
}

/** The value that a run shows for a metric: the latest, or the greatest among equal times. */
export function latest(points: readonly Point[]): Point | undefined {
  return points.reduce<Point | undefined>((best, point) => {
    if (best === undefined || point.timestamp > best.timestamp) return point;
    return point.timestamp === best.timestamp && point.value > best.value ? point : best;
  }, undefined);
}

/** Params cannot be changed. */
export function setParam(run: Run, key: string, value: string): void {
  const old = run.params.get(key);
  if (old !== undefined && old !== value) {
    invalid(
      `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old}' for run ID='${run.id}'. Attempted logging new value '${value}'.`,
    );
  }
  run.params.set(key, value);
}

export function addPoint(run: Run, key: string, point: Point): void {
  const points = run.metrics.get(key);
  if (points === undefined) run.metrics.set(key, [point]);
  else points.push(point);
}

export const VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

/** Whether a view type includes objects at this stage. */
export const inView = (view: (typeof VIEWS)[number], stage: Stage): boolean =>
  view === "ALL" || (view === "DELETED_ONLY") === (stage === "deleted");
