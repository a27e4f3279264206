import { fail } from "../failure.ts";
import { type Fields, optional, readJson, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";

const API = "/api/environments/v1";
const PATH = `${API}/workspace-base-environments`;

/** Base environments of serverless code. Their changes end at once. */
export const baseEnvironments: Service = (app, world) => {
  const all = world.kept("base environments", () => new Map<string, Fields>());
  const operations = world.kept("environment operations", () => new Map<string, Fields>());
  const find = (id: string) => all.get(id) ?? fail(404, "NOT_FOUND", `Base environment ${id} does not exist.`);
  const done = (id: string, response: Fields): Fields => {
    const name = `workspace-base-environments/${id}/operations/${world.uuid()}`;
    const operation = { name, done: true, response };
    operations.set(name, operation);
    return operation;
  };

  app.get(PATH, (c) => c.json(pageResponse("workspace_base_environments", [...all.values()], c.req.query())));
  app.post(PATH, async (c) => {
    const body = await readJson(c);
    required(body, "display_name");
    const id = optional(c.req.query(), "workspace_base_environment_id") ?? world.uuid();
    if (all.has(id)) fail(409, "ALREADY_EXISTS", `Base environment ${id} already exists.`);
    const time = new Date(world.now()).toISOString();
    const one = {
      base_environment_type: "CPU",
      ...body,
      name: `workspace-base-environments/${id}`,
      status: "CREATED",
      create_time: time,
      update_time: time,
    };
    all.set(id, one);
    return c.json(done(id, one));
  });
  app.get(`${PATH}/:id`, (c) => c.json(find(c.req.param("id"))));
  app.patch(`${PATH}/:id`, async (c) => {
    const id = c.req.param("id");
    const next = { ...find(id), ...(await readJson(c)), name: `workspace-base-environments/${id}` };
    all.set(id, next);
    return c.json(done(id, next));
  });
  app.post(`${PATH}/:id/refresh`, (c) => c.json(done(c.req.param("id"), find(c.req.param("id")))));
  app.delete(`${PATH}/:id`, (c) => {
    find(c.req.param("id"));
    all.delete(c.req.param("id"));
    return c.json({});
  });
  app.get(`${PATH}/:id/operations/:operation`, (c) => {
    const name = c.req.path.slice(API.length + 1);
    return c.json(operations.get(name) ?? fail(404, "NOT_FOUND", `Operation ${name} does not exist.`));
  });
};
