import * as z from "zod";
import * as api from "../../api/admin/scim.ts";
import {
  active,
  changeAccess,
  changeQuestion,
  deleted,
  deletedOutput,
  id,
  identity,
  listArguments,
  listed,
  named,
  principalChanges,
  principalView,
  rights,
  updated,
  updatedOutput,
  userNames,
} from "./identity-toolset.ts";

const userId = id("list_users");
const isEmail = (name: string): boolean => /^[^\s@"]+@[^\s@"]+$/.test(name);

export const getCurrentUser = identity.tool({
  name: "get_current_user",
  title: "Get the current user",
  description: "Returns who this server acts as, with groups and entitlements.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ ...userNames, ...rights }),
  run: async (ctx) => principalView(await api.getCurrentUser(ctx.client)),
});

export const listUsers = identity.tool({
  name: "list_users",
  title: "List users",
  description: "Lists users.",
  access: "read",
  untrusted: true,
  input: listArguments('e.g. userName co "ana"'),
  output: z.object({ users: z.array(z.object(userNames)), next_page_token: z.string().optional() }),
  async run(ctx, args) {
    const { found: users, ...more } = await listed(ctx, "Users", args);
    return { users, ...more };
  },
});

export const getUser = identity.tool({
  name: "get_user",
  title: "Get a user",
  description: "Returns a user with groups and entitlements.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id: userId }),
  output: z.object({ ...userNames, ...rights }),
  run: async (ctx, args) => principalView(await api.getPrincipal(ctx.client, "Users", args)),
});

export const createUser = identity.tool({
  name: "create_user",
  title: "Create a user",
  description: "Lets a person into the workspace.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    user_name: z.string().max(255).refine(isEmail, "must be an e-mail address").describe("E-mail"),
    display_name: principalChanges.display_name,
  }),
  output: z.object(userNames),
  confirm: ({ user_name }) => `Let ${user_name} into the workspace?`,
  run: async (ctx, args) => principalView(await api.createPrincipal(ctx.client, "Users", args)),
});

export const updateUser = identity.tool({
  name: "update_user",
  title: "Update a user",
  description: "Changes a user; update_group changes memberships.",
  access: changeAccess,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: userId, ...principalChanges, active }),
  output: updatedOutput,
  confirm: (args, ctx) => changeQuestion(ctx, "Users", args),
  run: (ctx, args) => updated(ctx, "Users", args),
});

export const deleteUser = identity.tool({
  name: "delete_user",
  title: "Delete a user",
  description: "Removes a user from the workspace.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ id: userId }),
  output: deletedOutput,
  confirm: async ({ id }, ctx) =>
    `Remove ${await named(ctx, "Users", id)} from the workspace? Their sign-in, tokens and permissions end, and jobs that run as them fail.`,
  run: (ctx, args) => deleted(ctx, "Users", args),
});
