import * as z from "zod";
import type { Kind, Principal } from "../../api/admin/scim.ts";
import * as api from "../../api/admin/scim.ts";
import { type PrincipalChanges, patchOperations } from "../../api/admin/scim-patch.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";

export const identity = defineToolset({
  id: "identity",
  title: "Identity",
  summary: "Who there is: the caller, users, groups and service principals, with what they may do.",
  default: false,
});

const isId = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

export const id = (list: string) => z.string().refine(isId, `must be an id, from ${list}`).describe(`From ${list}`);
export const members = (words: string) =>
  z.array(z.string().refine(isId, "must be an id")).min(1).max(100).optional().describe(words);
const displayName = z.string().min(1).max(500).optional().describe("Name");
// Written into a filter expression, so nothing that could end it.
const isEntitlement = (value: string): boolean => /^[a-z][a-z-]{0,63}$/.test(value);
const entitlement = z.string().refine(isEntitlement, "must be like workspace-access");
const entitlements = (words: string) => z.array(entitlement).min(1).max(20).optional().describe(words);

/** What `updated` can change of any principal. */
export const principalChanges = {
  display_name: displayName,
  add_entitlements: entitlements("e.g. workspace-access"),
  remove_entitlements: entitlements("To take away"),
};
export const active = z.boolean().optional().describe("May sign in");

export const listArguments = (example: string) =>
  z.strictObject({
    filter: z.string().min(1).max(2000).optional().describe(example),
    limit: params.limit(50, 500),
    page_token: params.pageToken.refine((token) => /^([1-9]\d{0,8})?$/.test(token ?? ""), "must be a next_page_token"),
  });

export const userNames = { id: z.string(), user_name: text, display_name: text, active: z.boolean().optional() };
export const groupNames = { id: z.string(), display_name: text };
export const servicePrincipalNames = { ...groupNames, application_id: text, active: z.boolean().optional() };

const references = z.array(z.object({ id: text, name: text })).optional();
export const rights = { entitlements: texts, instance_profiles: texts, groups: references };
export const memberList = { members: references };

/** The principal as an agent reads it, without what it does not have. */
export function principalView({ id, groups, members, entitlements, roles, ...names }: Principal) {
  const references = (values: Principal["groups"]) =>
    values.map(({ value, display }) => compact({ id: value, name: display }));
  const values = (all: Principal["groups"]) => all.flatMap(({ value }) => value ?? []);
  const { user_name, application_id, display_name, active } = names;
  return {
    id,
    ...compact({
      user_name,
      application_id,
      display_name,
      active,
      entitlements: values(entitlements),
      instance_profiles: values(roles),
      groups: references(groups),
      members: references(members),
    }),
  };
}

export async function listed(ctx: Context, kind: Kind, args: z.output<ReturnType<typeof listArguments>>) {
  const { limit, page_token, filter } = args;
  const { items, next } = await api.listPrincipals(ctx.client, kind, {
    filter,
    count: limit,
    page_token: page_token || undefined,
  });
  return { found: items.map(principalView), ...compact({ next_page_token: next }) };
}

export const updatedOutput = z.object({ id: z.string(), updated: z.literal(true) });
export const deletedOutput = z.object({ id: z.string(), deleted: z.literal(true) });

/** Makes the changes in one request: all or none. */
export async function updated(ctx: Context, kind: Kind, { id, ...changes }: { id: string } & PrincipalChanges) {
  const operations = patchOperations(changes);
  if (operations.length === 0)
    throw new ToolError("Nothing to change was given.", { next: "Give at least one field." });
  await api.patchPrincipal(ctx.client, kind, id, operations);
  return { id, updated: true as const };
}

export async function deleted(ctx: Context, kind: Kind, { id }: { id: string }) {
  await api.deletePrincipal(ctx.client, kind, { id });
  return { id, deleted: true as const };
}

/** A name of its own changes nothing that anybody may do; all else gives or takes something. */
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

/** `user "ana@example.com" (1012)`, for a question. */
export async function named(ctx: Context, kind: Kind, id: string): Promise<string> {
  const { user_name, display_name, application_id } = await api.getPrincipal(ctx.client, kind, { id });
  const noun = { Users: "user", Groups: "group", ServicePrincipals: "service principal" }[kind];
  return `${noun} "${oneLine(user_name ?? display_name ?? application_id ?? id, 200)}" (${id})`;
}

/** The question before a change of a principal. */
export const changeQuestion = async (ctx: Context, kind: Kind, { id, ...changes }: { id: string } & PrincipalChanges) =>
  `Change ${await named(ctx, kind, id)}: ${await changesInWords(ctx, changes)}?`;

/** What a change does, in a person's words. */
async function changesInWords(ctx: Context, changes: PrincipalChanges): Promise<string> {
  const { add_entitlements = [], remove_entitlements = [], add_members = [], remove_members = [] } = changes;
  const parts = [
    ...(changes.display_name === undefined ? [] : [`call it "${changes.display_name}"`]),
    ...(changes.active === undefined ? [] : [changes.active ? "let it sign in again" : "no longer let it sign in"]),
    ...(add_members.length > 0 ? [`add ${await memberNames(ctx, add_members)}`] : []),
    ...(remove_members.length > 0 ? [`remove ${await memberNames(ctx, remove_members)}`] : []),
    ...(add_entitlements.length > 0 ? [`give it ${add_entitlements.join(", ")}`] : []),
    ...(remove_entitlements.length > 0 ? [`take ${remove_entitlements.join(", ")} from it`] : []),
  ];
  return parts.join("; ");
}

/** Looking up a name takes up to three requests: only so many are. */
const MOST_NAMED = 10;

export const memberNames = async (ctx: Context, ids: readonly string[]): Promise<string> => {
  const names = await Promise.all(ids.slice(0, MOST_NAMED).map((id) => api.nameOf(ctx.client, id)));
  return ids.map((id, at) => (names[at] === undefined ? id : `${oneLine(names[at], 200)} (${id})`)).join(", ");
};
