import { fail } from "./failure.ts";
import { type App, type Fields, optional, readJson, required } from "./http.ts";
import { pageResponse } from "./paging.ts";
import type { World } from "./world.ts";

/** Objects that are created, listed, read, changed and deleted and do nothing else. */
interface Collection {
  readonly path: string;
  /** Field of the list in its response. */
  readonly field: string;
  /** Field that identifies an object and ends its path. */
  readonly id: string;
  /** Fields that the workspace adds to a new object. */
  fresh(body: Fields): Fields;
  /** Whether an object is in the list that a request asks for. */
  listed?(item: Fields, query: Fields): boolean;
  /** The changed fields of a request that names them other than in `update_mask`. */
  changes?(body: Fields): Fields;
}

/** The routes of a collection. Returns its objects by ID. */
export function collection(app: App, world: World, settings: Collection): Map<string, Fields> {
  const { path, field, id, fresh, listed = () => true, changes } = settings;
  const all = world.kept(path, () => new Map<string, Fields>());
  const find = (key: string) => all.get(key) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `${key} does not exist.`);

  app.get(path, (c) => {
    const query = c.req.query();
    const items = [...all.values()].filter((item) => listed(item, query));
    return c.json(pageResponse(field, items, query));
  });
  app.post(path, async (c) => {
    const body = await readJson(c);
    const key = required(body, id);
    if (all.has(key)) fail(409, "RESOURCE_ALREADY_EXISTS", `${key} already exists.`);
    const item = { ...body, ...fresh(body) };
    all.set(key, item);
    return c.json(item);
  });
  app.get(`${path}/:key`, (c) => c.json(find(c.req.param("key"))));
  app.patch(`${path}/:key`, async (c) => {
    const key = c.req.param("key");
    const body = await readJson(c);
    const mask = optional(c.req.query(), "update_mask")?.split(",") ?? Object.keys(body);
    const given = changes?.(body) ?? Object.fromEntries(mask.map((name) => [name, body[name]]));
    const next = { ...find(key), ...given, [id]: key };
    all.set(key, next);
    return c.json(next);
  });
  app.delete(`${path}/:key`, (c) => {
    find(c.req.param("key"));
    all.delete(c.req.param("key"));
    return c.json({});
  });
  return all;
}
