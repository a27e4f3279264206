import { fail, invalid } from "../failure.ts";
import { type Fields, integer, isFields, optional, readJson, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";
import type { World } from "../world.ts";

const UC = "/api/2.1/unity-catalog";

interface SharedObject extends Fields {
  readonly name: string;
}
interface Share extends Fields {
  readonly name: string;
  readonly objects: readonly SharedObject[];
  /** Names of the recipients that can read it. */
  readonly readers: readonly string[];
}
interface Named extends Fields {
  readonly name: string;
}

/** Delta Sharing: shares with their objects, recipients and providers. */
export const sharing: Service = (app, world) => {
  const shares = world.kept("shares", () => new Map<string, Share>());
  const recipients = world.kept("recipients", () => new Map<string, Named>());
  const providers = world.kept("providers", () => new Map<string, Named>());

  const shareOf = (name: string): Share => shares.get(name) ?? missing("Share", name);
  const shown = ({ readers: _, objects: __, ...share }: Share): Fields => share;

  app.get(`${UC}/shares`, (c) => c.json(listOf("shares", [...shares.values()].map(shown), c.req.query())));
  app.post(`${UC}/shares`, async (c) => {
    const share = { ...created(await readJson(c), shares, "Share", ["comment", "storage_root"], world), objects: [] };
    shares.set(share.name, { ...share, readers: [] });
    return c.json(share);
  });
  app.get(`${UC}/shares/:name`, (c) => {
    const share = shareOf(c.req.param("name"));
    const { objects } = share;
    return c.json(c.req.query("include_shared_data") === "true" ? { ...shown(share), objects } : shown(share));
  });
  app.patch(`${UC}/shares/:name`, async (c) => {
    const share = shareOf(c.req.param("name"));
    const body = await readJson(c);
    const objects = changedObjects(share, body.updates);
    const next = { ...changed(share, body, shares, "Share", world), objects, readers: share.readers };
    shares.set(next.name, next);
    return c.json({ ...shown(next), objects });
  });
  app.delete(`${UC}/shares/:name`, (c) => {
    shares.delete(shareOf(c.req.param("name")).name);
    return c.json({});
  });
  const permissionsOf = ({ readers }: Share) => ({
    privilege_assignments: readers.map((principal) => ({ principal, privileges: ["SELECT"] })),
  });
  app.get(`${UC}/shares/:name/permissions`, (c) => c.json(permissionsOf(shareOf(c.req.param("name")))));
  app.patch(`${UC}/shares/:name/permissions`, async (c) => {
    const share = shareOf(c.req.param("name"));
    const { changes = [] } = await readJson(c);
    if (!Array.isArray(changes)) return invalid("changes must be an array.");
    const readers = new Set(share.readers);
    for (const change of changes) {
      if (!isFields(change)) return invalid("A change must be an object.");
      const principal = required(change, "principal");
      if (!recipients.has(principal)) missing("Recipient", principal);
      if (Array.isArray(change.add) && change.add.includes("SELECT")) readers.add(principal);
      if (Array.isArray(change.remove) && change.remove.includes("SELECT")) readers.delete(principal);
    }
    const next = { ...share, readers: [...readers] };
    shares.set(share.name, next);
    return c.json(permissionsOf(next));
  });

  const recipientOf = (name: string): Named => recipients.get(name) ?? missing("Recipient", name);
  const link = (): Fields => ({
    id: world.uuid(),
    activation_url: `${world.origin}/delta_sharing/activate?${world.uuid()}`,
    created_at: world.now(),
  });
  app.get(`${UC}/recipients`, (c) => c.json(listOf("recipients", [...recipients.values()], c.req.query())));
  app.post(`${UC}/recipients`, async (c) => {
    const body = await readJson(c);
    const authentication_type = required(body, "authentication_type");
    const fields = ["comment", "owner", "ip_access_list", "properties_kvpairs", "data_recipient_global_metastore_id"];
    const one = {
      ...created(body, recipients, "Recipient", fields, world),
      authentication_type,
      activated: authentication_type === "DATABRICKS",
      ...(authentication_type === "TOKEN" && { tokens: [link()] }),
    };
    recipients.set(one.name, one);
    return c.json(one);
  });
  app.get(`${UC}/recipients/:name`, (c) => c.json(recipientOf(c.req.param("name"))));
  app.patch(`${UC}/recipients/:name`, async (c) => {
    const recipient = recipientOf(c.req.param("name"));
    const next = changed(recipient, await readJson(c), recipients, "Recipient", world);
    recipients.set(next.name, next);
    // Shares follow it to its new name.
    for (const share of shares.values()) {
      const readers = share.readers.map((reader) => (reader === recipient.name ? next.name : reader));
      shares.set(share.name, { ...share, readers });
    }
    return c.json(next);
  });
  app.post(`${UC}/recipients/:name/rotate-token`, async (c) => {
    const recipient = recipientOf(c.req.param("name"));
    if (recipient.authentication_type !== "TOKEN") invalid("Only recipients of type TOKEN have tokens.");
    if (integer(await readJson(c), "existing_token_expire_in_seconds") === undefined) {
      invalid("Missing required field: existing_token_expire_in_seconds");
    }
    const next = { ...recipient, tokens: [link()] };
    recipients.set(recipient.name, next);
    return c.json(next);
  });
  app.get(`${UC}/recipients/:name/share-permissions`, (c) => {
    const { name } = recipientOf(c.req.param("name"));
    const given = [...shares.values()].filter(({ readers }) => readers.includes(name));
    const assignments = [{ principal: name, privileges: ["SELECT"] }];
    return c.json({
      permissions_out: given.map((share) => ({ share_name: share.name, privilege_assignments: assignments })),
    });
  });
  app.delete(`${UC}/recipients/:name`, (c) => {
    const { name } = recipientOf(c.req.param("name"));
    recipients.delete(name);
    for (const share of shares.values()) {
      shares.set(share.name, { ...share, readers: share.readers.filter((reader) => reader !== name) });
    }
    return c.json({});
  });

  const providerOf = (name: string): Named => providers.get(name) ?? missing("Provider", name);
  app.get(`${UC}/providers`, (c) => c.json(listOf("providers", [...providers.values()], c.req.query())));
  app.post(`${UC}/providers`, async (c) => {
    const body = await readJson(c);
    const authentication_type = required(body, "authentication_type");
    const one = { ...created(body, providers, "Provider", ["comment"], world), authentication_type };
    providers.set(one.name, one);
    return c.json(one);
  });
  app.get(`${UC}/providers/:name`, (c) => c.json(providerOf(c.req.param("name"))));
  app.get(`${UC}/providers/:name/shares`, (c) => {
    providerOf(c.req.param("name"));
    return c.json({ shares: [] });
  });
  app.get("/api/2.1/data-sharing/providers/:name/shares/:share", (c) => {
    providerOf(c.req.param("name"));
    return missing("Share", c.req.param("share"));
  });
  app.patch(`${UC}/providers/:name`, async (c) => {
    const provider = providerOf(c.req.param("name"));
    const next = changed(provider, await readJson(c), providers, "Provider", world);
    providers.set(next.name, next);
    return c.json(next);
  });
  app.delete(`${UC}/providers/:name`, (c) => {
    providers.delete(providerOf(c.req.param("name")).name);
    return c.json({});
  });
};

const missing = (kind: string, name: string): never =>
  fail(404, `${kind.toUpperCase()}_DOES_NOT_EXIST`, `${kind} '${name}' does not exist.`);

const listOf = (field: string, all: readonly Fields[], query: Fields): Fields =>
  pageResponse(field, all, query, "max_results");

/** A new object from a request, with its owner and times. */
function created(
  body: Fields,
  known: ReadonlyMap<string, unknown>,
  kind: string,
  fields: readonly string[],
  world: World,
): Named {
  const name = required(body, "name");
  if (known.has(name)) fail(409, `${kind.toUpperCase()}_ALREADY_EXISTS`, `${kind} '${name}' already exists.`);
  const user = world.user;
  const given = Object.fromEntries(Object.entries(body).filter(([field]) => fields.includes(field)));
  const now = world.now();
  return { name, owner: user, created_by: user, created_at: now, updated_at: now, ...given };
}

/** The object with the given changes, under its new name if it has one. */
function changed(old: Named, body: Fields, store: Map<string, unknown>, kind: string, world: World): Named {
  const name = optional(body, "new_name") ?? old.name;
  if (name !== old.name && store.has(name)) {
    fail(409, `${kind.toUpperCase()}_ALREADY_EXISTS`, `${kind} '${name}' already exists.`);
  }
  if (name !== old.name) store.delete(old.name);
  const fields = ["comment", "owner", "storage_root", "ip_access_list", "properties_kvpairs"];
  const given = Object.fromEntries(Object.entries(body).filter(([field]) => fields.includes(field)));
  return { ...old, ...given, name, updated_at: world.now(), updated_by: world.user };
}

/** The objects of a share after its updates: `{action: ADD|REMOVE|UPDATE, data_object}`. */
function changedObjects({ objects }: Share, updates: unknown): readonly SharedObject[] {
  if (updates === undefined) return objects;
  if (!Array.isArray(updates)) return invalid("updates must be an array.");
  const byName = new Map(objects.map((one) => [one.name, one]));
  for (const update of updates) {
    if (!isFields(update) || !isFields(update.data_object)) return invalid("An update needs a data_object.");
    const name = required(update.data_object, "name");
    if (update.action === "ADD" && byName.has(name)) fail(409, "RESOURCE_ALREADY_EXISTS", `${name} is already shared.`);
    if (update.action !== "ADD" && !byName.has(name)) missing("Shared object", name);
    if (update.action === "REMOVE") byName.delete(name);
    else
      byName.set(name, {
        data_object_type: "TABLE",
        status: "ACTIVE",
        ...byName.get(name),
        ...update.data_object,
        name,
      });
  }
  return [...byName.values()];
}
