import { fail } from "../failure.ts";
import { type App, flag, oneOf, readJson } from "../http.ts";
import { backquoted } from "../sql/engine/names.ts";
import { catalogChain } from "./chains.ts";
import { auditOf, SYSTEM } from "./ledger.ts";
import { applyChanges, catalogNames, type Metastore, mine, mustManage, mustSee, newName } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { relationsOf } from "./relations.ts";

const PATH = "/api/2.1/unity-catalog/catalogs";
/** The default catalog of the workspace, in which sessions start. */
const DEFAULT = "main";

export function catalogs(app: App, metastore: Metastore): void {
  const { ledger, access, world } = metastore;

  const view = (name: string) => {
    const entry = ledger.of("catalog", name);
    return {
      name,
      full_name: name,
      catalog_type: entry.owner === SYSTEM ? "SYSTEM_CATALOG" : "MANAGED_CATALOG",
      securable_type: "CATALOG",
      comment: entry.comment ?? "",
      properties: entry.properties,
      isolation_mode: entry.isolation,
      enable_predictive_optimization: "INHERIT",
      ...auditOf(entry),
    };
  };

  app.get(PATH, async (c) => {
    const seen = (await catalogNames(metastore)).filter((name) =>
      access.sees(world.user, catalogChain(metastore, name)),
    );
    return c.json(pageOf("catalogs", seen.map(view), c.req.query()));
  });
  app.get(`${PATH}/:name`, async (c) => {
    const name = await metastore.catalog(c.req.param("name"));
    mustSee(metastore, catalogChain(metastore, name));
    return c.json(view(name));
  });

  app.post(PATH, async (c) => {
    const fields = await readJson(c);
    const name = newName(fields);
    if (fields.connection_name !== undefined || fields.share_name !== undefined)
      fail(400, "FEATURE_DISABLED", "Foreign and shared catalogs are not available in this workspace.");
    const engine = await metastore.engine();
    if (engine.objects.objects.catalogs.has(name))
      fail(400, "CATALOG_ALREADY_EXISTS", `Catalog '${name}' already exists`);
    await metastore.sql(`CREATE CATALOG ${backquoted(name)}`);
    const entry = ledger.of("catalog", name, "");
    applyChanges(metastore, entry, { comment: fields.comment, properties: fields.properties });
    return c.json(view(name));
  });

  app.patch(`${PATH}/:name`, async (c) => {
    const name = await metastore.catalog(c.req.param("name"));
    const fields = await readJson(c);
    const entry = mine(ledger.of("catalog", name));
    mustManage(metastore, [entry]);
    if (fields.new_name !== undefined && newName(fields, "new_name") !== name)
      fail(400, "FEATURE_DISABLED", "Catalogs cannot be renamed in this workspace.");
    entry.isolation = oneOf(fields, "isolation_mode", ["OPEN", "ISOLATED"]) ?? entry.isolation;
    applyChanges(metastore, entry, fields);
    await metastore.applyIsolation(name);
    return c.json(view(name));
  });

  app.delete(`${PATH}/:name`, async (c) => {
    const name = await metastore.catalog(c.req.param("name"));
    mustManage(metastore, [mine(ledger.of("catalog", name))]);
    if (name === DEFAULT) fail(400, "INVALID_PARAMETER_VALUE", `Catalog '${name}' is the default of this workspace.`);
    if (flag(c.req.query(), "force") !== true && !(await isEmpty(name))) {
      fail(400, "CATALOG_NOT_EMPTY", `Catalog '${name}' is not empty. Use force to delete it with its contents.`);
    }
    metastore.hidden.delete(name);
    (await metastore.engine()).objects.hidden.delete(name);
    await metastore.sql(`DROP CATALOG ${backquoted(name)} CASCADE`);
    return c.json({});
  });

  /** The two schemas of a new catalog do not count while they are empty. */
  async function isEmpty(catalog: string): Promise<boolean> {
    const schemas = await metastore.schemas(catalog);
    if (schemas.some(({ name }) => name !== "default" && name !== "information_schema")) return false;
    const inside = { catalog, schema: "default" };
    return (await relationsOf(metastore, inside)).length === 0 && metastore.volumes.in(inside).length === 0;
  }
}
