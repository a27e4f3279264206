import { fail, invalid } from "../failure.ts";
import { type Fields, oneOf, optional, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";
import { isPrincipal } from "./directory.ts";

type Permission = "READ" | "WRITE" | "MANAGE";

interface Scope {
  readonly name: string;
  readonly secrets: Map<string, { readonly value: Buffer; readonly updated: number }>;
  readonly acls: Map<string, Permission>;
}

const MOST = 1000;
const LARGEST = 128 * 1024;

/** Secret scopes, secrets and their ACLs (REST 2.0). */
export const secrets: Service = (app, world) => {
  const scopes = world.kept("secret scopes", () => new Map<string, Scope>());

  const get = (fields: Fields): Scope => {
    const name = required(fields, "scope");
    return scopes.get(name) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Scope ${name} does not exist!`);
  };
  const add = (name: string, acls: readonly [string, Permission][]): Scope => {
    const scope: Scope = { name, secrets: new Map(), acls: new Map(acls) };
    scopes.set(name, scope);
    return scope;
  };
  if (world.isNew) {
    const etl = add("etl", [
      [world.user, "MANAGE"],
      ["data-eng", "READ"],
    ]);
    const daysAgo = (days: number) => world.now() - days * 86_400_000;
    etl.secrets.set("jdbc-password", { value: Buffer.from("not-a-real-password"), updated: daysAgo(40) });
    etl.secrets.set("sftp-key", { value: Buffer.from("not-a-real-key"), updated: daysAgo(110) });
  }

  const base = "/api/2.0/secrets";
  app.get(`${base}/scopes/list`, (c) => c.json(scopes.size > 0 ? { scopes: [...scopes.values()].map(scopeInfo) } : {}));
  app.post(`${base}/scopes/create`, async (c) => {
    const body = await readJson(c);
    const name = nameOf(body, "scope");
    if (scopes.has(name)) fail(400, "RESOURCE_ALREADY_EXISTS", `Scope ${name} already exists!`);
    if (scopes.size >= MOST) fail(400, "RESOURCE_LIMIT_EXCEEDED", `There are ${MOST} scopes already.`);
    const manager = oneOf(body, "initial_manage_principal", ["users"]);
    // The workspace is on AWS.
    if (optional(body, "scope_backend_type") === "AZURE_KEYVAULT")
      invalid("Azure KeyVault is not available in this workspace.");
    add(name, [[manager ?? world.user, "MANAGE"]]);
    return c.json({});
  });
  app.post(`${base}/scopes/delete`, async (c) => {
    scopes.delete(get(await readJson(c)).name);
    return c.json({});
  });

  app.get(`${base}/list`, (c) => {
    const found = [...get(c.req.query()).secrets].map(([key, { updated }]) => ({
      key,
      last_updated_timestamp: updated,
    }));
    return c.json(found.length > 0 ? { secrets: found } : {});
  });
  app.post(`${base}/put`, async (c) => {
    const body = await readJson(c);
    const scope = get(body);
    const key = nameOf(body, "key");
    if (!scope.secrets.has(key) && scope.secrets.size >= MOST) {
      fail(400, "RESOURCE_LIMIT_EXCEEDED", `Scope ${scope.name} has ${MOST} secrets already.`);
    }
    scope.secrets.set(key, { value: secretValue(body), updated: Date.now() });
    return c.json({});
  });
  app.post(`${base}/delete`, async (c) => {
    const body = await readJson(c);
    const scope = get(body);
    const key = required(body, "key");
    if (!scope.secrets.delete(key)) fail(404, "RESOURCE_DOES_NOT_EXIST", `Secret ${key} does not exist in scope.`);
    return c.json({});
  });
  app.get(`${base}/get`, (c) => {
    const query = c.req.query();
    const key = required(query, "key");
    const secret = get(query).secrets.get(key);
    if (secret === undefined) return fail(404, "RESOURCE_DOES_NOT_EXIST", `Secret ${key} does not exist in scope.`);
    return c.json({ key, value: secret.value.toString("base64") });
  });

  app.get(`${base}/acls/list`, (c) => {
    const items = [...get(c.req.query()).acls].map(([principal, permission]) => ({ principal, permission }));
    return c.json(items.length > 0 ? { items } : {});
  });
  app.get(`${base}/acls/get`, (c) => {
    const query = c.req.query();
    const principal = required(query, "principal");
    const permission = get(query).acls.get(principal);
    if (permission === undefined) return noAcl(principal);
    return c.json({ principal, permission });
  });
  app.post(`${base}/acls/put`, async (c) => {
    const body = await readJson(c);
    const permission = oneOf(body, "permission", ["READ", "WRITE", "MANAGE"]);
    if (permission === undefined) return invalid("Missing required field: permission");
    const scope = get(body);
    const principal = required(body, "principal");
    if (!isPrincipal(world, principal)) fail(404, "RESOURCE_DOES_NOT_EXIST", `Principal ${principal} does not exist.`);
    scope.acls.set(principal, permission);
    return c.json({});
  });
  app.post(`${base}/acls/delete`, async (c) => {
    const body = await readJson(c);
    const principal = required(body, "principal");
    if (!get(body).acls.delete(principal)) noAcl(principal);
    return c.json({});
  });
};

const noAcl = (principal: string): never =>
  fail(404, "RESOURCE_DOES_NOT_EXIST", `Failed to get secret acl for principal ${principal}!`);

const scopeInfo = ({ name }: Scope): Fields => ({ name, backend_type: "DATABRICKS" });

function nameOf(body: Fields, field: string): string {
  const name = required(body, field);
  return /^[\w.@-]{1,128}$/.test(name)
    ? name
    : invalid(`${field} may have letters, digits, '-', '_', '@' and '.' only, and at most 128 of them.`);
}

function secretValue(body: Fields): Buffer {
  const [text, bytes] = [body.string_value, body.bytes_value];
  if ((typeof text === "string") === (typeof bytes === "string")) {
    fail(400, "MALFORMED_REQUEST", "Exactly one of string_value and bytes_value must be given.");
  }
  const value = typeof text === "string" ? Buffer.from(text) : Buffer.from(String(bytes), "base64");
  return value.length <= LARGEST ? value : invalid(`A secret has at most ${LARGEST} bytes.`);
}
