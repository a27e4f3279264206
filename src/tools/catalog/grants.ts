import * as z from "zod";
import * as api from "../../api/catalog/grants.ts";
import { firstNonEmptyPage, SECURABLE_TYPES } from "../../api/catalog/securables.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { oneOf, PAGE, unityCatalog } from "./toolset.ts";

const securable = {
  securable_type: oneOf(SECURABLE_TYPES, "e.g. table, external_location"),
  full_name: z.string().min(1).max(1024).describe("Full name of the object, e.g. catalog.schema.table"),
};
const grantView = view(
  { principal: z.string(), privileges: z.array(z.string()) },
  ({ principal, privileges }: api.PrivilegeGrant) => ({ principal, privileges }),
);
const grants = z.array(grantView.schema);

export const getGrants = unityCatalog.tool({
  name: "get_grants",
  title: "Get grants",
  description:
    "Returns the Unity Catalog privileges on an object by principal: those granted on it, or with `effective` also those inherited from its parents. For workspace objects such as jobs, use get_permissions.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    ...securable,
    principal: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("Return only the grants of this user, group or service principal"),
    effective: z.boolean().optional().describe("Include inherited privileges"),
    page_token: params.pageToken,
  }),
  output: z.object({ grants, next_page_token: text }),
  async run(ctx, { effective, ...where }) {
    const list = effective ? api.listEffectiveGrants : api.listGrants;
    const { items, next } = await firstNonEmptyPage(list, ctx.client, { ...where, max_results: PAGE });
    return { grants: items.map(grantView), next_page_token: next };
  },
});

const privileges = z
  .array(z.string().regex(/^[A-Z][A-Z_]*$/, "must be a privilege, e.g. SELECT or USE_SCHEMA"))
  .max(50)
  .default([]);

export const updateGrants = unityCatalog.tool({
  name: "update_grants",
  title: "Grant and revoke privileges",
  description:
    "Grants privileges on an object to a principal, revokes them, or both. Returns the grants on the object afterwards.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...securable,
    principal: z.string().min(1).max(255).describe("User, group or service principal"),
    add: privileges.describe("Privileges to grant, e.g. SELECT, USE_SCHEMA"),
    remove: privileges.describe("Privileges to revoke"),
  }),
  output: z.object({ grants }),
  confirm({ securable_type, full_name, principal, add, remove }) {
    const what = [
      ...(add.length > 0 ? [`grant ${add.join(", ")} to ${principal}`] : []),
      ...(remove.length > 0 ? [`revoke ${remove.join(", ")} from ${principal}`] : []),
    ].join(" and ");
    // There is nothing to confirm; `run` reports the missing arguments.
    return what === "" ? null : `On ${securable_type} ${full_name}: ${what}?`;
  },
  async run(ctx, { securable_type, full_name, principal, add, remove }) {
    if (add.length + remove.length === 0) {
      throw new ToolError("`add` and `remove` are both empty.", { next: "Give at least one privilege." });
    }
    const change = { principal, ...compact({ add, remove }) };
    const after = await api.updateGrants(ctx.client, { securable_type, full_name }, { changes: [change] });
    return { grants: after.map(grantView) };
  },
});
