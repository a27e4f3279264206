import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery, SecurableType } from "./securables.ts";

/** A securable of Unity Catalog: what grants and bindings are on. */
export interface Securable {
  readonly securable_type: SecurableType;
  readonly full_name: string;
}

const assignment = z.looseObject({ principal: z.string(), privileges: z.array(z.string()).nullish() });
const direct = z.looseObject({ privilege_assignments: z.array(assignment).nullish(), next_page_token: text });

/** Who holds which privileges. */
export interface Grant {
  readonly principal: string;
  /** `SELECT`, or `USE_CATALOG from catalog main` when a parent grants it. */
  readonly privileges: string[];
}

/** Granted on the object itself. `GET /api/2.1/unity-catalog/permissions/{securable_type}/{full_name}` */
export async function listGrants(
  client: Client,
  { securable_type, full_name, ...query }: Securable & PageQuery & { principal?: string | undefined },
): Promise<Page<Grant>> {
  const where = path`/api/2.1/unity-catalog/permissions/${securable_type}/${full_name}`;
  const page = await client.get("grants.get", where, direct, { query });
  return { items: (page.privilege_assignments ?? []).map(grant), next: page.next_page_token || undefined };
}

const grant = ({ principal, privileges }: z.output<typeof assignment>): Grant => ({
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

/** With what parents grant. `GET /api/2.1/unity-catalog/effective-permissions/{securable_type}/{full_name}` */
export async function listEffectiveGrants(
  client: Client,
  { securable_type, full_name, ...query }: Securable & PageQuery & { principal?: string | undefined },
): Promise<Page<Grant>> {
  const where = path`/api/2.1/unity-catalog/effective-permissions/${securable_type}/${full_name}`;
  const page = await client.get("grants.getEffective", where, effective, { query });
  const items = (page.privilege_assignments ?? []).map(({ principal, privileges }) => ({
    principal,
    privileges: (privileges ?? []).map(({ privilege, inherited_from_type: type, inherited_from_name: name }) =>
      type && name ? `${privilege} from ${type.toLowerCase()} ${name}` : privilege,
    ),
  }));
  return { items, next: page.next_page_token || undefined };
}

export interface GrantChange {
  readonly principal: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/**
 * Grants and revokes in one; answers what is granted after. Doing it twice changes nothing more.
 * `PATCH /api/2.1/unity-catalog/permissions/{securable_type}/{full_name}`
 */
export async function updateGrants(
  client: Client,
  { securable_type, full_name }: Securable,
  body: { changes: readonly GrantChange[] },
): Promise<readonly Grant[]> {
  const where = path`/api/2.1/unity-catalog/permissions/${securable_type}/${full_name}`;
  const answer = await client.patch("grants.update", where, direct, { body, replay: "safe" });
  return (answer.privilege_assignments ?? []).map(grant);
}
