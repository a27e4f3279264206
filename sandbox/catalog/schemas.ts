import { fail } from "../failure.ts";
import { type App, flag, readJson, required } from "../http.ts";
import { backquoted, sparkLiteral } from "../sql/engine/names.ts";
import type { Chain } from "./access.ts";
import { auditOf, SYSTEM } from "./ledger.ts";
import { applyChanges, type Metastore, mine, mustManage, mustSee, type Named, newName } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { relationsOf } from "./relations.ts";

const PATH = "/api/2.1/unity-catalog/schemas";

const named = (...parts: readonly string[]) => parts.map(backquoted).join(".");
const sqlString = (text: string) => (text === "" ? "NULL" : sparkLiteral(text));

export function schemas(app: App, metastore: Metastore): void {
  const { ledger, access, world } = metastore;
  const chainOf = (catalog: string, schema: Named): Chain => [entryOf(catalog, schema), ledger.of("catalog", catalog)];
  const entryOf = (catalog: string, { name, oid }: Named) => ledger.of("schema", `${catalog}.${name}`, oid);

  const view = (catalog: string, schema: Named) => {
    const entry = entryOf(catalog, schema);
    return {
      name: schema.name,
      catalog_name: catalog,
      full_name: entry.fullName,
      catalog_type: ledger.of("catalog", catalog).owner === SYSTEM ? "SYSTEM_CATALOG" : "MANAGED_CATALOG",
      comment: schema.comment ?? "",
      properties: entry.properties,
      schema_id: entry.id,
      ...auditOf(entry),
    };
  };
  const find = async (fullName: string) => {
    const { catalog, schema: name, oid } = await metastore.schema(fullName);
    const schema = (await metastore.schemas(catalog)).find((one) => one.name === name) ?? {
      name,
      oid,
      comment: undefined,
    };
    return { catalog, schema, entry: ledger.of("schema", `${catalog}.${name}`, oid) };
  };
  /** The comment is the schema's own, because SQL reads and writes it there. */
  const comment = async (catalog: string, schema: string, text: unknown) => {
    if (typeof text === "string")
      await metastore.sql(`COMMENT ON SCHEMA ${named(catalog, schema)} IS ${sqlString(text)}`);
  };

  app.get(PATH, async (c) => {
    const catalog = await metastore.catalog(required(c.req.query(), "catalog_name"));
    const seen = (await metastore.schemas(catalog)).filter(
      (schema) => schema.name === "information_schema" || access.sees(world.user, chainOf(catalog, schema)),
    );
    return c.json(
      pageOf(
        "schemas",
        seen.map((schema) => view(catalog, schema)),
        c.req.query(),
      ),
    );
  });
  app.get(`${PATH}/:name`, async (c) => {
    const { catalog, schema } = await find(c.req.param("name"));
    if (schema.name !== "information_schema") mustSee(metastore, chainOf(catalog, schema));
    return c.json(view(catalog, schema));
  });

  app.post(PATH, async (c) => {
    const fields = await readJson(c);
    const catalog = await metastore.catalog(required(fields, "catalog_name"));
    mine(ledger.of("catalog", catalog));
    const name = newName(fields);
    if ((await metastore.schemas(catalog)).some((schema) => schema.name === name))
      fail(400, "SCHEMA_ALREADY_EXISTS", `Schema '${catalog}.${name}' already exists`);
    await metastore.sql(`CREATE SCHEMA ${named(catalog, name)}`);
    await comment(catalog, name, fields.comment ?? "");
    const { schema, entry } = await find(`${catalog}.${name}`);
    applyChanges(metastore, entry, { properties: fields.properties });
    return c.json(view(catalog, schema));
  });

  app.patch(`${PATH}/:name`, async (c) => {
    const { catalog, schema, entry } = await find(c.req.param("name"));
    const fields = await readJson(c);
    mine(entry);
    mustManage(metastore, chainOf(catalog, schema));
    if (fields.new_name !== undefined && newName(fields, "new_name") !== schema.name)
      fail(400, "FEATURE_DISABLED", "Schemas cannot be renamed in this workspace.");
    await comment(catalog, schema.name, fields.comment);
    applyChanges(metastore, entry, { owner: fields.owner, properties: fields.properties });
    return c.json(view(catalog, (await find(c.req.param("name"))).schema));
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
    await metastore.sql(`DROP SCHEMA ${named(catalog, schema.name)} CASCADE`);
    return c.json({});
  });
}
