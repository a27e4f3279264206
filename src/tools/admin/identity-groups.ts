import * as z from "zod";
import type { Principal } from "../../api/admin/scim.ts";
import * as api from "../../api/admin/scim.ts";
import type { Context } from "../../core/calls/context.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { supplement } from "../supplement.ts";
import {
  changeAccess,
  deletedOutput,
  deletePrincipal,
  identity,
  listArguments,
  memberIds,
  principalChanges,
  principalId,
  readPrincipal,
  readPrincipals,
  updatedOutput,
  updatePrincipal,
} from "./identity-toolset.ts";
import { memberIdsOf } from "./known-principals.ts";
import {
  namedMembers,
  newMembers,
  patchArguments,
  principalChange,
  principalRemoval,
  withMembers,
} from "./principal-facts.ts";
import { groupDetails, groupSummary } from "./principal-view.ts";

const groupId = principalId("list_groups");
/** Other names of an ID or a name; the last two where no display name is changed. */
const names = { group_id: "id", name: "id", group_name: "id" } as const;
const identifies = { ...names, display_name: "id", displayName: "id" } as const;

export const listGroups = identity.tool({
  name: "list_groups",
  title: "List groups",
  description: "Lists the groups of the workspace. get_group shows a group's members and entitlements.",
  access: "read",
  untrusted: true,
  input: listArguments('displayName sw "eng"'),
  output: z.object({ groups: z.array(groupSummary.schema), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await readPrincipals(ctx, "Groups", args);
    return { groups: items.map((group) => groupSummary(group)), next_page_token: next };
  },
});

export const getGroup = identity.tool({
  name: "get_group",
  title: "Get a group",
  description: "Returns one group with its members, entitlements and parent groups.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id: groupId }),
  aliases: identifies,
  output: groupDetails.schema,
  async run(ctx, args) {
    const group = await readPrincipal(ctx, "Groups", args);
    return groupDetails(group, await userNamesOf(ctx, group));
  },
});

/** Users that are read for the names of members, which a group gives by ID and display name alone. */
const MAX_USERS = 1000;

async function userNamesOf(ctx: Context, { members }: Principal): Promise<ReadonlyMap<string, string>> {
  if (members.every(({ $ref }) => $ref?.startsWith("Groups/"))) return new Map();
  const page = await supplement(ctx, ({ client }) => api.listPrincipals(client, "Users", { count: MAX_USERS }), 5000);
  return new Map((page?.items ?? []).flatMap(({ id, user_name }) => (user_name ? [[id, user_name]] : [])));
}

export const createGroup = identity.tool({
  name: "create_group",
  title: "Create a group",
  description: "Creates a group in the workspace, optionally with members. Grant it entitlements with update_group.",
  // Members may gain access that was granted to an earlier group of the same name.
  access: changeAccess,
  untrusted: true,
  input: z.strictObject({
    display_name: z.string().min(1).max(500).describe("Name of the group; must be unique"),
    members: memberIds("IDs or names of users, groups and service principals"),
  }),
  output: groupDetails.schema,
  aliases: { displayName: "display_name", name: "display_name" },
  covers: "groupsV2.create",
  async affects({ display_name, members = [] }, ctx) {
    const named = await namedMembers(ctx, await memberIdsOf(ctx.client, members));
    return {
      effect: "Create",
      objects: [withMembers({ kind: "group", name: display_name }, named)],
      consequences: newMembers(named),
    };
  },
  async run(ctx, { members, ...args }) {
    const ids = members && (await memberIdsOf(ctx.client, members));
    return groupDetails(await api.createPrincipal(ctx.client, "Groups", { ...args, members: ids }));
  },
});

export const updateGroup = identity.tool({
  name: "update_group",
  title: "Update a group",
  description: "Changes a group's name, members or entitlements in one request.",
  access: changeAccess,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    id: groupId,
    ...principalChanges,
    add_members: memberIds("IDs or names to add"),
    remove_members: memberIds("IDs or names to remove"),
  }),
  output: updatedOutput,
  aliases: { ...names, displayName: "display_name" },
  alsoCovers: [{ operation: "groupsV2.patch", args: patchArguments }],
  affects: (args, ctx) => principalChange(ctx, "Groups", args),
  run: (ctx, args) => updatePrincipal(ctx, "Groups", args),
});

export const deleteGroup = identity.tool({
  name: "delete_group",
  title: "Delete a group",
  description: "Permanently deletes a group. Its members are kept but lose the permissions granted to the group.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: groupId }),
  output: deletedOutput,
  aliases: identifies,
  covers: "groupsV2.delete",
  affects: (args, ctx) =>
    principalRemoval(ctx, "Groups", args, [
      { reason: "loss", text: say`Its members lose the permissions granted to it. This cannot be undone.` },
    ]),
  run: (ctx, args) => deletePrincipal(ctx, "Groups", args),
});
