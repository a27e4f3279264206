import type { Context } from "hono";
import { Failure, invalid } from "../failure.ts";
import { type Env, type Fields, integer, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";

import { callerOf, directoryOf, KEY, KINDS, PRINCIPAL_FIELDS, type PrincipalKind, SCHEMAS } from "./directory.ts";
import { forgetPrincipal } from "./permissions.ts";
import { scimFilter } from "./scim-filter.ts";
import { applyPatch, listOf } from "./scim-patch.ts";

const ENTITLEMENTS: readonly string[] = [
  "workspace-access",
  "databricks-sql-access",
  "allow-cluster-create",
  "allow-instance-pool-create",
  "workspace-consume",
];
const NOUN: Readonly<Record<PrincipalKind, string>> = {
  Users: "User",
  Groups: "Group",
  ServicePrincipals: "Service principal",
};

/** SCIM has its own format of errors. */
class ScimFailure extends Failure {
  override body(): object {
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
    return { schemas, detail: this.message, status: String(this.status), ...(this.code && { scimType: this.code }) };
  }
}

/** Users, groups and service principals. The groups of a principal are those with it as a member. */
export const scim: Service = (app, world) => {
  const directory = directoryOf(world);
  const { stores } = directory;
  const add = (kind: PrincipalKind, fields: Fields, id = String(directory.next++)): Fields => {
    const entity = { schemas: [SCHEMAS[kind]], ...fields, id };
    stores[kind].set(id, entity);
    return entity;
  };
  /** Everyone in the workspace is a member of its group `users`. */
  const joinUsers = (value: string) => {
    for (const group of stores.Groups.values()) {
      if (group.displayName === "users")
        add("Groups", { ...group, members: [...listOf(group.members), { value }] }, String(group.id));
    }
  };
  const leaveGroups = (id: string) => {
    for (const group of stores.Groups.values()) {
      const members = listOf(group.members);
      const left = members.filter(({ value }) => value !== id);
      if (left.length < members.length) add("Groups", { ...group, members: left }, String(group.id));
    }
  };
  const get = (kind: PrincipalKind, id: string): Fields => {
    const found = stores[kind].get(id);
    if (!found) throw new ScimFailure(404, "", `${NOUN[kind]} with id ${id} not found.`);
    return found;
  };
  const anyone = (id: string): { kind: PrincipalKind; entity: Fields } | undefined => {
    for (const kind of KINDS) {
      const entity = stores[kind].get(id);
      if (entity) return { kind, entity };
    }
    return undefined;
  };
  const view = (kind: PrincipalKind, entity: Fields): Fields => {
    const groups = [...stores.Groups.values()].filter(({ members }) =>
      listOf(members).some(({ value }) => value === entity.id),
    );
    const members = listOf(entity.members).flatMap(({ value }) => {
      const found = anyone(String(value));
      if (!found) return [];
      const display = found.entity.displayName ?? found.entity.userName;
      return [{ value, display, $ref: `${found.kind}/${value}` }];
    });
    return {
      ...entity,
      ...(kind === "Groups" && { members, meta: { resourceType: "WorkspaceGroup" } }),
      groups: groups.map(({ id, displayName }) => ({
        display: displayName,
        value: id,
        type: "direct",
        $ref: `Groups/${id}`,
      })),
    };
  };
  const pick = (entity: Fields, attributes: string | undefined): Fields => {
    if (!attributes) return entity;
    const wanted = ["schemas", "id", ...attributes.split(",").map((name) => name.trim().split(".")[0] ?? "")];
    return Object.fromEntries(Object.entries(entity).filter(([name]) => wanted.includes(name)));
  };
  const checked = (kind: PrincipalKind, entity: Fields): Fields => {
    for (const { value } of listOf(entity.members)) {
      if (!anyone(String(value))) invalid(`Principal with id ${value} does not exist.`);
    }
    for (const { value } of listOf(entity.entitlements)) {
      if (!ENTITLEMENTS.includes(String(value))) invalid(`Entitlement ${value} is not supported.`);
    }
    const key = KEY[kind];
    const name = required(entity, key);
    for (const other of stores[kind].values()) {
      if (other.id === entity.id || String(other[key]).toLowerCase() !== name.toLowerCase()) continue;
      throw new ScimFailure(409, "uniqueness", `${NOUN[kind]} with ${key} ${name} already exists.`);
    }
    return entity;
  };
  const fresh = (kind: PrincipalKind, body: Fields): Fields => {
    if (kind === "Groups") return body;
    if (kind === "Users") return { active: true, displayName: required(body, "userName"), ...body };
    return { applicationId: world.uuid(), active: true, ...body };
  };

  const base = "/api/2.0/preview/scim/v2";
  const answer = (c: Context<Env>, kind: PrincipalKind, entity: Fields, status: 200 | 201 = 200) =>
    c.json(pick(view(kind, entity), c.req.query("attributes")), status);

  app.get(`${base}/Me`, (c) => {
    const { kind, entity } = callerOf(world) ?? { kind: "Users", entity: get("Users", "") };
    // A service principal is a user too, named by its application ID.
    return answer(c, kind, kind === "Users" ? entity : { ...entity, userName: entity.applicationId });
  });
  for (const kind of KINDS) {
    const one = (c: Context<Env>): Fields => get(kind, c.req.param("id") ?? "");
    app.get(`${base}/${kind}`, (c) => {
      const query = c.req.query();
      const found = [...stores[kind].values()].map((entity) => view(kind, entity)).filter(scimFilter(query.filter));
      const startIndex = Math.max(1, integer(query, "startIndex") ?? 1);
      const page = found.slice(startIndex - 1, startIndex - 1 + (integer(query, "count") ?? 100));
      return c.json({
        schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        totalResults: found.length,
        startIndex,
        itemsPerPage: page.length,
        ...(page.length > 0 && { Resources: page.map((entity) => pick(entity, query.attributes)) }),
      });
    });
    app.get(`${base}/${kind}/:id`, (c) => answer(c, kind, one(c)));
    app.post(`${base}/${kind}`, async (c) => {
      const { id: _, ...body } = await readJson(c);
      const entity = add(kind, checked(kind, fresh(kind, body)));
      if (kind !== "Groups") joinUsers(String(entity.id));
      return answer(c, kind, entity, 201);
    });
    app.put(`${base}/${kind}/:id`, async (c) => {
      const { id, [KEY[kind]]: name } = one(c);
      // The name of a group can change, the identity of a user or service principal cannot.
      const fixed = kind === "Groups" ? { id } : { id, [KEY[kind]]: name };
      add(kind, checked(kind, { ...(await readJson(c)), ...fixed }), String(id));
      return c.json({});
    });
    app.patch(`${base}/${kind}/:id`, async (c) => {
      const before = one(c);
      const { id, userName, applicationId } = before;
      const kept = Object.fromEntries(
        Object.entries({ id, userName, applicationId }).filter(([, value]) => value !== undefined),
      );
      stores[kind].set(String(id), checked(kind, { ...applyPatch(before, await readJson(c)), ...kept }));
      return c.json({});
    });
    app.delete(`${base}/${kind}/:id`, (c) => {
      const gone = one(c);
      const id = String(gone.id);
      stores[kind].delete(id);
      leaveGroups(id);
      for (const [field, [of]] of Object.entries(PRINCIPAL_FIELDS)) {
        if (of === kind) forgetPrincipal(world, field, gone[KEY[kind]]);
      }
      return c.json({});
    });
  }
};
