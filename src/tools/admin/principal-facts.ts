import { findPrincipal, getPrincipal, type Principal, type PrincipalKind } from "../../api/admin/scim.ts";
import { changesOf, type PrincipalChanges, patchOperations } from "../../api/admin/scim-patch.ts";
import type { Context } from "../../core/calls/context.ts";
import {
  type AffectedObject,
  type CallFacts,
  type Consequence,
  type Sentence,
  say,
  unnamed,
} from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { memberIdsOf, noSuchPrincipal } from "./known-principals.ts";
import { namesOf, ownIdentityWarning } from "./own-identity.ts";
import { NOUNS, principalIdOf } from "./principal-names.ts";

const principalObject = (kind: PrincipalKind, principal: Principal): AffectedObject => {
  const { id, user_name, display_name, application_id } = principal;
  return {
    kind: NOUNS[kind],
    name: user_name ?? display_name ?? application_id,
    id,
    matches: namesOf(principal),
    details: { application_id, ...(user_name && { display_name }) },
  };
};

const others = (text: Sentence): Consequence => ({ reason: "others", text });

/** Maximum number of members to look up for a question, because each takes up to three requests. */
const MAX_NAMED = 10;

/** A member as a question names it, and every name by which a protection may mean it. */
export interface NamedMember {
  readonly words: Sentence;
  readonly names: readonly string[];
}

/**
 * Members by name, `"ana@example.com" (id "1012")`; beyond the first ten by their ID, unless a protection could name them.
 *
 * @throws {ToolError} For a new member that does not exist
 */
export async function namedMembers(ctx: Context, ids: readonly string[], areNew = true): Promise<NamedMember[]> {
  const looked = ctx.settings.protect ? ids : ids.slice(0, MAX_NAMED);
  const found = await Promise.all(looked.map((id) => findPrincipal(ctx.client, id)));
  return ids.map((id, at) => {
    const member = found[at];
    if (areNew && at < looked.length && member === undefined) throw noSuchPrincipal(id);
    const name = member?.user_name ?? member?.display_name ?? member?.application_id;
    return {
      words: name ? say`${name} (id ${id})` : say`The principal with id ${id}`,
      names: member ? namesOf(member) : [id],
    };
  });
}

/** The group whose members administer the workspace. */
const ADMINS = "admins";

/** The rights that new members get. */
export const newMembers = (members: readonly NamedMember[], group?: string | null): Consequence[] =>
  members.map(({ words }) =>
    others(
      group === ADMINS
        ? say`${words} becomes an administrator of the workspace, with access to everything in it.`
        : say`${words} becomes a member and gets the permissions of the group.`,
    ),
  );

const lostMembers = (members: readonly NamedMember[], group?: string | null): Consequence[] =>
  members.map(({ words }) =>
    others(
      group === ADMINS
        ? say`${words} loses the role of workspace administrator.`
        : say`${words} leaves the group and loses its permissions.`,
    ),
  );

/** Whether a group that has members has none after a change. */
const isEmptied = ({ members }: Principal, { add_members = [], remove_members = [] }: PrincipalChanges): boolean =>
  members.length > 0 &&
  add_members.length === 0 &&
  members.every(({ value }) => value && remove_members.includes(value));

/** The entitlements that a principal gets. */
export const newEntitlements = (entitlements: readonly string[]): Consequence[] =>
  entitlements.map((entitlement) => others(say`It gets the entitlement ${entitlement}.`));

/** The rights that the change grants and revokes, one sentence each. A display name alone changes nothing for others. */
function changes(
  { active, add_entitlements = [], remove_entitlements = [] }: PrincipalChanges,
  added: readonly NamedMember[],
  removed: readonly NamedMember[],
  group: string | null | undefined,
): Consequence[] {
  return [
    ...(active === true ? [others(say`Sign-in is allowed again.`)] : []),
    ...(active === false ? [others(say`Sign-in is blocked: its tokens, jobs and apps stop working.`)] : []),
    ...newMembers(added, group),
    ...lostMembers(removed, group),
    ...newEntitlements(add_entitlements),
    ...remove_entitlements.map((entitlement) => others(say`It loses the entitlement ${entitlement}.`)),
  ];
}

/** A group whose members change: a protection of a member holds too. */
export const withMembers = (group: AffectedObject, members: readonly NamedMember[]): AffectedObject => ({
  ...group,
  matches: [...(group.matches ?? []), ...members.flatMap(({ names }) => names)],
});

/** The changes with the IDs of the members, which may be given by name. */
export async function withMemberIds(ctx: Context, changes: PrincipalChanges): Promise<PrincipalChanges> {
  const { add_members: added, remove_members: removed } = changes;
  return {
    ...changes,
    ...(added && { add_members: await memberIdsOf(ctx.client, added) }),
    ...(removed && { remove_members: await memberIdsOf(ctx.client, removed) }),
  };
}

/** The facts of a change to a principal. @throws {ToolError} Without a change */
export async function principalChange(
  ctx: Context,
  kind: PrincipalKind,
  { id, ...given }: { id: string } & PrincipalChanges,
): Promise<CallFacts> {
  if (patchOperations(given).length === 0) throw nothingToUpdate();
  const change = await withMemberIds(ctx, given);
  const { display_name, ...rest } = change;
  const onlyRenamed = patchOperations(rest).length === 0;
  if (onlyRenamed && !ctx.settings.protect) return unnamed("Rename", { kind: NOUNS[kind], id });
  const principal = await getPrincipal(ctx.client, kind, { id: await principalIdOf(ctx, kind, id) });
  if (onlyRenamed) return unnamed("Rename", principalObject(kind, principal));
  const { add_members = [], remove_members = [] } = change;
  const added = await namedMembers(ctx, add_members);
  // Who is a member already gains nothing.
  const isNew = (_: NamedMember, at: number) => !principal.members.some(({ value }) => value === add_members[at]);
  const removed = await namedMembers(ctx, remove_members, false);
  return {
    effect: "Change",
    objects: [withMembers(principalObject(kind, principal), [...added, ...removed])],
    consequences: [
      ...(display_name === undefined ? [] : [others(say`It is renamed to ${display_name}.`)]),
      ...changes(rest, added.filter(isNew), removed, kind === "Groups" ? principal.display_name : undefined),
      ...(isEmptied(principal, change) ? [others(say`The group then has no member.`)] : []),
      ...(await ownIdentityWarning(ctx, [principal.id, ...add_members, ...remove_members])),
    ],
  };
}

/** The arguments of an update tool that mean the same as a SCIM PATCH. */
export function patchArguments({ id, Operations: operations }: Readonly<Record<string, unknown>>) {
  const changes = changesOf(operations);
  return changes && [{ id, ...changes }];
}

/** The error for an update of a principal without any change. */
export const nothingToUpdate = (): ToolError =>
  new ToolError("No change was given; nothing was sent.", { next: "Give at least one field to change." });

/** The facts of removing a principal from the workspace. */
export async function principalRemoval(
  ctx: Context,
  kind: PrincipalKind,
  { id }: { id: string },
  consequences: readonly Consequence[],
): Promise<CallFacts> {
  const principal = await getPrincipal(ctx.client, kind, { id: await principalIdOf(ctx, kind, id) });
  return {
    effect: "Permanently remove",
    objects: [principalObject(kind, principal)],
    consequences: [...consequences, ...(await ownIdentityWarning(ctx, [principal.id]))],
  };
}
