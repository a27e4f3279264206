import { fail } from "../failure.ts";
import { type App, flag, optional, readJson, required } from "../http.ts";
import { parseFilter, type Vocabulary } from "./filter.ts";
import { type Lookup, matches, parseOrder, sorted } from "./match.ts";
import { pageOf, strings, tagsIn } from "./page.ts";
import {
  addVersion,
  fieldsOf,
  type Model,
  modelOf,
  moveTo,
  presentVersion,
  type Registry,
  stageOf,
  type Version,
  versionOf,
} from "./registry.ts";

const API = "/api/2.0/mlflow/model-versions";
/** The platform needs a few seconds to copy a model's files. */
const REGISTRATION_MS = 4000;

interface Found {
  readonly model: Model;
  readonly version: Version;
}

const WORDS: Vocabulary = {
  entities: ["attribute", "tag"],
  textAttributes: ["name", "run_id", "source_path"],
  numberAttributes: ["version_number", "creation_timestamp", "last_updated_timestamp"],
  listAttributes: ["run_id"],
  aliases: {},
};

const lookup: Lookup<Found> = ({ model, version }, { entity, key }) => {
  if (entity === "tag") return version.tags.get(key);
  if (key === "name") return model.name;
  if (key === "run_id") return version.runId;
  if (key === "source_path") return version.source;
  if (key === "version_number") return Number(version.number);
  return key === "creation_timestamp" ? version.created : version.updated;
};

const newestFirst = (a: Found, b: Found): number =>
  a.model.name === b.model.name
    ? Number(b.version.number) - Number(a.version.number)
    : a.model.name < b.model.name
      ? -1
      : 1;

/** `/api/2.0/mlflow/model-versions/…` */
export function versionRoutes(app: App, registry: Registry): void {
  app.get(`${API}/search`, (c) => {
    const fields = c.req.query();
    const conditions = parseFilter(optional(fields, "filter") ?? "", WORDS);
    const orders = strings({ order_by: c.req.queries("order_by") }, "order_by");
    const all = [...registry.models.values()].flatMap((model) => model.versions.map((version) => ({ model, version })));
    const found = all.filter((one) => matches(one, conditions, lookup));
    const ordered = sorted(
      found,
      orders.map((clause) => parseOrder(clause, WORDS)),
      lookup,
      newestFirst,
    );
    const { items, ...rest } = pageOf(ordered, fields, { fallback: 10_000, most: 200_000 });
    const model_versions = items.map(({ model, version }) => presentVersion(model, version));
    return c.json({ ...(items.length > 0 && { model_versions }), ...rest });
  });
  app.get(`${API}/get`, (c) => {
    const { model, version } = versionOf(registry, c.req.query());
    return c.json({ model_version: presentVersion(model, version) });
  });
  app.get(`${API}/get-download-uri`, (c) => {
    const { version } = versionOf(registry, c.req.query());
    return c.json({ artifact_uri: version.source });
  });
  app.post(`${API}/create`, async (c) => {
    const fields = await readJson(c);
    const model = modelOf(registry, fields);
    const runId = optional(fields, "run_id");
    const description = optional(fields, "description");
    const wish = { source: required(fields, "source"), ...(runId && { runId }), ...(description && { description }) };
    const version = addVersion(registry, model, wish, Date.now());
    for (const [key, value] of tagsIn(fields)) version.tags.set(key, value);
    registry.world.after(REGISTRATION_MS, () => {
      version.status = "READY";
    });
    return c.json({ model_version: presentVersion(model, version) });
  });
  app.patch(`${API}/update`, async (c) => {
    const fields = await readJson(c);
    const { model, version } = versionOf(registry, fields);
    version.description = optional(fields, "description") ?? "";
    version.updated = Date.now();
    return c.json({ model_version: presentVersion(model, version) });
  });
  app.delete(`${API}/delete`, async (c) => {
    const { model, version } = versionOf(registry, await fieldsOf(c));
    if (version.stage === "Staging" || version.stage === "Production") {
      fail(
        400,
        "INVALID_STATE",
        `Cannot delete version ${version.number} of ${model.name}: it is in ${version.stage}.`,
      );
    }
    model.versions = model.versions.filter((one) => one !== version);
    return c.json({});
  });
  app.post(`${API}/set-tag`, async (c) => {
    const fields = await readJson(c);
    versionOf(registry, fields).version.tags.set(required(fields, "key"), optional(fields, "value") ?? "");
    return c.json({});
  });
  app.delete(`${API}/delete-tag`, async (c) => {
    const fields = await fieldsOf(c);
    versionOf(registry, fields).version.tags.delete(required(fields, "key"));
    return c.json({});
  });

  for (const [path, key] of [
    ["/api/2.0/mlflow/databricks/model-versions/transition-stage", "model_version_databricks"],
    // MLflow's client uses this path.
    [`${API}/transition-stage`, "model_version"],
  ] as const) {
    app.post(path, async (c) => {
      const fields = await readJson(c);
      const found = versionOf(registry, fields);
      moveTo(found, stageOf(fields), flag(fields, "archive_existing_versions") ?? false);
      return c.json({ [key]: presentVersion(found.model, found.version) });
    });
  }
}
