import { collection } from "../collection.ts";
import { fail, invalid } from "../failure.ts";
import { isFields, objectsIn, optional, readJson, readWorkspace, required } from "../http.ts";
import type { Service } from "../service.ts";
import { backquoted } from "../sql/engine/names.ts";

const MODES = ["CONTINUOUS", "SNAPSHOT", "TRIGGERED"];
const quoted = (fullName: string): string => fullName.split(".").map(backquoted).join(".");

/** Features, online stores and the tables that are published to them: copies as of the publication, in every mode. */
export const featureStore: Service = (app, world) => {
  const stores = collection(app, world, {
    path: "/api/2.0/feature-store/online-stores",
    field: "online_stores",
    id: "name",
    fresh: () => ({
      state: "AVAILABLE",
      creator: world.user,
      creation_time: new Date(world.now()).toISOString(),
    }),
  });
  /** The IDs of published tables by name: only they are published again. */
  const published = world.kept("published tables", () => new Map<string, unknown>());
  app.post("/api/2.0/feature-store/tables/:name/publish", async (c) => {
    const source = c.req.param("name");
    const { publish_spec: spec } = await readJson(c);
    if (!isFields(spec)) return invalid("Missing required field: publish_spec");
    const [store, online] = [required(spec, "online_store"), required(spec, "online_table_name")];
    if (!stores.has(store)) fail(404, "RESOURCE_DOES_NOT_EXIST", `Online store ${store} does not exist.`);
    if (!MODES.includes(optional(spec, "publish_mode") ?? ""))
      invalid(`publish_mode must be one of ${MODES.join(", ")}.`);
    const table = await readWorkspace(app, world, `/api/2.1/unity-catalog/tables/${encodeURIComponent(source)}`);
    if (table === undefined) return fail(404, "TABLE_DOES_NOT_EXIST", `Table '${source}' does not exist.`);
    if (!objectsIn(table, "table_constraints").some((one) => isFields(one.primary_key_constraint))) {
      invalid(`Table ${source} must have a primary key constraint to be published.`);
    }
    const present = await readWorkspace(app, world, `/api/2.1/unity-catalog/tables/${encodeURIComponent(online)}`);
    if (present !== undefined && published.get(online.toLowerCase()) !== present.table_id) {
      fail(409, "RESOURCE_ALREADY_EXISTS", `Table '${online}' already exists.`);
    }
    await world.runSql(`CREATE OR REPLACE TABLE ${quoted(online)} AS SELECT * FROM ${quoted(source)}`);
    const made = await readWorkspace(app, world, `/api/2.1/unity-catalog/tables/${encodeURIComponent(online)}`);
    published.set(online.toLowerCase(), made?.table_id);
    return c.json({ online_table_name: online, pipeline_id: world.uuid() });
  });
  // Before the features, because the path also fits the name of a feature.
  app.get("/api/2.0/feature-engineering/features/kafka-configs", (c) => c.json({}));
  collection(app, world, {
    path: "/api/2.0/feature-engineering/features",
    field: "features",
    id: "full_name",
    fresh: () => ({ created_by: world.user, created_at: new Date(world.now()).toISOString() }),
    listed: ({ full_name }, { catalog_name, schema_name }) =>
      String(full_name).startsWith(`${String(catalog_name)}.${String(schema_name)}.`),
  });
};
