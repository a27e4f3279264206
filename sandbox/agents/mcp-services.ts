import { fail, invalid } from "../failure.ts";
import { type Fields, isFields, optional, readJson, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";

const PATH = "/api/2.1/unity-catalog/mcp-services";

interface McpRegistration extends Fields {
  readonly name: string;
}

/** MCP servers registered in AI Gateway. Nothing calls them here. */
export const mcpServices: Service = (app, world) => {
  const all = world.kept("mcp services", () => new Map<string, McpRegistration>());
  const find = (name: string) =>
    all.get(`mcp-services/${name}`) ?? fail(404, "MCP_SERVICE_DOES_NOT_EXIST", `MCP service '${name}' does not exist.`);

  app.get(PATH, (c) => {
    const schema = optional(c.req.query(), "parent")?.replace(/^schemas\//, "");
    const found = [...all.values()].filter(
      ({ name }) => schema === undefined || name.startsWith(`mcp-services/${schema}.`),
    );
    return c.json(pageResponse("mcp_services", found, c.req.query()));
  });
  app.post(PATH, async (c) => {
    const schema = required(c.req.query(), "parent").replace(/^schemas\//, "");
    const name = `mcp-services/${schema}.${required(c.req.query(), "mcp_service_id")}`;
    const body = await readJson(c);
    const config = isFields(body.config) ? body.config : invalid("Missing required field: config");
    const source = isFields(config.source_connection) ? config.source_connection : invalid("Missing source_connection");
    if (!/^connections\/[^.]+\.[^.]+\.[^.]+$/.test(required(source, "name"))) {
      invalid("source_connection.name must be connections/{catalog}.{schema}.{connection}.");
    }
    if (all.has(name)) fail(409, "RESOURCE_ALREADY_EXISTS", `${name} already exists.`);
    const time = new Date(world.now()).toISOString();
    const one = {
      ...body,
      name,
      effective_owner: world.user,
      created_by: world.user,
      create_time: time,
      update_time: time,
      etag: Buffer.from("1").toString("base64"),
    };
    all.set(name, one);
    return c.json(one);
  });
  app.get(`${PATH}/:name`, (c) => c.json(find(c.req.param("name"))));
  app.patch(`${PATH}/:name`, async (c) => {
    const old = find(c.req.param("name"));
    const body = await readJson(c);
    const mask = required(c.req.query(), "update_mask").split(",");
    const next = { ...old, ...Object.fromEntries(mask.map((field) => [field, body[field]])), name: old.name };
    all.set(old.name, next);
    return c.json(next);
  });
  app.delete(`${PATH}/:name`, (c) => {
    all.delete(find(c.req.param("name")).name);
    return c.json({});
  });
};
