import { findPrincipalName, getPrincipal, type Principal, type PrincipalKind } from "../../api/admin/scim.ts";
import { type PrincipalChanges, patchOperations } from "../../api/admin/scim-patch.ts";
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
import { namesOf, ownIdentityWarning } from "./own-identity.ts";

const NOUNS = { Users: "user", Groups: "group", ServicePrincipals: "service principal" } as const;

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

/** Maximum number of members to look up by name, because each takes up to three requests. */
const MAX_NAMED = 10;

/** Members as a question names them, `"ana@example.com" (id "1012")`; beyond the first ten only by their ID. */
async function membersInWords(ctx: Context, ids: readonly string[]): Promise<Sentence[]> {
  const names = await Promise.all(ids.slice(0, MAX_NAMED).map((id) => findPrincipalName(ctx.client, id)));
  return ids.map((id, at) => {
    const name = names[at];
    return name === undefined ? say`The principal with id ${id}` : say`${name} (id ${id})`;
  });
}

/** Who becomes a member and what that gives them. */
export const newMembers = async (ctx: Context, ids: readonly string[]): Promise<Consequence[]> =>
  (await membersInWords(ctx, ids)).map((member) =>
    others(say`${member} becomes a member and gets the permissions of the group.`),
  );

/** The rights that the change grants and revokes, one sentence each. A display name alone changes nothing for others. */
async function changes(ctx: Context, change: PrincipalChanges): Promise<Consequence[]> {
  const { active, add_members = [], remove_members = [], add_entitlements = [], remove_entitlements = [] } = change;
  const removed = await membersInWords(ctx, remove_members);
  return [
    ...(active === true ? [others(say`Sign-in is allowed again.`)] : []),
    ...(active === false ? [others(say`Sign-in is blocked: its tokens, jobs and apps stop working.`)] : []),
    ...(await newMembers(ctx, add_members)),
    ...removed.map((member) => others(say`${member} is no longer a member and loses the permissions of the group.`)),
    ...add_entitlements.map((entitlement) => others(say`It gets the entitlement ${entitlement}.`)),
    ...remove_entitlements.map((entitlement) => others(say`It loses the entitlement ${entitlement}.`)),
  ];
}

/** The facts of a change to a principal. @throws {ToolError} Without a change */
export async function principalChange(
  ctx: Context,
  kind: PrincipalKind,
  { id, ...change }: { id: string } & PrincipalChanges,
): Promise<CallFacts> {
  if (patchOperations(change).length === 0) throw nothingToUpdate();
  const { display_name, ...rest } = change;
  const onlyRenamed = patchOperations(rest).length === 0;
  if (onlyRenamed && !ctx.settings.protect) return unnamed("Rename", { kind: NOUNS[kind], id });
  const principal = await getPrincipal(ctx.client, kind, { id });
  if (onlyRenamed) return unnamed("Rename", principalObject(kind, principal));
  const { add_members = [], remove_members = [] } = change;
  return {
    effect: "Change",
    objects: [principalObject(kind, principal)],
    consequences: [
      ...(display_name === undefined ? [] : [others(say`It is renamed to ${display_name}.`)]),
      ...(await changes(ctx, rest)),
      ...(await ownIdentityWarning(ctx, [id, ...add_members, ...remove_members])),
    ],
  };
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
  const principal = await getPrincipal(ctx.client, kind, { id });
  return {
    effect: "Permanently remove",
    objects: [principalObject(kind, principal)],
    consequences: [...consequences, ...(await ownIdentityWarning(ctx, [id]))],
  };
}
