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
  servicePrincipalNames,
  updated,
  updatedOutput,
} from "./identity-toolset.ts";

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
const servicePrincipalId = id("list_service_principals");

export const listServicePrincipals = identity.tool({
  name: "list_service_principals",
  title: "List service principals",
  description: "Lists service principals.",
  access: "read",
  untrusted: true,
  input: listArguments('e.g. displayName co "etl"'),
  output: z.object({
    service_principals: z.array(z.object(servicePrincipalNames)),
    next_page_token: z.string().optional(),
  }),
  async run(ctx, args) {
    const { found: service_principals, ...more } = await listed(ctx, "ServicePrincipals", args);
    return { service_principals, ...more };
  },
});

export const getServicePrincipal = identity.tool({
  name: "get_service_principal",
  title: "Get a service principal",
  description: "Returns a service principal with groups and entitlements.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id: servicePrincipalId }),
  output: z.object({ ...servicePrincipalNames, ...rights }),
  run: async (ctx, args) => principalView(await api.getPrincipal(ctx.client, "ServicePrincipals", args)),
});

export const createServicePrincipal = identity.tool({
  name: "create_service_principal",
  title: "Create a service principal",
  description: "Creates a service principal, without credentials.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    display_name: z.string().min(1).max(500).describe("Name"),
    application_id: z.string().refine(isUuid, "must be a UUID").optional().describe("Existing one to adopt"),
  }),
  output: z.object(servicePrincipalNames),
  confirm: ({ display_name, application_id }) =>
    `Let the service principal "${display_name}"${application_id === undefined ? "" : ` (${application_id})`} into the workspace?`,
  run: async (ctx, args) => principalView(await api.createPrincipal(ctx.client, "ServicePrincipals", args)),
});

export const updateServicePrincipal = identity.tool({
  name: "update_service_principal",
  title: "Update a service principal",
  description: "Changes a service principal; update_group changes memberships.",
  access: changeAccess,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: servicePrincipalId, ...principalChanges, active }),
  output: updatedOutput,
  confirm: (args, ctx) => changeQuestion(ctx, "ServicePrincipals", args),
  run: (ctx, args) => updated(ctx, "ServicePrincipals", args),
});

export const deleteServicePrincipal = identity.tool({
  name: "delete_service_principal",
  title: "Delete a service principal",
  description: "Removes a service principal from the workspace.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ id: servicePrincipalId }),
  output: deletedOutput,
  confirm: async ({ id }, ctx) =>
    `Remove ${await named(ctx, "ServicePrincipals", id)} from the workspace? Jobs and apps that run as it fail.`,
  run: (ctx, args) => deleted(ctx, "ServicePrincipals", args),
});
