import { fail, invalid } from "../failure.ts";
import { type App, oneOf, optional, readJson, required } from "../http.ts";
import type { Chain } from "./access.ts";
import { auditOf } from "./ledger.ts";
import { applyChanges, type Metastore, mine, mustHave, mustManage, mustSee, newName } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { type Volume, volumeName } from "./volume-store.ts";

const PATH = "/api/2.1/unity-catalog/volumes";

export function volumes(app: App, metastore: Metastore): void {
  const { ledger, access, world, volumes: store } = metastore;

  const view = (volume: Volume) => ({
    name: volume.name,
    catalog_name: volume.catalog,
    schema_name: volume.schema,
    full_name: volumeName(volume),
    volume_type: volume.type,
    volume_id: volume.entry.id,
    storage_location: volume.location,
    ...(volume.entry.comment === undefined ? {} : { comment: volume.entry.comment }),
    ...auditOf(volume.entry),
  });
  const chainOf = async ({ catalog, schema, entry }: Volume): Promise<Chain> => {
    const { oid } = await metastore.schema(`${catalog}.${schema}`);
    return [entry, ledger.of("schema", `${catalog}.${schema}`, oid), ledger.of("catalog", catalog)];
  };
  /** Dropping a schema in SQL drops its volumes. */
  const find = async (fullName: string) => {
    const volume = store.get(fullName);
    const schemas = await metastore.schemas(await metastore.catalog(volume.catalog));
    if (!schemas.some(({ name }) => name === volume.schema)) store.drop(volume);
    const found = store.get(fullName);
    mustSee(metastore, await chainOf(found));
    return found;
  };

  app.get(PATH, async (c) => {
    const query = c.req.query();
    const inside = await metastore.schema(`${required(query, "catalog_name")}.${required(query, "schema_name")}`);
    const chains = await Promise.all(store.in(inside).map(async (one) => ({ one, chain: await chainOf(one) })));
    const seen = chains.filter(({ chain }) => access.sees(world.user, chain));
    return c.json(
      pageOf(
        "volumes",
        seen.map(({ one }) => view(one)),
        query,
      ),
    );
  });
  app.get(`${PATH}/:name`, async (c) => c.json(view(await find(c.req.param("name")))));

  app.post(PATH, async (c) => {
    const fields = await readJson(c);
    const { catalog, schema, oid } = await metastore.schema(
      `${required(fields, "catalog_name")}.${required(fields, "schema_name")}`,
    );
    mine(ledger.of("catalog", catalog));
    const inside: Chain = [ledger.of("schema", `${catalog}.${schema}`, oid), ledger.of("catalog", catalog)];
    mustHave(metastore, "USE_SCHEMA", inside);
    mustHave(metastore, "CREATE_VOLUME", inside);
    const type =
      oneOf(fields, "volume_type", ["MANAGED", "EXTERNAL"]) ?? invalid("Missing required field: volume_type");
    const location = optional(fields, "storage_location");
    if ((type === "EXTERNAL") !== (location !== undefined))
      invalid("storage_location is required for EXTERNAL volumes and not allowed for MANAGED ones.");
    if (location !== undefined && !metastore.external.locations.some(({ url }) => location.startsWith(url)))
      invalid(`No parent external location was found for path '${location}'.`);
    const name = newName(fields);
    const fullName = volumeName({ catalog, schema, name });
    if (store.has(fullName)) fail(400, "VOLUME_ALREADY_EXISTS", `Volume '${fullName}' already exists`);
    const volume = store.add({ catalog, schema, name, type }, location);
    applyChanges(metastore, volume.entry, { comment: fields.comment });
    return c.json(view(volume));
  });

  app.patch(`${PATH}/:name`, async (c) => {
    const volume = await find(c.req.param("name"));
    mustManage(metastore, await chainOf(volume));
    const fields = await readJson(c);
    applyChanges(metastore, volume.entry, { owner: fields.owner, comment: fields.comment });
    if (fields.new_name !== undefined) {
      const name = newName(fields, "new_name");
      const fullName = volumeName({ ...volume, name });
      if (name !== volume.name && store.has(fullName))
        fail(400, "VOLUME_ALREADY_EXISTS", `Volume '${fullName}' already exists`);
      store.rename(volume, name);
    }
    return c.json(view(volume));
  });

  app.delete(`${PATH}/:name`, async (c) => {
    const volume = await find(c.req.param("name"));
    mustManage(metastore, await chainOf(volume));
    store.drop(volume);
    return c.json({});
  });
}
