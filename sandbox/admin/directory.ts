import { fail, invalid } from "../failure.ts";
import type { Fields } from "../http.ts";
import type { World } from "../world.ts";
import { listOf } from "./scim-patch.ts";

export const SCHEMAS = {
  Users: "urn:ietf:params:scim:schemas:core:2.0:User",
  Groups: "urn:ietf:params:scim:schemas:core:2.0:Group",
  ServicePrincipals: "urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal",
} as const;
export type PrincipalKind = keyof typeof SCHEMAS;
export const KINDS = ["Users", "Groups", "ServicePrincipals"] as const;

/** The attribute that identifies a principal, and must be unique. */
export const KEY: Readonly<Record<PrincipalKind, string>> = {
  Users: "userName",
  Groups: "displayName",
  ServicePrincipals: "applicationId",
};

/** The principals of a workspace by kind and ID. */
export interface Directory {
  readonly stores: Readonly<Record<PrincipalKind, Map<string, Fields>>>;
  /** The next free ID. */
  next: number;
}

/** The application ID of the service principal that comes with the workspace. */
export const ETL_APPLICATION = "8f2c0000-1111-2222-3333-444455556666";
/** Groups of the workspace alone. Unity Catalog does not know them. */
const LOCAL: ReadonlySet<string> = new Set(["users", "admins"]);
/** All users of the account, a group that only Unity Catalog knows. */
export const ACCOUNT_USERS = "account users";

/** The principals of this workspace. */
export const directoryOf = (world: World): Directory => world.kept("directory", () => seeded(world.owner));

function seeded(user: string): Directory {
  const stores = {
    Users: new Map<string, Fields>(),
    Groups: new Map<string, Fields>(),
    ServicePrincipals: new Map<string, Fields>(),
  };
  const add = (kind: PrincipalKind, id: string, fields: Fields) =>
    void stores[kind].set(id, { schemas: [SCHEMAS[kind]], ...fields, id });
  const entitlements = [{ value: "workspace-access" }, { value: "databricks-sql-access" }];
  const emails = [{ type: "work", value: user, primary: true }];
  add("Users", "7001", { userName: user, displayName: "Ana", active: true, emails, entitlements });
  add("Users", "7002", { userName: "ben@example.com", displayName: "Ben", active: true, entitlements });
  add("Users", "7003", { userName: "bruno@example.com", displayName: "Bruno", active: true, entitlements });
  const etl = { applicationId: ETL_APPLICATION, displayName: "etl", active: true };
  add("ServicePrincipals", "5501", etl);
  const group = (id: string, displayName: string, ids: readonly string[], more: Fields = {}) =>
    add("Groups", id, { displayName, members: ids.map((value) => ({ value })), ...more });
  group("9001", "users", ["7001", "7002", "7003"], { entitlements });
  group("9002", "admins", ["7001"]);
  group("9003", "analysts", ["7002"]);
  group("9004", "data-eng", ["7003", "5501"]);
  group("9005", "metastore-admins", ["7001"]);
  return { stores, next: 7100 };
}

const find = ({ stores }: Directory, kind: PrincipalKind, name: string): Fields | undefined =>
  [...stores[kind].values()].find((one) => String(one[KEY[kind]]).toLowerCase() === name.toLowerCase());

/** The fields of access control entries and `run_as`, with the kind of principal that each names. */
export const PRINCIPAL_FIELDS: Readonly<Record<string, readonly [kind: PrincipalKind, words: string]>> = {
  user_name: ["Users", "UserName"],
  group_name: ["Groups", "GroupName"],
  service_principal_name: ["ServicePrincipals", "ServicePrincipalName"],
};

/** Refuses an access control entry for a principal that the workspace does not have. */
export function mustBePrincipal(world: World, field: string, name: string): void {
  const [kind, words] = PRINCIPAL_FIELDS[field] ?? invalid(`'${field}' does not name a principal.`);
  if (find(directoryOf(world), kind, name) !== undefined) return;
  fail(404, "RESOURCE_DOES_NOT_EXIST", `Principal: ${words}(${name}) does not exist`);
}

/** Whether any principal of the workspace has this name; for service principals, the application ID. */
export const isPrincipal = (world: World, name: string): boolean =>
  KINDS.some((kind) => find(directoryOf(world), kind, name) !== undefined);

/** Whether Unity Catalog knows the name: groups that only the workspace has cannot hold its privileges. */
export const isAccountPrincipal = (world: World, name: string): boolean =>
  name === ACCOUNT_USERS || (!LOCAL.has(name) && isPrincipal(world, name));

/** Refuses a grant or an owner that Unity Catalog does not know. */
export function mustBeAccountPrincipal(world: World, name: string): void {
  if (isAccountPrincipal(world, name)) return;
  fail(404, "PRINCIPAL_DOES_NOT_EXIST", `Could not find principal with name ${name}`);
}

/** The user or service principal of a name, or undefined. */
export function callerOf(
  world: World,
  name = world.user,
): { readonly kind: PrincipalKind; readonly entity: Fields } | undefined {
  for (const kind of ["Users", "ServicePrincipals"] as const) {
    const entity = find(directoryOf(world), kind, name);
    if (entity !== undefined) return { kind, entity };
  }
  return undefined;
}

/** The numeric ID of a user or service principal, as in `created_by_id`; 0 for one that was deleted. */
export const principalId = (world: World, name = world.user): number => Number(callerOf(world, name)?.entity.id ?? 0);

/** The groups that a principal is a member of, directly or through other groups. */
export function groupsOf(world: World, name: string): ReadonlySet<string> {
  const { stores } = directoryOf(world);
  const names = new Set<string>();
  const visit = (id: unknown) => {
    for (const group of stores.Groups.values()) {
      const groupName = String(group.displayName);
      if (names.has(groupName) || !listOf(group.members).some(({ value }) => value === id)) continue;
      names.add(groupName);
      visit(group.id);
    }
  };
  visit(callerOf(world, name)?.entity.id);
  return names;
}

/** The principals of Unity Catalog whose privileges an identity has: itself, its groups, and all users of the account. */
export const accountNamesOf = (world: World, name: string): ReadonlySet<string> =>
  new Set([name, ACCOUNT_USERS, ...[...groupsOf(world, name)].filter((group) => !LOCAL.has(group))]);

/** Whether the caller may administer the workspace. */
export const isAdmin = (world: World): boolean => groupsOf(world, world.user).has("admins");

/** Whether the caller can use the workspace at all. */
export function isActive(world: World): boolean {
  const found = callerOf(world);
  return found === undefined ? world.user === world.owner : found.entity.active !== false;
}
