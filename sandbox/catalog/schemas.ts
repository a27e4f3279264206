import { fail } from "../failure.ts";
import { type App, flag, readJson, required } from "../http.ts";
import { commentOnSchema, schemaComment } from "../sql/engine/information-schema.ts";
import { database, quote } from "../sql/engine/names.ts";
import { auditOf, SYSTEM } from "./ledger.ts";
import { applyChanges, METASTORE_ID, type Metastore, mine, type Named, newName } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { relationsOf } from "./relations.ts";

const PATH = "/api/2.1/unity-catalog/schemas";

export function schemas(app: App, metastore: Metastore): void {
  const { ledger } = metastore;
  const entryOf = (catalog: string, { name, oid }: Named) => ledger.of("schema", `${catalog}.${name}`, oid);

  const view = async (catalog: string, schema: Named) => {
    const entry = entryOf(catalog, schema);
    const { rows } = await (await metastore.engine()).administer(schemaComment(catalog, schema.name));
    return {
      name: schema.name,
      catalog_name: catalog,
      full_name: entry.fullName,
      catalog_type: ledger.of("catalog", catalog).owner === SYSTEM ? "SYSTEM_CATALOG" : "MANAGED_CATALOG",
      comment: rows[0]?.[0] ?? "",
      properties: entry.properties,
      schema_id: entry.id,
      ...auditOf(entry, METASTORE_ID),
    };
  };
  const find = async (fullName: string) => {
    const { catalog, schema, oid } = await metastore.schema(fullName);
    return { catalog, schema: { name: schema, oid }, entry: ledger.of("schema", `${catalog}.${schema}`, oid) };
  };
  /** The engine stores a schema's comment, not the ledger, because SQL reads and writes it there. */
  const comment = async (catalog: string, schema: string, text: unknown) => {
    if (typeof text === "string") await (await metastore.engine()).administer(commentOnSchema(catalog, schema, text));
  };

  app.get(PATH, async (c) => {
    const catalog = await metastore.catalog(required(c.req.query(), "catalog_name"));
    const all = await Promise.all((await metastore.schemas(catalog)).map((schema) => view(catalog, schema)));
    return c.json(pageOf("schemas", all, c.req.query()));
  });
  app.get(`${PATH}/:name`, async (c) => {
    const { catalog, schema } = await find(c.req.param("name"));
    return c.json(await view(catalog, schema));
  });

  app.post(PATH, async (c) => {
    const fields = await readJson(c);
    const catalog = await metastore.catalog(required(fields, "catalog_name"));
    mine(ledger.of("catalog", catalog));
    const name = newName(fields);
    if ((await metastore.schemas(catalog)).some((schema) => schema.name === name))
      fail(400, "SCHEMA_ALREADY_EXISTS", `Schema '${catalog}.${name}' already exists`);
    const engine = await metastore.engine();
    await engine.administer(`CREATE SCHEMA ${quote(database(catalog))}.${quote(name)}`);
    await comment(catalog, name, fields.comment ?? "");
    const { schema, entry } = await find(`${catalog}.${name}`);
    applyChanges(metastore, entry, { properties: fields.properties });
    return c.json(await view(catalog, schema));
  });

  app.patch(`${PATH}/:name`, async (c) => {
    const { catalog, schema, entry } = await find(c.req.param("name"));
    const fields = await readJson(c);
    mine(entry);
    if (fields.new_name !== undefined && newName(fields, "new_name") !== schema.name)
      fail(400, "FEATURE_DISABLED", "Schemas cannot be renamed in this workspace.");
    await comment(catalog, schema.name, fields.comment);
    applyChanges(metastore, entry, { owner: fields.owner, properties: fields.properties });
    return c.json(await view(catalog, schema));
  });

  app.delete(`${PATH}/:name`, async (c) => {
    const { catalog, schema, entry } = await find(c.req.param("name"));
    mine(entry);
    const inside = { catalog, schema: schema.name };
    const force = flag(c.req.query(), "force") === true;
    const count = (await relationsOf(metastore, inside)).length + metastore.volumes.in(inside).length;
    if (!force && count > 0) {
      fail(400, "SCHEMA_NOT_EMPTY", `Schema '${entry.fullName}' is not empty. The schema has ${count} objects.`);
    }
    const engine = await metastore.engine();
    await engine.administer(`DROP SCHEMA ${quote(database(catalog))}.${quote(schema.name)} CASCADE`);
    await comment(catalog, schema.name, "");
    metastore.volumes.dropInside(entry.fullName);
    ledger.forget("schema", entry.fullName);
    return c.json({});
  });
}
