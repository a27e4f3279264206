import { listPrincipals, type Principal, type PrincipalKind } from "../../api/admin/scim.ts";
import type { Client } from "../../api/http/client.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";

/** The attributes that name a principal, in the terms of a SCIM filter. */
export const NAMED_BY: Readonly<Record<PrincipalKind, readonly string[]>> = {
  Users: ["userName", "displayName"],
  Groups: ["displayName"],
  ServicePrincipals: ["applicationId", "displayName"],
};
export const NOUNS = { Users: "user", Groups: "group", ServicePrincipals: "service principal" } as const;
const LISTS = { Users: "list_users", Groups: "list_groups", ServicePrincipals: "list_service_principals" } as const;

/** Principals that an error names. */
const MAX_NAMED = 5;

/**
 * The ID of the principal that an ID or a name means. IDs are digits; anything else is looked up by its name, and by
 * the application ID of a service principal.
 * @throws {ToolError} If no principal has this name, or several have it
 */
export const principalIdOf = (ctx: Context, kind: PrincipalKind, idOrName: string): Promise<string> =>
  ctx.once(`${kind} ${idOrName}`, () => lookUp(ctx.client, kind, idOrName));

async function lookUp(client: Client, kind: PrincipalKind, idOrName: string): Promise<string> {
  if (/^\d+$/.test(idOrName)) return idOrName;
  for (const attribute of NAMED_BY[kind]) {
    const filter = `${attribute} eq "${idOrName}"`;
    const { items, next } = await listPrincipals(client, kind, { filter, count: MAX_NAMED });
    const [only, ...others] = items;
    if (only && others.length === 0 && next === undefined) return only.id;
    if (only) throw ambiguous(kind, idOrName, items);
  }
  throw new ToolError(`The ${NOUNS[kind]} ${oneLine(idOrName, 100)} does not exist.`, {
    next: `Find the ID or name with ${LISTS[kind]}.`,
  });
}

const ambiguous = (kind: PrincipalKind, name: string, found: readonly Principal[]): ToolError =>
  new ToolError(`Several ${NOUNS[kind]}s are named ${oneLine(name, 100)}.`, {
    next: `Give one of their IDs: ${found.map(({ id }) => id).join(", ")}.`,
  });
