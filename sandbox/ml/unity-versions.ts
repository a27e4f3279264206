import { pageOf } from "../catalog/page.ts";
import { fail, invalid } from "../failure.ts";
import { type App, flag, integer, optional, readJson, required } from "../http.ts";
import { tagsIn } from "./page.ts";
import { createTracking, runOf } from "./store.ts";
import {
  findModel,
  findVersion,
  nameOf,
  presentUnityVersion,
  type UnityModel,
  type UnityRegistry,
  type UnityVersion,
} from "./unity-registry.ts";

const API = "/api/2.1/unity-catalog/models";

const aliased = (model: UnityModel, alias: string): number =>
  model.aliases.get(alias) ??
  fail(404, "RESOURCE_DOES_NOT_EXIST", `Registered model alias '${alias}' does not exist on '${nameOf(model)}'.`);

/** An alias must not look like a version: `models:/main.sales.churn@v3` would have two meanings. */
function newAlias(alias: string): string {
  if (alias === "latest" || /^v\d+$/i.test(alias)) invalid(`'${alias}' alias name is reserved. Choose another name.`);
  return /^[\w-]{1,255}$/.test(alias)
    ? alias
    : invalid(`Invalid alias name: '${alias}'. Only letters, digits, '-' and '_' are allowed.`);
}

/** `/api/2.1/unity-catalog/models/{full_name}/versions` and `…/aliases`, and the MLflow client's way to register a version */
export function unityVersionRoutes(app: App, registry: UnityRegistry): void {
  const { world } = registry;
  app.get(`${API}/:name/versions`, (c) => {
    const model = findModel(registry, c.req.param("name"));
    const newestFirst = model.versions.toReversed().map((version) => presentUnityVersion(model, version));
    return c.json(pageOf("model_versions", newestFirst, c.req.query()));
  });
  app.post("/api/2.0/mlflow/unity-catalog/model-versions/create", async (c) => {
    const fields = await readJson(c);
    const model = findModel(registry, required(fields, "name"));
    const source = required(fields, "source");
    const id = optional(fields, "run_id") ?? /^runs:\/([^/]+)\//.exec(source)?.[1];
    if (id === undefined) return invalid("A version in Unity Catalog is registered from a run: runs:/<run_id>/<path>.");
    const version: UnityVersion = {
      number: Math.max(0, ...model.versions.map(({ number }) => number)) + 1,
      id: world.uuid(),
      run: runOf(createTracking(world), id),
      created: world.now(),
      createdBy: world.user,
      comment: optional(fields, "description") ?? "",
      tags: new Map(tagsIn(fields)),
    };
    model.versions.push(version);
    return c.json({ model_version: { ...presentUnityVersion(model, version), name: nameOf(model), source } });
  });
  app.get(`${API}/:name/versions/:version`, (c) => {
    const model = findModel(registry, c.req.param("name"));
    const version = findVersion(model, c.req.param("version"));
    return c.json(presentUnityVersion(model, version, flag(c.req.query(), "include_aliases")));
  });
  app.patch(`${API}/:name/versions/:version`, async (c) => {
    const model = findModel(registry, c.req.param("name"));
    const version = findVersion(model, c.req.param("version"));
    version.comment = optional(await readJson(c), "comment") ?? "";
    return c.json(presentUnityVersion(model, version));
  });
  app.delete(`${API}/:name/versions/:version`, (c) => {
    const model = findModel(registry, c.req.param("name"));
    const version = findVersion(model, c.req.param("version"));
    model.versions = model.versions.filter((one) => one !== version);
    for (const [alias, number] of model.aliases) if (number === version.number) model.aliases.delete(alias);
    return c.json({});
  });

  app.get(`${API}/:name/aliases/:alias`, (c) => {
    const model = findModel(registry, c.req.param("name"));
    const version = findVersion(model, aliased(model, c.req.param("alias")));
    return c.json(presentUnityVersion(model, version, flag(c.req.query(), "include_aliases")));
  });
  app.put(`${API}/:name/aliases/:alias`, async (c) => {
    const model = findModel(registry, c.req.param("name"));
    const version = findVersion(model, integer(await readJson(c), "version_num") ?? "");
    const alias = newAlias(c.req.param("alias"));
    model.aliases.set(alias, version.number);
    return c.json({ alias_name: alias, version_num: version.number });
  });
  app.delete(`${API}/:name/aliases/:alias`, (c) => {
    const model = findModel(registry, c.req.param("name"));
    aliased(model, c.req.param("alias"));
    model.aliases.delete(c.req.param("alias"));
    return c.json({});
  });
}
