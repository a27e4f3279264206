import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import { type PageQuery, pathType, type SecurableType } from "./securables.ts";

/** An object of Unity Catalog that privileges can be granted on. */
export interface Securable {
  readonly securable_type: SecurableType;
  readonly full_name: string;
}

const assignment = z.looseObject({ principal: z.string(), privileges: z.array(z.string()).nullish() });
const direct = z.looseObject({ privilege_assignments: z.array(assignment).nullish(), next_page_token: text });

/** A principal and the privileges it has on a securable. */
export interface PrivilegeGrant {
  readonly principal: string;
  /** `SELECT`, or `USE_CATALOG from catalog main` if a parent grants it. */
  readonly privileges: string[];
}

/**
 * One page of the privileges granted on the object itself, without inherited ones.
 * `GET /api/2.1/unity-catalog/permissions/{securable_type}/{full_name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export async function listGrants(
  client: Client,
  { securable_type, full_name, ...query }: Securable & PageQuery & { principal?: string | undefined },
): Promise<Page<PrivilegeGrant>> {
  const where = path`/api/2.1/unity-catalog/permissions/${pathType(securable_type)}/${full_name}`;
  const page = await client.get("grants.get", where, direct, { query });
  return { items: (page.privilege_assignments ?? []).map(grant), next: page.next_page_token || undefined };
}

const grant = ({ principal, privileges }: z.output<typeof assignment>): PrivilegeGrant => ({
  principal,
  privileges: privileges ?? [],
});

const held = z.looseObject({ privilege: z.string(), inherited_from_type: text, inherited_from_name: text });
const effective = z.looseObject({
  privilege_assignments: z
    .array(z.looseObject({ principal: z.string(), privileges: z.array(held).nullish() }))
    .nullish(),
  next_page_token: text,
});

/**
 * One page of the privileges on the object, including those inherited from its parents.
 * `GET /api/2.1/unity-catalog/effective-permissions/{securable_type}/{full_name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export async function listEffectiveGrants(
  client: Client,
  { securable_type, full_name, ...query }: Securable & PageQuery & { principal?: string | undefined },
): Promise<Page<PrivilegeGrant>> {
  const where = path`/api/2.1/unity-catalog/effective-permissions/${pathType(securable_type)}/${full_name}`;
  const page = await client.get("grants.getEffective", where, effective, { query });
  const items = (page.privilege_assignments ?? []).map(({ principal, privileges }) => ({
    principal,
    privileges: (privileges ?? []).map(({ privilege, inherited_from_type: type, inherited_from_name: name }) =>
      type && name ? `${privilege} from ${type.toLowerCase()} ${name}` : privilege,
    ),
  }));
  return { items, next: page.next_page_token || undefined };
}

/** Privileges to grant to and revoke from one principal. */
export interface GrantChange {
  readonly principal: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/**
 * Grants and revokes privileges in one request and returns the grants on the object afterwards. Repeating it has no
 * further effect. `PATCH /api/2.1/unity-catalog/permissions/{securable_type}/{full_name}`
 * @throws {ApiError} `not-found` for object or principal, `permission`
 */
export async function updateGrants(
  client: Client,
  { securable_type, full_name }: Securable,
  body: { changes: readonly GrantChange[] },
): Promise<readonly PrivilegeGrant[]> {
  const where = path`/api/2.1/unity-catalog/permissions/${pathType(securable_type)}/${full_name}`;
  const page = await client.patch("grants.update", where, direct, { body, replay: "safe" });
  return (page.privilege_assignments ?? []).map(grant);
}

/** A principal that can read a table. */
export interface TableReader {
  readonly principal: string;
  /** The privileges that allow reading, as in `PrivilegeGrant`. */
  readonly by: string[];
  /** Those of USE_CATALOG and USE_SCHEMA that the principal does not have itself; a group may grant them. */
  readonly lacks: string[];
}

/** The group of all users of the account. Every principal has its privileges. */
const EVERYONE = "account users";

/** Whether a principal has a privilege by these grants, itself or as every user of the account; other groups are not read. */
export const holds = (grants: readonly PrivilegeGrant[], who: string, privilege: string): boolean =>
  grants.some(
    ({ principal, privileges }) =>
      [who, EVERYONE].includes(principal) &&
      privileges.some((one) => [privilege, "ALL_PRIVILEGES"].includes(nameOf(one))),
  );

/** The principals that can read a table, from its effective grants. */
export function readersOf(grants: readonly PrivilegeGrant[]): TableReader[] {
  const common = grants.find(({ principal }) => principal === EVERYONE)?.privileges ?? [];
  return grants.flatMap(({ principal, privileges: own }) => {
    const privileges = [...own, ...common.filter((one) => /^USE_|^ALL_PRIVILEGES/.test(one) && !own.includes(one))];
    const by = own.filter((one) => ["SELECT", "ALL_PRIVILEGES"].includes(nameOf(one)));
    if (by.length === 0) return [];
    const has = (name: string) => privileges.some((one) => nameOf(one) === name);
    const hasAllFrom = (...parents: readonly string[]) =>
      privileges.some((one) => parents.some((parent) => one.startsWith(`ALL_PRIVILEGES from ${parent} `)));
    const lacks = [
      ...(has("USE_CATALOG") || hasAllFrom("catalog") ? [] : ["USE_CATALOG"]),
      ...(has("USE_SCHEMA") || hasAllFrom("catalog", "schema") ? [] : ["USE_SCHEMA"]),
    ];
    return [{ principal, by, lacks }];
  });
}

/** The privilege in `SELECT from schema main.sales`. */
const nameOf = (privilege: string): string => privilege.split(" ", 1)[0] ?? "";
