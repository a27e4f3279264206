import { finishedRuns } from "../data/models.ts";
import { fail, invalid } from "../failure.ts";
import { type App, flag, integer, optional, readJson, required } from "../http.ts";
import { metastoreOf } from "../unity-catalog/metastore.ts";
import { pageOf } from "../unity-catalog/page.ts";
import type { World } from "../world.ts";
import type { Run, Tracking } from "./store.ts";

const API = "/api/2.1/unity-catalog/models";

interface Version {
  readonly number: number;
  readonly id: string;
  readonly run: Run;
  readonly created: number;
  comment: string;
}

interface Model {
  readonly id: string;
  readonly catalog: string;
  readonly schema: string;
  name: string;
  comment: string;
  owner: string;
  readonly created: number;
  updated: number;
  versions: Version[];
  /** Alias → number of a version. */
  readonly aliases: Map<string, number>;
}

const nameOf = ({ catalog, schema, name }: Model) => `${catalog}.${schema}.${name}`;

/** `/api/2.1/unity-catalog/models/…`: models beside the tables of a schema. */
export function unityModelRoutes(app: App, world: World, tracking: Tracking): void {
  const models = new Set<Model>();
  seed();

  function seed(): void {
    const runs = finishedRuns(tracking, "3042111").slice(1, 3);
    const created = runs[0]?.started ?? 0;
    const versions = runs.map((run, index) => ({
      number: index + 1,
      id: world.uuid(),
      run,
      created: run.started + 3_600_000,
      comment: `From run ${run.name}`,
    }));
    const comment = "Who leaves within 30 days";
    const model = { id: world.uuid(), catalog: "main", schema: "sales", name: "churn", comment, owner: world.user };
    models.add({ ...model, created, updated: created, versions, aliases: new Map([["champion", 2]]) });
  }

  const find = (fullName: string): Model =>
    [...models].find((model) => nameOf(model) === fullName.toLowerCase()) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `Registered model '${fullName}' does not exist.`);

  function versionOf(model: Model, wanted: string | number): Version {
    const found = model.versions.find(({ number }) => String(number) === String(wanted));
    return (
      found ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Model version ${wanted} of '${nameOf(model)}' does not exist.`)
    );
  }

  const aliasesOf = ({ id, aliases }: Model, number?: number) =>
    [...aliases]
      .filter(([, version]) => number === undefined || version === number)
      .map(([alias_name, version_num]) => ({ alias_name, version_num, id }));

  const view = (model: Model, withAliases = false) => ({
    name: model.name,
    catalog_name: model.catalog,
    schema_name: model.schema,
    full_name: nameOf(model),
    id: model.id,
    comment: model.comment,
    owner: model.owner,
    storage_location: `abfss://unity@sandboxstore.dfs.core.windows.net/models/${model.id}`,
    created_at: model.created,
    created_by: world.user,
    updated_at: model.updated,
    updated_by: world.user,
    ...(withAliases && { aliases: aliasesOf(model) }),
  });
  const versionView = (model: Model, version: Version, withAliases = false) => ({
    model_name: model.name,
    catalog_name: model.catalog,
    schema_name: model.schema,
    version: version.number,
    id: version.id,
    status: "READY",
    comment: version.comment,
    run_id: version.run.id,
    source: `dbfs:/databricks/mlflow-tracking/${version.run.experimentId}/${version.run.id}/artifacts/model`,
    storage_location: `abfss://unity@sandboxstore.dfs.core.windows.net/models/${model.id}/versions/${version.id}`,
    created_at: version.created,
    created_by: world.user,
    ...(withAliases && { aliases: aliasesOf(model, version.number) }),
  });

  /** The new full name, free and in a schema that exists. */
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
        found.map((model) => view(model)),
        query,
      ),
    );
  });
  app.get(`${API}/:name`, (c) => c.json(view(find(c.req.param("name")), flag(c.req.query(), "include_aliases"))));
  app.post(API, async (c) => {
    const fields = await readJson(c);
    const names = await freeName(
      required(fields, "catalog_name"),
      required(fields, "schema_name"),
      required(fields, "name"),
    );
    const now = Date.now();
    const model: Model = {
      ...names,
      id: world.uuid(),
      comment: optional(fields, "comment") ?? "",
      owner: world.user,
      created: now,
      updated: now,
      versions: [],
      aliases: new Map(),
    };
    models.add(model);
    return c.json(view(model));
  });
  app.patch(`${API}/:name`, async (c) => {
    const model = find(c.req.param("name"));
    const fields = await readJson(c);
    const renamed = optional(fields, "new_name");
    if (renamed !== undefined) model.name = (await freeName(model.catalog, model.schema, renamed)).name;
    if (typeof fields.comment === "string") model.comment = fields.comment;
    model.owner = optional(fields, "owner") ?? model.owner;
    model.updated = Date.now();
    return c.json(view(model));
  });
  app.delete(`${API}/:name`, (c) => {
    models.delete(find(c.req.param("name")));
    return c.json({});
  });

  app.get(`${API}/:name/versions`, (c) => {
    const model = find(c.req.param("name"));
    const newestFirst = model.versions.toReversed().map((version) => versionView(model, version));
    return c.json(pageOf("model_versions", newestFirst, c.req.query()));
  });
  app.get(`${API}/:name/versions/:version`, (c) => {
    const model = find(c.req.param("name"));
    const version = versionOf(model, c.req.param("version"));
    return c.json(versionView(model, version, flag(c.req.query(), "include_aliases")));
  });
  app.patch(`${API}/:name/versions/:version`, async (c) => {
    const model = find(c.req.param("name"));
    const version = versionOf(model, c.req.param("version"));
    version.comment = optional(await readJson(c), "comment") ?? "";
    return c.json(versionView(model, version));
  });
  app.delete(`${API}/:name/versions/:version`, (c) => {
    const model = find(c.req.param("name"));
    const version = versionOf(model, c.req.param("version"));
    model.versions = model.versions.filter((one) => one !== version);
    for (const [alias, number] of model.aliases) if (number === version.number) model.aliases.delete(alias);
    return c.json({});
  });

  app.get(`${API}/:name/aliases/:alias`, (c) => {
    const model = find(c.req.param("name"));
    const version = versionOf(model, aliased(model, c.req.param("alias")));
    return c.json(versionView(model, version, flag(c.req.query(), "include_aliases")));
  });
  app.put(`${API}/:name/aliases/:alias`, async (c) => {
    const model = find(c.req.param("name"));
    const version = versionOf(model, integer(await readJson(c), "version_num") ?? "");
    model.aliases.set(c.req.param("alias"), version.number);
    return c.json({ alias_name: c.req.param("alias"), version_num: version.number });
  });
  app.delete(`${API}/:name/aliases/:alias`, (c) => {
    const model = find(c.req.param("name"));
    aliased(model, c.req.param("alias"));
    model.aliases.delete(c.req.param("alias"));
    return c.json({});
  });

  const aliased = (model: Model, alias: string): number =>
    model.aliases.get(alias) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `Registered model alias '${alias}' does not exist on '${nameOf(model)}'.`);
}
