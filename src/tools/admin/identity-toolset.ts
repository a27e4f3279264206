import * as z from "zod";
import type { Principal, PrincipalKind } from "../../api/admin/scim.ts";
import * as api from "../../api/admin/scim.ts";
import { type PrincipalChanges, patchOperations } from "../../api/admin/scim-patch.ts";
import type { Page } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { oneLine } from "../../text.ts";

export const identity = defineToolset({
  id: "identity",
  title: "Identity",
  summary: "The current user, and the users, groups and service principals of the workspace with their entitlements.",
  default: false,
});

const isId = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

export const principalId = (list: string) =>
  z.string().refine(isId, `must be an ID from ${list}`).describe(`ID from ${list}`);
export const memberIds = (description: string) =>
  z.array(z.string().refine(isId, "must be an ID")).min(1).max(100).optional().describe(description);
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

export const updatedOutput = z.object({ id: z.string(), updated: z.literal(true) });
export const deletedOutput = z.object({ id: z.string(), deleted: z.literal(true) });

/** Makes all changes in one request, so that either all of them apply or none. @throws {ToolError} Without a change. */
export async function updatePrincipal(
  ctx: Context,
  kind: PrincipalKind,
  { id, ...changes }: { id: string } & PrincipalChanges,
) {
  const operations = patchOperations(changes);
  if (operations.length === 0) {
    throw new ToolError("No change was given; nothing was sent.", { next: "Give at least one field to change." });
  }
  await api.patchPrincipal(ctx.client, kind, id, operations);
  return { id, updated: true as const };
}

/** Removes a principal from the workspace. */
export async function deletePrincipal(ctx: Context, kind: PrincipalKind, { id }: { id: string }) {
  await api.deletePrincipal(ctx.client, kind, { id });
  return { id, deleted: true as const };
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

/** A principal for a question: `user "ana@example.com" (1012)`. */
export async function principalInWords(ctx: Context, kind: PrincipalKind, id: string): Promise<string> {
  const { user_name, display_name, application_id } = await api.getPrincipal(ctx.client, kind, { id });
  const noun = { Users: "user", Groups: "group", ServicePrincipals: "service principal" }[kind];
  return `${noun} "${oneLine(user_name ?? display_name ?? application_id ?? id, 200)}" (${id})`;
}

/** The question before a change of a principal. */
export const changeQuestion = async (
  ctx: Context,
  kind: PrincipalKind,
  { id, ...changes }: { id: string } & PrincipalChanges,
) => `Change ${await principalInWords(ctx, kind, id)}: ${await changesInWords(ctx, changes)}?`;

async function changesInWords(ctx: Context, changes: PrincipalChanges): Promise<string> {
  const { add_entitlements = [], remove_entitlements = [], add_members = [], remove_members = [] } = changes;
  const parts = [
    ...(changes.display_name === undefined ? [] : [`rename it to "${changes.display_name}"`]),
    ...(changes.active === undefined ? [] : [changes.active ? "allow sign-in again" : "block sign-in"]),
    ...(add_members.length > 0 ? [`add ${await membersInWords(ctx, add_members)}`] : []),
    ...(remove_members.length > 0 ? [`remove ${await membersInWords(ctx, remove_members)}`] : []),
    ...(add_entitlements.length > 0 ? [`grant ${add_entitlements.join(", ")}`] : []),
    ...(remove_entitlements.length > 0 ? [`revoke ${remove_entitlements.join(", ")}`] : []),
  ];
  return parts.join("; ");
}

/** Maximum number of members to look up by name, because each takes up to three requests. */
const MAX_NAMED = 10;

/** Members for a question, `ana@example.com (1012)`; only the ID of those beyond the first ten or without a name. */
export const membersInWords = async (ctx: Context, ids: readonly string[]): Promise<string> => {
  const names = await Promise.all(ids.slice(0, MAX_NAMED).map((id) => api.findPrincipalName(ctx.client, id)));
  return ids.map((id, at) => (names[at] === undefined ? id : `${oneLine(names[at], 200)} (${id})`)).join(", ");
};
