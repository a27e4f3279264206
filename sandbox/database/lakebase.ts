import { fail, invalid } from "../failure.ts";
import { type App, askWorkspace, type Fields, isFields, objectsIn, optional, readJson, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";
import type { World } from "../world.ts";
import { type Kind, type LakebaseResource, LEVELS, newResource, view } from "./resources.ts";

const API = "/api/2.0/postgres";
/** How long Lakebase works on a change. */
const CHANGE_MS = 1500;

interface Operation {
  readonly name: string;
  done: boolean;
  readonly response: Fields;
}

/** Lakebase: projects with their branches, endpoints, databases and roles, synced tables and registered databases. */
export const lakebase: Service = (app, world) => {
  const resources = world.kept("lakebase", () => new Map<string, LakebaseResource>());
  const operations = world.kept(
    "lakebase operations",
    () => new Map<string, Operation>(),
    (kept) => {
      for (const operation of kept.values()) operation.done = true;
    },
  );
  const find = (name: string) => resources.get(name) ?? fail(404, "NOT_FOUND", `${name} does not exist.`);
  const add = (resource: LakebaseResource) => void resources.set(resource.name, resource);

  /** Starts the work of a change. `then` runs when it ends. */
  const begin = (of: string, response: Fields, then = () => {}): Fields => {
    const operation: Operation = { name: `${of}/operations/${world.uuid()}`, done: false, response };
    operations.set(operation.name, operation);
    world.after(CHANGE_MS, () => {
      then();
      operation.done = true;
    });
    return { name: operation.name, done: false };
  };
  for (const of of ["projects/:id", "synced_tables/:id", "catalogs/:id"]) {
    app.get(`${API}/${of}/operations/:operation`, (c) => {
      const name = c.req.path.slice(API.length + 1);
      const { done, response } = operations.get(name) ?? fail(404, "NOT_FOUND", `Operation ${name} does not exist.`);
      return c.json({ name, done, ...(done && { response }) });
    });
  }

  const context: Lakebase = { app, world, resources, find, add, begin };
  for (const level of LEVELS) resourceRoutes(context, level);
  registered(context, "synced_tables", "synced_table_id", async (id, spec) => {
    const source = required(spec, "source_table_full_name");
    const found = await askWorkspace(app, world, `/api/2.1/unity-catalog/tables/${encodeURIComponent(source)}`);
    if (found.status === 404) fail(404, "TABLE_DOES_NOT_EXIST", `Table '${source}' does not exist.`);
    const columns = objectsIn(JSON.parse(await found.text()), "columns").map(({ name }) => String(name).toLowerCase());
    const keys: unknown[] = Array.isArray(spec.primary_key_columns) ? spec.primary_key_columns : [];
    const missing = keys.find((key) => !columns.includes(String(key).toLowerCase()));
    if (missing !== undefined) invalid(`Primary key column ${missing} does not exist in table ${source}.`);
    if (id.split(".").length !== 3) invalid("synced_table_id must be catalog.schema.table.");
  });
  registered(context, "catalogs", "catalog_id", async (id, spec) => {
    find(required(spec, "branch"));
    const body = JSON.stringify({ name: id, comment: `Lakebase database ${required(spec, "postgres_database")}` });
    const made = await askWorkspace(app, world, "/api/2.1/unity-catalog/catalogs", { method: "POST", body });
    if (!made.ok) fail(409, "ALREADY_EXISTS", `Catalog '${id}' already exists.`);
  });
  app.post(`${API}/credentials`, async (c) => {
    const body = await readJson(c);
    find(required(body, "endpoint"));
    const seconds = Number(optional(body, "ttl")?.replace("s", "") ?? 3600);
    if (!(seconds >= 300 && seconds <= 3600)) invalid("ttl must be between 300s and 3600s.");
    return c.json({
      token: `eyJ${world.hexId(60)}`,
      expire_time: new Date(world.now() + seconds * 1000).toISOString(),
    });
  });
};

interface Lakebase {
  readonly app: App;
  readonly world: World;
  readonly resources: Map<string, LakebaseResource>;
  find(name: string): LakebaseResource;
  add(resource: LakebaseResource): void;
  begin(of: string, response: Fields, then?: () => void): Fields;
}

/** The routes of projects, branches, and what is on a branch. */
function resourceRoutes({ app, world, resources, find, add, begin }: Lakebase, { kind, under, idField }: Kind): void {
  const collection = `${API}/${under}${kind}`;
  const nameIn = (path: string) => path.slice(API.length + 1);
  const parentOf = (path: string) => nameIn(path).slice(0, -kind.length - 1);
  const project = (name: string) => name.split("/").slice(0, 2).join("/");

  app.get(collection, (c) => {
    const parent = parentOf(c.req.path);
    if (parent !== "") find(parent);
    const all = [...resources.values()].filter((one) => one.kind === kind && one.parent === parent);
    return c.json(pageResponse(kind, all.map(view), c.req.query()));
  });
  app.post(collection, async (c) => {
    const parent = parentOf(c.req.path);
    if (parent !== "") find(parent);
    const id = required(c.req.query(), idField);
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(id)) invalid(`${idField} must be lower-case letters, digits and hyphens.`);
    const { spec } = await readJson(c);
    const name = parent === "" ? `${kind}/${id}` : `${parent}/${kind}/${id}`;
    if (resources.has(name)) fail(409, "ALREADY_EXISTS", `${name} already exists.`);
    const given = isFields(spec) ? spec : {};
    if (kind === "databases") find(required(given, "role"));
    if (kind === "branches" && given.source_branch !== undefined) find(required(given, "source_branch"));
    const resource = newResource({ kind, name, parent, spec: given, created: world.now(), creator: world.user });
    add(resource);
    const children = firstChildren(resource, resources);
    for (const child of children) add(child);
    return c.json(
      begin(project(name), view(resource), () => {
        for (const one of [resource, ...children]) one.ready = true;
      }),
    );
  });
  app.get(`${collection}/:${kind}`, (c) => c.json(view(find(nameIn(c.req.path)))));
  app.patch(`${collection}/:${kind}`, async (c) => {
    const resource = find(nameIn(c.req.path));
    const { spec } = await readJson(c);
    const fields = required(c.req.query(), "update_mask").split(",");
    const given = isFields(spec) ? spec : {};
    const changed = fields.map((field) => field.replace(/^spec\./, "").split(".")[0] ?? "");
    resource.spec = { ...resource.spec, ...Object.fromEntries(changed.map((field) => [field, given[field]])) };
    return c.json(begin(project(resource.name), view(resource)));
  });
  app.delete(`${collection}/:${kind}`, (c) => {
    const resource = find(nameIn(c.req.path));
    if (resource.spec.is_protected === true) fail(400, "BAD_REQUEST", `Branch ${resource.name} is protected.`);
    if (kind === "branches" && resource.first) fail(400, "BAD_REQUEST", "The default branch cannot be deleted.");
    for (const name of [...resources.keys()]) {
      if (name === resource.name || name.startsWith(`${resource.name}/`)) resources.delete(name);
    }
    return c.json(begin(project(resource.name), {}));
  });
}

/** Contents of a new project or branch: the branch, its endpoint, the caller's role and a database, or those of its source. */
function firstChildren(
  { kind, name, parent, spec, created, creator }: LakebaseResource,
  resources: ReadonlyMap<string, LakebaseResource>,
): LakebaseResource[] {
  if (kind === "projects") {
    const branch = newResource({
      kind: "branches",
      name: `${name}/branches/production`,
      parent: name,
      spec: { no_expiry: true },
      created,
      creator,
    });
    branch.first = true;
    return [branch, ...firstChildren(branch, resources)];
  }
  if (kind !== "branches") return [];
  const under = (id: string, of: Kind["kind"], given: Fields) =>
    newResource({ kind: of, name: `${name}/${of}/${id}`, parent: name, spec: given, created, creator });
  const endpoint = under("primary", "endpoints", { endpoint_type: "ENDPOINT_TYPE_READ_WRITE" });
  const source = optional(spec, "source_branch") ?? `${parent}/branches/production`;
  const copied = [...resources.values()].filter(
    (one) => one.parent === source && (one.kind === "databases" || one.kind === "roles") && source !== name,
  );
  if (copied.length > 0) {
    return [
      endpoint,
      ...copied.map((one) => {
        const role = optional(one.spec, "role")?.replace(source, name);
        return under(one.name.split("/").at(-1) ?? "", one.kind, { ...one.spec, ...(role && { role }) });
      }),
    ];
  }
  const role = under("owner", "roles", { postgres_role: creator, identity_type: "USER" });
  return [
    endpoint,
    role,
    under("databricks_postgres", "databases", { postgres_database: "databricks_postgres", role: role.name }),
  ];
}

/** The routes of what is known to Unity Catalog: synced tables and registered databases. */
function registered(
  { app, world, resources, find, add, begin }: Lakebase,
  kind: "synced_tables" | "catalogs",
  idField: string,
  check: (id: string, spec: Fields) => Promise<void>,
): void {
  app.post(`${API}/${kind}`, async (c) => {
    const id = required(c.req.query(), idField);
    const { spec } = await readJson(c);
    const given = isFields(spec) ? spec : invalid("Missing required field: spec");
    const name = `${kind}/${id}`;
    if (resources.has(name)) fail(409, "ALREADY_EXISTS", `${name} already exists.`);
    await check(id, given);
    const resource = newResource({ kind, name, parent: "", spec: given, created: world.now(), creator: world.user });
    add(resource);
    return c.json(
      begin(name, view({ ...resource, ready: true }), () => {
        resource.ready = true;
      }),
    );
  });
  app.get(`${API}/${kind}/:id`, (c) => c.json(view(find(`${kind}/${c.req.param("id")}`))));
  app.delete(`${API}/${kind}/:id`, async (c) => {
    const id = c.req.param("id");
    const { name } = find(`${kind}/${id}`);
    resources.delete(name);
    if (kind === "catalogs") {
      const path = `/api/2.1/unity-catalog/catalogs/${encodeURIComponent(id)}?force=true`;
      await askWorkspace(app, world, path, { method: "DELETE" });
    }
    return c.json(begin(name, {}));
  });
}
