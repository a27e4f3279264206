import { mustBeAccountPrincipal } from "../admin/directory.ts";
import { metastoreOf } from "../catalog/metastore.ts";
import { pageOf } from "../catalog/page.ts";
import { fail, invalid } from "../failure.ts";
import { type App, flag, optional, readJson, required } from "../http.ts";
import { findModel, nameOf, presentUnityModel, type UnityModel, type UnityRegistry } from "./unity-registry.ts";

const API = "/api/2.1/unity-catalog/models";

/** `/api/2.1/unity-catalog/models`, without versions and aliases (`unity-versions.ts`). */
export function unityModelRoutes(app: App, registry: UnityRegistry): void {
  const { world, models } = registry;

  /** The new full name; it must be unused and in an existing schema. */
  async function freeName(catalogName: string, schemaName: string, name: string) {
    if (!/^[\w-]{1,255}$/.test(name)) return invalid(`'${name}' is not a valid name.`);
    const { catalog, schema } = await metastoreOf(world).schema(`${catalogName}.${schemaName}`);
    const full = `${catalog}.${schema}.${name.toLowerCase()}`;
    if ([...models].some((model) => nameOf(model) === full)) {
      return fail(400, "RESOURCE_ALREADY_EXISTS", `Registered model '${full}' already exists.`);
    }
    return { catalog, schema, name: name.toLowerCase() };
  }

  app.get(API, (c) => {
    const query = c.req.query();
    const [catalog, schema] = [optional(query, "catalog_name"), optional(query, "schema_name")];
    if ((catalog === undefined) !== (schema === undefined)) {
      return invalid("catalog_name and schema_name must be given together, or neither.");
    }
    const found = [...models].filter(
      (model) => catalog === undefined || (model.catalog === catalog && model.schema === schema),
    );
    return c.json(
      pageOf(
        "registered_models",
        found.map((model) => presentUnityModel(model)),
        query,
      ),
    );
  });
  app.get(`${API}/:name`, (c) =>
    c.json(presentUnityModel(findModel(registry, c.req.param("name")), flag(c.req.query(), "include_aliases"))),
  );
  app.post(API, async (c) => {
    const fields = await readJson(c);
    const names = await freeName(
      required(fields, "catalog_name"),
      required(fields, "schema_name"),
      required(fields, "name"),
    );
    const now = Date.now();
    const model: UnityModel = {
      ...names,
      id: world.uuid(),
      comment: optional(fields, "comment") ?? "",
      owner: world.user,
      createdBy: world.user,
      created: now,
      updated: now,
      versions: [],
      aliases: new Map(),
    };
    models.add(model);
    return c.json(presentUnityModel(model));
  });
  app.patch(`${API}/:name`, async (c) => {
    const model = findModel(registry, c.req.param("name"));
    const fields = await readJson(c);
    const renamed = optional(fields, "new_name");
    if (renamed !== undefined) model.name = (await freeName(model.catalog, model.schema, renamed)).name;
    if (typeof fields.comment === "string") model.comment = fields.comment;
    const owner = optional(fields, "owner");
    if (owner !== undefined) mustBeAccountPrincipal(world, owner);
    model.owner = owner ?? model.owner;
    model.updated = Date.now();
    return c.json(presentUnityModel(model));
  });
  app.delete(`${API}/:name`, (c) => {
    models.delete(findModel(registry, c.req.param("name")));
    return c.json({});
  });
}
