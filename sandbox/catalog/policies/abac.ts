import { fail, invalid } from "../../failure.ts";
import { type App, type Fields, isFields, optional, readJson, required } from "../../http.ts";
import { type Metastore, mustManage } from "../metastore.ts";
import { pageOf } from "../page.ts";
import { securableChain } from "../securables.ts";

const ABAC = "/api/2.1/unity-catalog/policies";
const KINDS: Readonly<Record<string, string>> = { CATALOG: "catalog", SCHEMA: "schema", TABLE: "table" };
const TYPES = ["ROW_FILTER", "COLUMN_MASK", "GRANT", "DENY"].map((type) => `POLICY_TYPE_${type}`);
/** The field with the effect of a policy, by its type. */
const DOES: Readonly<Record<string, string>> = {
  POLICY_TYPE_ROW_FILTER: "row_filter",
  POLICY_TYPE_COLUMN_MASK: "column_mask",
  POLICY_TYPE_GRANT: "grant",
  POLICY_TYPE_DENY: "deny",
};
const CHANGEABLE = [
  "name",
  "comment",
  "to_principals",
  "except_principals",
  "when_condition",
  "match_columns",
  "for_securable_type",
  ...Object.values(DOES),
];

interface Policy extends Fields {
  readonly name: string;
  readonly on_securable_type: string;
  readonly on_securable_fullname: string;
}

/** ABAC policies are kept and returned; statements do not apply them. */
export function abacPolicies(app: App, metastore: Metastore): void {
  const { world } = metastore;
  const policies = world.kept("abac policies", () => new Map<string, Policy>());
  const keyOf = (type: string, on: string, name: string) => `${type} ${on} ${name}`.toLowerCase();
  /** The full name of the object, which must exist and which the caller must manage. */
  const place = async (type: string, name: string): Promise<string> => {
    const kind = KINDS[type.toUpperCase()] ?? invalid(`Policies on '${type}' are not supported.`);
    const chain = await securableChain(metastore, kind, name);
    mustManage(metastore, chain);
    return chain[0].fullName;
  };
  const find = async (of: Readonly<Record<string, string>>): Promise<Policy> => {
    const { type = "", on = "", name = "" } = of;
    const key = keyOf(type, await place(type, on), name);
    return policies.get(key) ?? fail(404, "POLICY_DOES_NOT_EXIST", `Policy '${name}' does not exist on ${on}.`);
  };

  app.get(`${ABAC}/:type/:on`, async (c) => {
    const { type, on } = c.req.param();
    const own = await place(type, on);
    const parts = own.split(".");
    const parents = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join("."));
    const places = c.req.query("include_inherited") === "true" ? [...parents, own] : [own];
    const found = [...policies.values()].filter((one) => places.includes(one.on_securable_fullname));
    return c.json(pageOf("policies", found, c.req.query()));
  });
  app.get(`${ABAC}/:type/:on/:name`, async (c) => c.json(await find(c.req.param())));
  app.post(ABAC, async (c) => {
    const body = await readJson(c);
    const name = required(body, "name");
    const type = required(body, "on_securable_type").toUpperCase();
    const on = await place(type, required(body, "on_securable_fullname"));
    const policy_type = required(body, "policy_type");
    if (!TYPES.includes(policy_type)) invalid(`'${policy_type}' is not a policy type.`);
    const does = DOES[policy_type] ?? "";
    if (!isFields(body[does])) invalid(`A policy of type ${policy_type} needs ${does}.`);
    if (!Array.isArray(body.to_principals) || body.to_principals.length === 0)
      invalid("to_principals must not be empty.");
    const key = keyOf(type, on, name);
    if (policies.has(key)) fail(409, "POLICY_ALREADY_EXISTS", `Policy '${name}' already exists on ${on}.`);
    const at = world.now();
    const policy: Policy = {
      ...Object.fromEntries(CHANGEABLE.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]]))),
      id: world.uuid(),
      name,
      policy_type,
      on_securable_type: type,
      on_securable_fullname: on,
      created_at: at,
      created_by: world.user,
      updated_at: at,
      updated_by: world.user,
    };
    policies.set(key, policy);
    return c.json(policy);
  });
  app.patch(`${ABAC}/:type/:on/:name`, async (c) => {
    const policy = await find(c.req.param());
    const body = await readJson(c);
    const mask = optional(c.req.query(), "update_mask") ?? "*";
    const fields = mask === "*" || mask === "" ? Object.keys(body) : mask.split(",");
    const unknown = fields.filter((field) => !CHANGEABLE.includes(field));
    if (mask !== "*" && unknown.length > 0) invalid(`Fields ${unknown.join(", ")} of a policy cannot be updated.`);
    const kept = fields.filter((field) => CHANGEABLE.includes(field));
    const changed = Object.fromEntries(kept.map((field) => [field, body[field]]));
    const next: Policy = { ...policy, ...changed, updated_at: world.now(), updated_by: world.user };
    policies.delete(keyOf(policy.on_securable_type, policy.on_securable_fullname, policy.name));
    policies.set(keyOf(next.on_securable_type, next.on_securable_fullname, next.name), next);
    return c.json(next);
  });
  app.delete(`${ABAC}/:type/:on/:name`, async (c) => {
    const { on_securable_type: type, on_securable_fullname: on, name } = await find(c.req.param());
    policies.delete(keyOf(type, on, name));
    return c.json({});
  });
}
