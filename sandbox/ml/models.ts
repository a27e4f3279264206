import { fail, invalid } from "../failure.ts";
import { type App, type Fields, optional, readJson, required } from "../http.ts";
import { parseFilter, type Vocabulary } from "./filter.ts";
import { type Lookup, matches, parseOrder, sorted } from "./match.ts";
import { pageOf, strings, tagsIn } from "./page.ts";
import {
  addModel,
  fieldsOf,
  latestVersions,
  type Model,
  modelOf,
  presentModel,
  presentVersion,
  type Registry,
} from "./registry.ts";

const API = "/api/2.0/mlflow/registered-models";

const FILTER: Vocabulary = {
  entities: ["attribute", "tag"],
  textAttributes: ["name"],
  numberAttributes: [],
  listAttributes: [],
  aliases: {},
};
const ORDER: Vocabulary = {
  ...FILTER,
  entities: ["attribute"],
  numberAttributes: ["last_updated_timestamp", "creation_timestamp"],
  aliases: { timestamp: "last_updated_timestamp" },
};

const lookup: Lookup<Model> = (model, { entity, key }) => {
  if (entity === "tag") return model.tags.get(key);
  if (key === "name") return model.name;
  return key === "creation_timestamp" ? model.created : model.updated;
};

const byName = (a: Model, b: Model): number => (a.name < b.name ? -1 : 1);

/** `/api/2.0/mlflow/registered-models/…` */
export function modelRoutes(app: App, registry: Registry): void {
  const { models } = registry;

  function search(fields: Fields, most: number) {
    // The registry treats LIKE 'x' as a part of the name.
    const conditions = parseFilter(optional(fields, "filter") ?? "", FILTER).map((condition) =>
      condition.key === "name" && /LIKE$/.test(condition.comparator)
        ? { ...condition, value: `%${condition.value}%` }
        : condition,
    );
    const orders = strings(fields, "order_by").map((clause) => parseOrder(clause, ORDER));
    const found = [...models.values()].filter((model) => matches(model, conditions, lookup));
    const { items, ...rest } = pageOf(sorted(found, orders, lookup, byName), fields, { fallback: 100, most });
    return { ...(items.length > 0 && { registered_models: items.map(presentModel) }), ...rest };
  }

  app.get(`${API}/search`, (c) => {
    const order_by = c.req.queries("order_by");
    return c.json(search({ ...c.req.query(), ...(order_by && { order_by }) }, 1000));
  });
  app.get(`${API}/list`, (c) => c.json(search(c.req.query(), 1000)));
  app.get(`${API}/get`, (c) => c.json({ registered_model: presentModel(modelOf(registry, c.req.query())) }));
  app.get("/api/2.0/mlflow/databricks/registered-models/get", (c) => {
    const model = modelOf(registry, c.req.query());
    return c.json({
      registered_model_databricks: { ...presentModel(model), id: model.id, permission_level: "CAN_MANAGE" },
    });
  });
  app.post(`${API}/create`, async (c) => {
    const fields = await readJson(c);
    const model = addModel(registry, newName(fields, "name"), optional(fields, "description") ?? "", Date.now());
    for (const [key, value] of tagsIn(fields)) model.tags.set(key, value);
    return c.json({ registered_model: presentModel(model) });
  });
  app.patch(`${API}/update`, async (c) => {
    const fields = await readJson(c);
    const model = modelOf(registry, fields);
    model.description = optional(fields, "description") ?? "";
    model.updated = Date.now();
    return c.json({ registered_model: presentModel(model) });
  });
  app.post(`${API}/rename`, async (c) => {
    const fields = await readJson(c);
    const model = modelOf(registry, fields);
    const name = newName(fields, "new_name");
    if (name !== model.name && models.has(name)) {
      fail(400, "RESOURCE_ALREADY_EXISTS", `Registered Model (name=${name}) already exists.`);
    }
    models.delete(model.name);
    Object.assign(model, { name, updated: Date.now() });
    models.set(name, model);
    return c.json({ registered_model: presentModel(model) });
  });
  app.delete(`${API}/delete`, async (c) => {
    const model = modelOf(registry, await fieldsOf(c));
    const used = model.versions.filter(({ stage }) => stage === "Staging" || stage === "Production");
    if (used.length > 0) {
      fail(
        400,
        "INVALID_STATE",
        `Cannot delete registered model ${model.name}: versions ${used.map(({ number }) => number).join(", ")} are in Staging or Production.`,
      );
    }
    models.delete(model.name);
    return c.json({});
  });
  app.post(`${API}/set-tag`, async (c) => {
    const fields = await readJson(c);
    modelOf(registry, fields).tags.set(required(fields, "key"), optional(fields, "value") ?? "");
    return c.json({});
  });
  app.delete(`${API}/delete-tag`, async (c) => {
    const fields = await fieldsOf(c);
    modelOf(registry, fields).tags.delete(required(fields, "key"));
    return c.json({});
  });
  app.post(`${API}/get-latest-versions`, async (c) => {
    const fields = await readJson(c);
    const model = modelOf(registry, fields);
    const stages = strings(fields, "stages");
    const found = latestVersions(model).filter(
      ({ stage, status }) => status === "READY" && (stages.length === 0 || stages.includes(stage)),
    );
    return c.json({ model_versions: found.map((version) => presentVersion(model, version)) });
  });
}

function newName(fields: Fields, field: string): string {
  const name = required(fields, field);
  return /[/:.]/.test(name)
    ? invalid(`Invalid model name: '${name}'. Model names cannot contain forward slashes, colons or periods.`)
    : name;
}
