import { fail, invalid } from "../failure.ts";
import { type App, isFields, readJson } from "../http.ts";
import { WORKSPACE_ID } from "../world.ts";
import { auditOf, type Entry, METASTORE_ID } from "./ledger.ts";
import { type Metastore, mustManage, mustSee } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { securableChain } from "./securables.ts";

const UC = "/api/2.1/unity-catalog";

/** The metastore: its summary, its connections to a cloud, and workspace bindings. */
export function externalData(app: App, metastore: Metastore): void {
  const { ledger, external, world } = metastore;

  app.get(`${UC}/current-metastore-assignment`, (c) =>
    c.json({ metastore_id: METASTORE_ID, workspace_id: Number(WORKSPACE_ID), default_catalog_name: "main" }),
  );
  const summary = () => {
    const entry = ledger.of("metastore", METASTORE_ID);
    return {
      name: "acme-us-west-2",
      cloud: "aws",
      region: "us-west-2",
      global_metastore_id: `aws:us-west-2:${METASTORE_ID}`,
      privilege_model_version: "1.0",
      delta_sharing_scope: "INTERNAL",
      external_access_enabled: false,
      ...auditOf(entry),
      created_by: world.owner,
    };
  };
  app.get(`${UC}/metastore_summary`, (c) => c.json(summary()));
  app.get(`${UC}/metastores`, (c) => c.json({ metastores: [summary()] }));
  app.get(`${UC}/metastores/:id`, (c) => {
    const id = c.req.param("id");
    return c.json(
      id === METASTORE_ID ? summary() : fail(404, "METASTORE_DOES_NOT_EXIST", `Metastore '${id}' does not exist.`),
    );
  });

  app.get(`${UC}/metastores/:id/systemschemas`, async (c) => {
    if (c.req.param("id") !== METASTORE_ID) {
      fail(404, "METASTORE_DOES_NOT_EXIST", `Metastore '${c.req.param("id")}' does not exist.`);
    }
    const { rows } = await world.runSql("SHOW SCHEMAS IN system");
    return c.json({ schemas: rows.map(([schema]) => ({ schema, state: "ENABLE_COMPLETED" })) });
  });

  const listing = (
    path: string,
    key: string,
    type: string,
    words: string,
    items: readonly { readonly name: string }[],
  ) => {
    const view = (item: { readonly name: string }) => ({
      ...item,
      full_name: item.name,
      ...auditOf(ledger.of(type, item.name)),
    });
    const seen = (item: { readonly name: string }) => metastore.access.sees(world.user, [ledger.of(type, item.name)]);
    app.get(`${UC}/${path}`, (c) => c.json(pageOf(key, items.filter(seen).map(view), c.req.query())));
    app.get(`${UC}/${path}/:name`, (c) => {
      const name = c.req.param("name");
      const item = items.find((one) => one.name === name.toLowerCase());
      if (item === undefined)
        return fail(404, `${type.toUpperCase()}_DOES_NOT_EXIST`, `${words} '${name}' does not exist.`);
      mustSee(metastore, [ledger.of(type, item.name)]);
      return c.json(view(item));
    });
  };
  listing("external-locations", "external_locations", "external_location", "External Location", external.locations);
  listing(
    "storage-credentials",
    "storage_credentials",
    "storage_credential",
    "Storage Credential",
    external.credentials,
  );
  listing(
    "credentials",
    "credentials",
    "credential",
    "Credential",
    external.credentials.map((one) => ({ ...one, purpose: "STORAGE" })),
  );
  listing("connections", "connections", "connection", "Connection", external.connections);

  // The API before bindings had types: catalogs only.
  const workspacesOf = ({ bindings }: Entry) => ({ workspaces: [...bindings.keys()].map(Number) });
  app.get(`${UC}/workspace-bindings/catalogs/:name`, async (c) => {
    const [entry] = await securableChain(metastore, "catalog", c.req.param("name"));
    return c.json(workspacesOf(entry));
  });
  app.patch(`${UC}/workspace-bindings/catalogs/:name`, async (c) => {
    const chain = await securableChain(metastore, "catalog", c.req.param("name"));
    mustManage(metastore, chain);
    const [entry] = chain;
    const { assign_workspaces: assigned, unassign_workspaces: unassigned } = await readJson(c);
    for (const workspace of idsOf(assigned)) entry.bindings.set(workspace, "BINDING_TYPE_READ_WRITE");
    for (const workspace of idsOf(unassigned)) entry.bindings.delete(workspace);
    await metastore.applyIsolation(entry.fullName);
    return c.json(workspacesOf(entry));
  });

  app.get(`${UC}/bindings/:type/:name`, async (c) => {
    const [entry] = await securableChain(metastore, c.req.param("type"), c.req.param("name"));
    return c.json(pageOf("bindings", bindingsOf(entry), c.req.query()));
  });
  app.patch(`${UC}/bindings/:type/:name`, async (c) => {
    const chain = await securableChain(metastore, c.req.param("type"), c.req.param("name"));
    mustManage(metastore, chain);
    const [entry] = chain;
    const { bindings } = entry;
    const { add = [], remove = [] } = await readJson(c);
    const [added, removed] = [changes(add), changes(remove)];
    for (const [workspace, type] of added) bindings.set(workspace, type);
    for (const [workspace] of removed) bindings.delete(workspace);
    if (entry.type === "catalog") await metastore.applyIsolation(entry.fullName);
    return c.json({ bindings: bindingsOf(entry) });
  });
}

const idsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String).filter((id) => /^\d{1,19}$/.test(id)) : [];

const bindingsOf = ({ bindings }: Entry) =>
  [...bindings].map(([workspace, binding_type]) => ({ workspace_id: Number(workspace), binding_type }));

function changes(value: unknown): readonly (readonly [workspace: string, type: string])[] {
  if (!Array.isArray(value)) return invalid("Bindings are a list.");
  return value.map((change: unknown) => {
    const workspace = isFields(change) ? String(change.workspace_id) : "";
    if (!/^\d{1,19}$/.test(workspace)) return invalid("Field 'workspace_id' must be a number.");
    const type = isFields(change) && change.binding_type === "BINDING_TYPE_READ_ONLY" ? "READ_ONLY" : "READ_WRITE";
    return [workspace, `BINDING_TYPE_${type}`];
  });
}
