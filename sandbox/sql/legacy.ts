import { type App, type Fields, objectsIn, readWorkspace } from "../http.ts";
import type { World } from "../world.ts";

/** The lists that clients of the legacy SQL API start from. Changes are made with the current API. */
export function legacySql(app: App, world: World): void {
  const listed = async (path: string, field: string) => objectsIn(await readWorkspace(app, world, path), field);
  const source = ({ id, name }: Fields) => ({
    id,
    name,
    warehouse_id: id,
    type: "databricks_internal",
    syntax: "sql",
    paused: 0,
    view_only: false,
    supports_auto_limit: true,
  });
  app.get("/api/2.0/preview/sql/data_sources", async (c) =>
    c.json((await listed("/api/2.0/sql/warehouses", "warehouses")).map(source)),
  );
  app.get("/api/2.0/preview/sql/queries", async (c) => {
    const queries = await listed("/api/2.0/sql/queries?page_size=1000", "results");
    const results = queries.map((query) => ({
      id: query.id,
      name: query.display_name,
      description: query.description ?? null,
      query: query.query_text,
      data_source_id: query.warehouse_id,
      created_at: query.create_time,
      updated_at: query.update_time,
      tags: query.tags ?? [],
      is_archived: false,
      is_draft: false,
    }));
    return c.json({ count: results.length, page: 1, page_size: Math.max(results.length, 25), results });
  });
}
