import * as z from "zod";
import type { Principal, PrincipalKind } from "../../api/admin/scim.ts";
import * as api from "../../api/admin/scim.ts";
import { type PrincipalChanges, patchOperations } from "../../api/admin/scim-patch.ts";
import type { Page } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { objectName } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { isSearchable } from "./known-principals.ts";
import { nothingToUpdate, withMemberIds } from "./principal-facts.ts";
import { principalIdOf } from "./principal-names.ts";
import { changedPrincipal } from "./principal-view.ts";

export const identity = defineToolset({
  id: "identity",
  title: "Identity",
  summary: "The current user, and the users, groups and service principals of the workspace with their entitlements.",
  default: false,
  presets: { admin: true },
  finders: "list_users, list_groups or list_service_principals",
});

/** `principalIdOf` turns a name into the ID. */
export const principalId = (list: string) =>
  z.string().refine(isSearchable, `must be an ID or name from ${list}`).describe("ID or name");
export const memberIds = (description: string) =>
  z.array(z.string().refine(isSearchable, "must be an ID or name")).min(1).max(100).optional().describe(description);
const displayName = z.string().min(1).max(500).optional().describe("Display name");
// Removing an entitlement writes it into a filter expression, so nothing is allowed that could end the expression.
const isEntitlement = (value: string): boolean => /^[a-z][a-z-]{0,63}$/.test(value);
const entitlement = z.string().refine(isEntitlement, "must be like workspace-access");
const entitlements = (description: string) => z.array(entitlement).min(1).max(20).optional().describe(description);

/** The changes that `updatePrincipal` can make to a principal of any kind. */
export const principalChanges = {
  display_name: displayName,
  add_entitlements: entitlements("Entitlements to add, e.g. workspace-access"),
  remove_entitlements: entitlements("Entitlements to remove"),
};
export const active = z.boolean().optional().describe("Whether sign-in is allowed");

export const listArguments = (example: string) =>
  z.strictObject({
    filter: z.string().min(1).max(2000).optional().describe(`SCIM filter, e.g. ${example}`),
    limit: params.limit(50, 500),
    page_token: params.pageToken.refine((token) => /^([1-9]\d{0,8})?$/.test(token ?? ""), "must be a next_page_token"),
  });

/** One page of principals for the arguments of a list tool. */
export const readPrincipals = (
  ctx: Context,
  kind: PrincipalKind,
  { limit, page_token, filter }: z.output<ReturnType<typeof listArguments>>,
): Promise<Page<Principal>> =>
  api.listPrincipals(ctx.client, kind, { filter, count: limit, page_token: page_token || undefined });

export const updatedOutput = z.object({ updated: z.literal(true), ...changedPrincipal.fields });
const GETS = { Users: "get_user", Groups: "get_group", ServicePrincipals: "get_service_principal" } as const;
export const deletedOutput = z.object({ id: z.string(), name: objectName, deleted: z.literal(true) });

/** One principal by its ID or name, with all attributes. */
export const readPrincipal = async (ctx: Context, kind: PrincipalKind, { id }: { id: string }): Promise<Principal> =>
  api.getPrincipal(ctx.client, kind, { id: await principalIdOf(ctx, kind, id) });

/** Makes all changes in one request, so that either all of them apply or none. @throws {ToolError} Without a change. */
export async function updatePrincipal(
  ctx: Context,
  kind: PrincipalKind,
  { id, ...given }: { id: string } & PrincipalChanges,
) {
  const changes = await withMemberIds(ctx, given);
  const operations = patchOperations(changes);
  if (operations.length === 0) throw nothingToUpdate();
  const own = await principalIdOf(ctx, kind, id);
  await api.patchPrincipal(ctx.client, kind, own, operations);
  ctx.accepted({ what: "It was changed", ids: { id: own }, followUp: GETS[kind] });
  return {
    updated: true as const,
    ...changedPrincipal(await api.getPrincipal(ctx.client, kind, { id: own }), changes),
  };
}

/** Removes a principal from the workspace. */
export async function deletePrincipal(ctx: Context, kind: PrincipalKind, { id }: { id: string }) {
  const own = await principalIdOf(ctx, kind, id);
  await api.deletePrincipal(ctx.client, kind, { id: own });
  return { id: own, deleted: true as const };
}

/** A new display name changes no one's access; every other change can. */
export const changeAccess = {
  least: "write",
  most: "destructive",
  of: ({
    id: _,
    display_name: __,
    ...rest
  }: {
    id?: string;
    display_name?: string | undefined;
    [field: string]: unknown;
  }) => (Object.values(rest).every((value) => value === undefined) ? "write" : "destructive"),
} as const;
