import { fail, invalid } from "../failure.ts";
import { type App, type Fields, optional, readJson, required } from "../http.ts";
import type { World } from "../world.ts";
import type { Space } from "./genie-message.ts";

const PATH = "/api/2.0/genie/spaces";
const WAREHOUSE = "7e083095329f3ca5";
const FIELDS = ["title", "description", "warehouse_id", "parent_path", "serialized_space"] as const;

/** Changes of a space by its users. */
interface SpaceSettings {
  readonly fields: Fields;
  readonly etag: number;
  readonly updated: string;
  readonly trashed: boolean;
}

/** The spaces that exist, and how a space is shown. */
export interface GenieSpaces {
  find(id: string): Space;
  list(): readonly Space[];
  view(space: Space, whole?: boolean): Fields;
}

/** Creates, edits and deletes Genie spaces. Created ones have no answers of their own. */
export function genieSpaces(app: App, world: World, seeded: Map<string, Space>): GenieSpaces {
  const settings = world.kept("genie settings", () => new Map<string, SpaceSettings>());
  const made = world.kept("genie spaces", () => new Map<string, Omit<Space, "seed">>());
  const created = (id: string, space: Omit<Space, "seed">): Space => ({
    ...space,
    seed: { id, title: "", description: "", patterns: [], examples: [] },
  });
  const all = new Map([...seeded, ...[...made].map(([id, space]) => [id, created(id, space)] as const)]);

  const exists = (id: string) => settings.get(id)?.trashed !== true;
  const find = (id: string): Space =>
    (exists(id) ? all.get(id) : undefined) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Genie space ${id} does not exist.`);
  const view = ({ seed, createTime }: Space, whole = false): Fields => {
    const { fields = {}, etag = 1, updated = createTime } = settings.get(seed.id) ?? {};
    const { serialized_space = document(seed.patterns), ...shown } = fields;
    return {
      space_id: seed.id,
      title: seed.title,
      description: seed.description,
      warehouse_id: WAREHOUSE,
      parent_path: `/Workspace/Users/${world.owner}`,
      ...shown,
      create_time: createTime,
      update_time: updated,
      etag: String(etag),
      ...(whole && { serialized_space }),
    };
  };
  const given = (body: Fields): Fields => {
    const text = optional(body, "serialized_space");
    if (text !== undefined && !isDocument(text)) invalid("serialized_space must be a JSON object with a version.");
    return Object.fromEntries(FIELDS.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]));
  };
  const now = () => new Date(world.now()).toISOString();

  app.post(PATH, async (c) => {
    const body = await readJson(c);
    required(body, "warehouse_id");
    required(body, "serialized_space");
    const id = world.hexId(32);
    const space = { createTime: now(), conversations: new Map() };
    const fields = { title: "New Space", parent_path: `/Workspace/Users/${world.user}`, ...given(body) };
    made.set(id, space);
    all.set(id, created(id, space));
    settings.set(id, { fields, etag: 1, updated: now(), trashed: false });
    return c.json(view(find(id), true));
  });
  app.patch(`${PATH}/:space`, async (c) => {
    const id = find(c.req.param("space")).seed.id;
    const body = await readJson(c);
    const before = settings.get(id);
    const etag = before?.etag ?? 1;
    const wanted = optional(body, "etag");
    if (wanted !== undefined && wanted !== String(etag)) fail(409, "ABORTED", "The space was changed in the meantime.");
    const fields = { ...before?.fields, ...given(body) };
    settings.set(id, { fields, etag: etag + 1, updated: now(), trashed: false });
    return c.json(view(find(id), true));
  });
  app.delete(`${PATH}/:space`, (c) => {
    const id = find(c.req.param("space")).seed.id;
    settings.set(id, { fields: {}, etag: 1, updated: now(), ...settings.get(id), trashed: true });
    return c.json({});
  });
  return { find, view, list: () => [...all.values()].filter(({ seed }) => exists(seed.id)) };
}

function isDocument(text: string): boolean {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" && document !== null && "version" in document;
  } catch {
    return false;
  }
}

/** The document of a space that comes with the workspace: the tables of its queries. */
function document(patterns: Space["seed"]["patterns"]): string {
  const terms = { limit: 10, year: undefined, days: undefined };
  const names = patterns.flatMap(({ sql }) =>
    [...sql(terms).matchAll(/\b(?:FROM|JOIN) (\w+\.\w+\.\w+)/g)].map(([, name]) => name),
  );
  const tables = [...new Set(names)].sort().map((identifier) => ({ identifier }));
  return JSON.stringify({ version: 2, data_sources: { tables } });
}
