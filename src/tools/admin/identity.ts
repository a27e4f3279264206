import * as z from "zod";
import * as api from "../../api/admin/scim.ts";
import { say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { oneLine } from "../../text.ts";
import { supplement } from "../supplement.ts";
import {
  active,
  changeAccess,
  deletedOutput,
  deletePrincipal,
  identity,
  listArguments,
  principalChanges,
  principalId,
  readPrincipal,
  readPrincipals,
  updatedOutput,
  updatePrincipal,
} from "./identity-toolset.ts";
import { isSearchable } from "./known-principals.ts";
import { patchArguments, principalChange, principalRemoval } from "./principal-facts.ts";
import { userDetails, userSummary } from "./principal-view.ts";

const userId = principalId("list_users");
/** Other names of an ID or a name. */
const identifies = { user_id: "id", user_name: "id", userName: "id", name: "id", email: "id" } as const;
const isEmail = (name: string): boolean => /^[^\s@"]+@[^\s@"]+$/.test(name);

export const getCurrentUser = identity.tool({
  name: "get_current_user",
  title: "Get the current user",
  servedIn: [],
  description: "Returns the user or service principal that this server acts as, with groups and entitlements.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: userDetails.schema,
  run: async (ctx) => userDetails(await api.getCurrentUser(ctx.client)),
});

export const listUsers = identity.tool({
  name: "list_users",
  title: "List users",
  description: "Lists the users of the workspace. get_user shows a user's groups and entitlements.",
  access: "read",
  untrusted: true,
  input: listArguments('userName co "ana"'),
  output: z.object({ users: z.array(userSummary.schema), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await readPrincipals(ctx, "Users", args);
    return { users: items.map((user) => userSummary(user)), next_page_token: next };
  },
});

export const getUser = identity.tool({
  name: "get_user",
  title: "Get a user",
  description: "Returns one user with groups and entitlements.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id: userId }),
  aliases: identifies,
  output: userDetails.schema,
  run: async (ctx, args) => userDetails(await readPrincipal(ctx, "Users", args)),
});

export const createUser = identity.tool({
  name: "create_user",
  title: "Create a user",
  description: "Adds a user to the workspace. Add the user to groups with update_group.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    user_name: z.string().max(255).refine(isEmail, "must be an email address").describe("Email address"),
    display_name: principalChanges.display_name,
  }),
  output: userDetails.schema,
  aliases: { userName: "user_name", displayName: "display_name", email: "user_name" },
  covers: "usersV2.create",
  async affects({ user_name, display_name }, ctx) {
    const existing = { filter: `userName eq "${user_name}"`, count: 1 };
    const found = isSearchable(user_name)
      ? await supplement(ctx, ({ client }) => api.listPrincipals(client, "Users", existing))
      : undefined;
    if (found?.items[0]) {
      throw new ToolError(`${oneLine(user_name)} is a user of this workspace; nothing was sent.`, {
        next: "Change the user with update_user, and group memberships with update_group.",
      });
    }
    return {
      effect: "Add",
      objects: [{ kind: "user", name: user_name, details: { display_name } }],
      consequences: [{ reason: "others", text: say`The user can then sign in to the workspace.` }],
    };
  },
  run: async (ctx, args) => userDetails(await api.createPrincipal(ctx.client, "Users", args)),
});

export const updateUser = identity.tool({
  name: "update_user",
  title: "Update a user",
  description: "Changes a user's display name, entitlements or sign-in. Change group memberships with update_group.",
  access: changeAccess,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: userId, ...principalChanges, active }),
  output: updatedOutput,
  aliases: { ...identifies, displayName: "display_name" },
  alsoCovers: [{ operation: "usersV2.patch", args: patchArguments }],
  affects: (args, ctx) => principalChange(ctx, "Users", args),
  run: (ctx, args) => updatePrincipal(ctx, "Users", args),
});

export const deleteUser = identity.tool({
  name: "delete_user",
  title: "Delete a user",
  description: "Removes a user from the workspace. To only block sign-in, use update_user with active: false.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: userId }),
  output: deletedOutput,
  aliases: identifies,
  covers: "usersV2.delete",
  affects: (args, ctx) =>
    principalRemoval(ctx, "Users", args, [
      { reason: "loss", text: say`Its sign-in, tokens and permissions are permanently lost.` },
      { reason: "others", text: say`Jobs that run as it will fail.` },
    ]),
  run: (ctx, args) => deletePrincipal(ctx, "Users", args),
});
