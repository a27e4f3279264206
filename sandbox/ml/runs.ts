import { invalid } from "../failure.ts";
import { type App, type Fields, integer, isFields, oneOf, optional, readJson, required } from "../http.ts";
import { parseFilter, type Vocabulary } from "./filter.ts";
import { type Lookup, matches, parseOrder, sorted } from "./match.ts";
import { pageOf, strings, tagsIn } from "./page.ts";
import { presentInfo, presentRun } from "./present.ts";
import { experimentOf, inView, latest, type Run, runOf, STATUSES, type Tracking, VIEWS, writableRun } from "./store.ts";

const API = "/api/2.0/mlflow/runs";

const RUNS: Vocabulary = {
  entities: ["metric", "parameter", "tag", "attribute"],
  textAttributes: ["status", "artifact_uri", "user_id", "run_name", "run_id"],
  numberAttributes: ["start_time", "end_time"],
  listAttributes: ["run_id"],
  aliases: {
    created: "start_time",
    Created: "start_time",
    "run name": "run_name",
    "Run name": "run_name",
    "Run Name": "run_name",
  },
};

const lookup: Lookup<Run> = (run, { entity, key }) => {
  if (entity === "metric") return latest(run.metrics.get(key) ?? [])?.value;
  if (entity === "parameter") return run.params.get(key);
  if (entity === "tag") return run.tags.get(key);
  if (key === "start_time") return run.started;
  if (key === "end_time") return run.ended;
  if (key === "status") return run.status;
  if (key === "run_name") return run.name;
  if (key === "user_id") return run.tags.get("mlflow.user");
  return key === "run_id" ? run.id : undefined;
};

const newestFirst = (a: Run, b: Run): number => b.started - a.started || (a.id < b.id ? -1 : 1);

/** `/api/2.0/mlflow/runs/…`, except logging (`logging.ts`). */
export function runRoutes(app: App, tracking: Tracking): void {
  const { runs, world } = tracking;

  app.post(`${API}/search`, async (c) => {
    const fields = await readJson(c);
    const ids = strings(fields, "experiment_ids");
    if (ids.length === 0) return invalid("Missing required field: experiment_ids");
    const conditions = parseFilter(optional(fields, "filter") ?? "", RUNS);
    const orders = strings(fields, "order_by").map((clause) => parseOrder(clause, RUNS));
    const view = oneOf(fields, "run_view_type", VIEWS) ?? "ACTIVE_ONLY";
    for (const id of ids) experimentOf(tracking, id);
    const found = [...runs.values()].filter(
      (run) => ids.includes(run.experimentId) && inView(view, run.stage) && matches(run, conditions, lookup),
    );
    const { items, ...rest } = pageOf(sorted(found, orders, lookup, newestFirst), fields, {
      fallback: 1000,
      most: 50_000,
    });
    return c.json({ ...(items.length > 0 && { runs: items.map((run) => presentRun(tracking, run)) }), ...rest });
  });
  app.get(`${API}/get`, (c) => c.json({ run: presentRun(tracking, runOf(tracking, idOf(c.req.query()))) }));
  app.post(`${API}/create`, async (c) => {
    const fields = await readJson(c);
    const experiment = experimentOf(tracking, required(fields, "experiment_id"));
    if (experiment.stage === "deleted")
      return invalid(`The experiment ${experiment.id} must be in the 'active' state.`);
    const id = world.hexId(32);
    const run: Run = {
      id,
      experimentId: experiment.id,
      name: optional(fields, "run_name") ?? `run-${id.slice(0, 6)}`,
      status: "RUNNING",
      stage: "active",
      started: integer(fields, "start_time") ?? Date.now(),
      ended: undefined,
      metrics: new Map(),
      params: new Map(),
      tags: new Map([["mlflow.user", world.user], ...tagsIn(fields)]),
      artifacts: new Map(),
    };
    run.tags.set("mlflow.runName", run.name);
    runs.set(id, run);
    return c.json({ run: presentRun(tracking, run) });
  });
  app.post(`${API}/update`, async (c) => {
    const fields = await readJson(c);
    const run = writableRun(tracking, idOf(fields));
    run.status = oneOf(fields, "status", STATUSES) ?? run.status;
    run.ended = integer(fields, "end_time") ?? run.ended;
    run.name = optional(fields, "run_name") ?? run.name;
    run.tags.set("mlflow.runName", run.name);
    return c.json({ run_info: presentInfo(tracking, run) });
  });
  app.post(`${API}/delete`, async (c) => {
    runOf(tracking, idOf(await readJson(c))).stage = "deleted";
    return c.json({});
  });
  const bulk = "/api/2.0/mlflow/databricks/runs";
  app.post(`${bulk}/delete-runs`, async (c) => {
    const fields = await readJson(c);
    const until = integer(fields, "max_timestamp_millis") ?? invalid("Missing required field: max_timestamp_millis");
    const found = selectRuns(tracking, fields, ({ stage, started }) => stage === "active" && started <= until);
    for (const run of found) run.stage = "deleted";
    return c.json({ runs_deleted: found.length });
  });
  app.post(`${bulk}/restore-runs`, async (c) => {
    const fields = await readJson(c);
    const since = integer(fields, "min_timestamp_millis") ?? invalid("Missing required field: min_timestamp_millis");
    const found = selectRuns(tracking, fields, ({ stage, started }) => stage === "deleted" && started >= since);
    for (const run of found) run.stage = "active";
    return c.json({ runs_restored: found.length });
  });
  app.post(`${API}/log-inputs`, async (c) => {
    const fields = await readJson(c);
    const run = writableRun(tracking, idOf(fields));
    const datasets = Array.isArray(fields.datasets) ? fields.datasets.filter(isFields) : [];
    run.datasets = [...(run.datasets ?? []), ...datasets];
    return c.json({});
  });
  app.post(`${API}/restore`, async (c) => {
    runOf(tracking, idOf(await readJson(c))).stage = "active";
    return c.json({});
  });
}

/** Runs of an experiment until or since a time, as the clean-up of an experiment deletes and restores them. */
function selectRuns({ runs }: Tracking, fields: Fields, keep: (run: Run) => boolean): readonly Run[] {
  const experiment = required(fields, "experiment_id");
  const most = integer(fields, "max_runs") ?? 1000;
  return [...runs.values()]
    .filter((run) => run.experimentId === experiment && keep(run))
    .toSorted((a, b) => a.started - b.started)
    .slice(0, most);
}

/** Older clients send `run_uuid`. */
export const idOf = (fields: Fields): string =>
  optional(fields, "run_id") ?? required({ run_id: fields.run_uuid }, "run_id");
