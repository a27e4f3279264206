import { fail, invalid } from "../failure.ts";
import { type App, type Fields, oneOf, optional, readJson, required } from "../http.ts";
import { parseFilter, type Vocabulary } from "./filter.ts";
import { type Lookup, matches, parseOrder, sorted } from "./match.ts";
import { pageOf, strings, tagsIn } from "./page.ts";
import { type Experiment, experimentOf, inView, type Tracking, VIEWS } from "./store.ts";

const API = "/api/2.0/mlflow/experiments";

const FILTER: Vocabulary = {
  entities: ["attribute", "tag"],
  textAttributes: ["name"],
  numberAttributes: ["creation_time", "last_update_time"],
  listAttributes: [],
  aliases: {},
};
const ORDER: Vocabulary = { ...FILTER, entities: ["attribute"], textAttributes: ["name", "experiment_id"] };

const lookup: Lookup<Experiment> = (experiment, { entity, key }) => {
  if (entity === "tag") return experiment.tags.get(key);
  if (key === "creation_time") return experiment.created;
  if (key === "last_update_time") return experiment.updated;
  return key === "name" ? experiment.name : experiment.id;
};

const newestFirst = (a: Experiment, b: Experiment): number => b.updated - a.updated || (a.id < b.id ? 1 : -1);

const present = (experiment: Experiment) => ({
  experiment_id: experiment.id,
  name: experiment.name,
  artifact_location: experiment.artifactLocation,
  lifecycle_stage: experiment.stage,
  last_update_time: experiment.updated,
  creation_time: experiment.created,
  tags: [...experiment.tags].map(([key, value]) => ({ key, value })),
});

/** `/api/2.0/mlflow/experiments/…` */
export function experimentRoutes(app: App, tracking: Tracking): void {
  const { experiments } = tracking;
  const active = (name: string) => [...experiments.values()].find((one) => one.name === name && one.stage === "active");

  app.post(`${API}/search`, async (c) => c.json(search(await readJson(c), { fallback: 1000, most: 3000 })));
  app.get(`${API}/list`, (c) => c.json(search(c.req.query(), { fallback: 1000, most: 1000 })));
  app.get(`${API}/get`, (c) =>
    c.json({ experiment: present(experimentOf(tracking, required(c.req.query(), "experiment_id"))) }),
  );
  app.get(`${API}/get-by-name`, (c) => {
    const name = required(c.req.query(), "experiment_name");
    const found = active(name) ?? [...experiments.values()].find((one) => one.name === name);
    if (found === undefined) return fail(404, "RESOURCE_DOES_NOT_EXIST", `Node ${name} does not exist.`);
    return c.json({ experiment: present(found) });
  });
  app.post(`${API}/create`, async (c) => {
    const fields = await readJson(c);
    const name = required(fields, "name");
    requireName(name);
    const id = String(3_042_000_000 + experiments.size * 7 + 1);
    const now = Date.now();
    experiments.set(id, {
      id,
      name,
      stage: "active",
      artifactLocation: optional(fields, "artifact_location") ?? `dbfs:/databricks/mlflow-tracking/${id}`,
      created: now,
      updated: now,
      tags: new Map([["mlflow.ownerId", tracking.world.user], ...tagsIn(fields)]),
    });
    return c.json({ experiment_id: id });
  });
  app.post(`${API}/update`, async (c) => {
    const fields = await readJson(c);
    const experiment = experimentOf(tracking, required(fields, "experiment_id"));
    const name = required(fields, "new_name");
    if (name !== experiment.name) requireName(name);
    Object.assign(experiment, { name, updated: Date.now() });
    return c.json({});
  });
  app.post(`${API}/set-experiment-tag`, async (c) => {
    const fields = await readJson(c);
    const experiment = experimentOf(tracking, required(fields, "experiment_id"));
    experiment.tags.set(required(fields, "key"), optional(fields, "value") ?? "");
    return c.json({});
  });
  app.post(`${API}/delete`, async (c) => moveTo("deleted", await readJson(c), c.json({})));
  app.post(`${API}/restore`, async (c) => moveTo("active", await readJson(c), c.json({})));

  function search(fields: Fields, limits: { fallback: number; most: number }) {
    const conditions = parseFilter(optional(fields, "filter") ?? "", FILTER);
    const orders = strings(fields, "order_by").map((clause) => parseOrder(clause, ORDER));
    const view = oneOf(fields, "view_type", VIEWS) ?? "ACTIVE_ONLY";
    const found = [...experiments.values()].filter(
      (experiment) => inView(view, experiment.stage) && matches(experiment, conditions, lookup),
    );
    const { items, ...rest } = pageOf(sorted(found, orders, lookup, newestFirst), fields, limits);
    // Like the platform, leaves out an empty list.
    return { ...(items.length > 0 && { experiments: items.map(present) }), ...rest };
  }

  function requireName(name: string): void {
    if (!name.startsWith("/")) {
      invalid(
        `Got an invalid experiment name '${name}'. An experiment name must be an absolute path within the Databricks workspace, e.g. '/Users/<some-username>/my-experiment'.`,
      );
    }
    if (active(name)) fail(400, "RESOURCE_ALREADY_EXISTS", `Node named '${name}' already exists.`);
  }

  /** Runs are deleted and restored with their experiment. */
  function moveTo<T>(stage: Experiment["stage"], fields: Fields, answer: T): T {
    const experiment = experimentOf(tracking, required(fields, "experiment_id"));
    Object.assign(experiment, { stage, updated: Date.now() });
    for (const run of tracking.runs.values()) if (run.experimentId === experiment.id) run.stage = stage;
    return answer;
  }
}
