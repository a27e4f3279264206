import { fail } from "../failure.ts";
import { type Fields, optional, readJson, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";

const API = "/api/2.0/database/instances";
const START_MS = 2000;

interface Instance extends Fields {
  readonly name: string;
  readonly state: string;
}

/** Provisioned instances of Lakebase. */
export const databaseInstances: Service = (app, world) => {
  const instances = world.kept("database instances", () => new Map<string, Instance>());
  const find = (name: string) =>
    instances.get(name) ?? fail(404, "NOT_FOUND", `Database instance '${name}' not found.`);

  app.get(API, (c) => c.json(pageResponse("database_instances", [...instances.values()], c.req.query())));
  app.post(API, async (c) => {
    const body = await readJson(c);
    const name = required(body, "name");
    if (instances.has(name)) fail(409, "ALREADY_EXISTS", `Database instance '${name}' already exists.`);
    const capacity = optional(body, "capacity") ?? "CU_1";
    const one: Instance = {
      ...body,
      name,
      uid: world.uuid(),
      state: "STARTING",
      capacity,
      effective_capacity: capacity,
      pg_version: "PG_VERSION_16",
      creator: world.user,
      creation_time: new Date(world.now()).toISOString(),
      read_write_dns: `instance-${name}.database.example.com`,
    };
    instances.set(name, one);
    world.after(START_MS, () => {
      if (instances.get(name) === one) instances.set(name, { ...one, state: "AVAILABLE" });
    });
    return c.json(one);
  });
  app.get(`${API}/:name`, (c) => c.json(find(c.req.param("name"))));
  app.patch(`${API}/:name`, async (c) => {
    const old = find(c.req.param("name"));
    const body = await readJson(c);
    const fields = required(c.req.query(), "update_mask").split(",");
    const given = Object.fromEntries(fields.map((field) => [field, body[field]]));
    const capacity = optional(given, "capacity") ?? old.capacity;
    const next = { ...old, ...given, name: old.name, effective_capacity: capacity };
    instances.set(old.name, next);
    return c.json(next);
  });
  app.delete(`${API}/:name`, (c) => {
    instances.delete(find(c.req.param("name")).name);
    return c.json({});
  });
};
