import { fail, invalid } from "../failure.ts";
import { type App, type Fields, optional, readJson, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";
import type { World } from "../world.ts";

const CREATE_MS = 2000;

/** A resource with a name such as `supervisor-agents/1/tools/genie`. */
interface AgentResource extends Fields {
  readonly name: string;
}

/** A kind of agent, with what belongs to one. */
interface AgentKind {
  readonly collection: "knowledge-assistants" | "supervisor-agents";
  readonly field: string;
  readonly endpoint: string;
  readonly parts: Readonly<Record<string, AgentPart>>;
}
interface AgentPart {
  readonly field: string;
  readonly needs: readonly string[];
  /** The query parameter with the ID, if the caller chooses it. */
  readonly idField?: string;
}

const EXAMPLES: AgentPart = { field: "examples", needs: ["question"] };
const KINDS: readonly AgentKind[] = [
  {
    collection: "knowledge-assistants",
    field: "knowledge_assistants",
    endpoint: "ka",
    parts: {
      "knowledge-sources": { field: "knowledge_sources", needs: ["display_name", "description", "source_type"] },
      examples: EXAMPLES,
    },
  },
  {
    collection: "supervisor-agents",
    field: "supervisor_agents",
    endpoint: "mas",
    parts: { tools: { field: "tools", needs: ["tool_type"], idField: "tool_id" }, examples: EXAMPLES },
  },
];

/** Knowledge assistants and supervisor agents with their sources, tools and examples. */
export const agents: Service = (app, world) => {
  const all = world.kept("agents", () => new Map<string, AgentResource>());
  for (const kind of KINDS) agentRoutes(app, world, all, kind);
};

function agentRoutes(app: App, world: World, all: Map<string, AgentResource>, kind: AgentKind): void {
  const { collection, field, endpoint, parts } = kind;
  const path = `/api/2.1/${collection}`;
  const find = (name: string) => all.get(name) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `${name} does not exist.`);
  const nameIn = (requested: string) => requested.slice("/api/2.1/".length);
  const below = (prefix: string) =>
    [...all.values()].filter(
      ({ name }) => name.startsWith(`${prefix}/`) && !name.slice(prefix.length + 1).includes("/"),
    );
  const change = (name: string, body: Fields, mask: string): AgentResource => {
    const given = Object.fromEntries(mask.split(",").map((one) => [one, body[one]]));
    const next = { ...find(name), ...given, name };
    all.set(name, next);
    return next;
  };

  app.get(path, (c) => c.json(pageResponse(field, below(collection), c.req.query())));
  app.post(path, async (c) => {
    const body = await readJson(c);
    const display_name = required(body, "display_name");
    if (below(collection).some((one) => one.display_name === display_name)) {
      fail(409, "RESOURCE_ALREADY_EXISTS", `An agent named '${display_name}' already exists.`);
    }
    const id = world.uuid();
    const one: AgentResource = {
      display_name,
      description: optional(body, "description"),
      instructions: optional(body, "instructions"),
      name: `${collection}/${id}`,
      id,
      creator: world.user,
      create_time: new Date(world.now()).toISOString(),
      endpoint_name: `${endpoint}-${id.slice(0, 8)}-endpoint`,
      ...(endpoint === "ka" && { state: "CREATING" }),
    };
    all.set(one.name, one);
    world.after(CREATE_MS, () => {
      const now = all.get(one.name);
      if (now?.state === "CREATING") all.set(one.name, { ...now, state: "ACTIVE" });
    });
    return c.json(one);
  });
  app.get(`${path}/:id`, (c) => c.json(find(nameIn(c.req.path))));
  app.patch(`${path}/:id`, async (c) =>
    c.json(change(nameIn(c.req.path), await readJson(c), required(c.req.query(), "update_mask"))),
  );
  app.delete(`${path}/:id`, (c) => {
    const { name } = find(nameIn(c.req.path));
    for (const key of [...all.keys()]) if (key === name || key.startsWith(`${name}/`)) all.delete(key);
    return c.json({});
  });

  for (const [part, { field: partField, needs, idField }] of Object.entries(parts)) {
    app.get(`${path}/:id/${part}`, (c) => {
      find(`${collection}/${c.req.param("id")}`);
      return c.json(pageResponse(partField, below(nameIn(c.req.path)), c.req.query()));
    });
    app.post(`${path}/:id/${part}`, async (c) => {
      find(`${collection}/${c.req.param("id")}`);
      const body = await readJson(c);
      for (const need of needs) required(body, need);
      const id = idField === undefined ? world.uuid() : required(c.req.query(), idField);
      const name = `${nameIn(c.req.path)}/${id}`;
      if (all.has(name)) fail(409, "RESOURCE_ALREADY_EXISTS", `${name} already exists.`);
      const one: AgentResource = {
        ...body,
        name,
        ...(idField === undefined ? { id } : { [idField]: id }),
        ...(part === "knowledge-sources" && { state: "UPDATED" }),
      };
      all.set(name, one);
      return c.json(one);
    });
    app.get(`${path}/:id/${part}/:part`, (c) => c.json(find(nameIn(c.req.path))));
    app.patch(`${path}/:id/${part}/:part`, async (c) =>
      c.json(change(nameIn(c.req.path), await readJson(c), required(c.req.query(), "update_mask"))),
    );
    app.delete(`${path}/:id/${part}/:part`, (c) => {
      all.delete(find(nameIn(c.req.path)).name);
      return c.json({});
    });
  }
  // A custom verb: `knowledge-sources:sync`.
  app.post(`${path}/:id/:verb`, (c) => {
    const { id, verb } = c.req.param();
    find(`${collection}/${id}`);
    return verb === "knowledge-sources:sync" ? c.json({}) : invalid(`Unknown method ${verb}.`);
  });
}
