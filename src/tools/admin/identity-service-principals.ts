import * as z from "zod";
import * as api from "../../api/admin/scim.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
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
import { newEntitlements, patchArguments, principalChange, principalRemoval } from "./principal-facts.ts";
import { servicePrincipalDetails, servicePrincipalSummary } from "./principal-view.ts";

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
const servicePrincipalId = principalId("list_service_principals");
/** Other names of an ID or a name; the last two where no display name is changed. */
const names = { service_principal_id: "id", application_id: "id", applicationId: "id", name: "id" } as const;
const identifies = { ...names, display_name: "id", displayName: "id" } as const;

export const listServicePrincipals = identity.tool({
  name: "list_service_principals",
  title: "List service principals",
  description: "Lists the service principals of the workspace. Permissions name them by application_id.",
  access: "read",
  untrusted: true,
  input: listArguments('displayName co "etl"'),
  output: z.object({ service_principals: z.array(servicePrincipalSummary.schema), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await readPrincipals(ctx, "ServicePrincipals", args);
    return { service_principals: items.map((item) => servicePrincipalSummary(item)), next_page_token: next };
  },
});

export const getServicePrincipal = identity.tool({
  name: "get_service_principal",
  title: "Get a service principal",
  servedIn: [],
  description: "Returns one service principal with groups and entitlements.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id: servicePrincipalId }),
  aliases: identifies,
  output: servicePrincipalDetails.schema,
  run: async (ctx, args) => servicePrincipalDetails(await readPrincipal(ctx, "ServicePrincipals", args)),
});

export const createServicePrincipal = identity.tool({
  name: "create_service_principal",
  title: "Create a service principal",
  description:
    "Adds a service principal to the workspace: a new one, or an existing one of the account. It gets no credentials.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    display_name: z.string().min(1).max(500).describe("Name of the service principal"),
    application_id: z
      .string()
      .refine(isUuid, "must be a UUID")
      .optional()
      .describe("Application ID of an existing service principal to add"),
    entitlements: principalChanges.add_entitlements,
  }),
  output: servicePrincipalDetails.schema,
  aliases: { displayName: "display_name", applicationId: "application_id" },
  covers: "servicePrincipalsV2.create",
  affects: ({ display_name, application_id, entitlements = [] }) => ({
    effect: "Add",
    objects: [{ kind: "service principal", name: display_name, id: application_id }],
    consequences: [
      { reason: "others", text: say`It can then sign in to the workspace.` },
      ...newEntitlements(entitlements),
    ],
  }),
  run: async (ctx, args) => servicePrincipalDetails(await api.createPrincipal(ctx.client, "ServicePrincipals", args)),
});

export const updateServicePrincipal = identity.tool({
  name: "update_service_principal",
  title: "Update a service principal",
  description:
    "Changes a service principal's display name, entitlements or sign-in. Change group memberships with update_group.",
  access: changeAccess,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: servicePrincipalId, ...principalChanges, active }),
  output: updatedOutput,
  aliases: { ...names, displayName: "display_name" },
  alsoCovers: [{ operation: "servicePrincipalsV2.patch", args: patchArguments }],
  affects: (args, ctx) => principalChange(ctx, "ServicePrincipals", args),
  run: (ctx, args) => updatePrincipal(ctx, "ServicePrincipals", args),
});

export const deleteServicePrincipal = identity.tool({
  name: "delete_service_principal",
  title: "Delete a service principal",
  description:
    "Removes a service principal from the workspace. To only block sign-in, use update_service_principal with active: false.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: servicePrincipalId }),
  output: deletedOutput,
  aliases: identifies,
  covers: "servicePrincipalsV2.delete",
  affects: (args, ctx) =>
    principalRemoval(ctx, "ServicePrincipals", args, [
      { reason: "loss", text: say`Its credentials and permissions are permanently lost.` },
      { reason: "others", text: say`Jobs and apps that run as it will fail.` },
    ]),
  run: (ctx, args) => deletePrincipal(ctx, "ServicePrincipals", args),
});
