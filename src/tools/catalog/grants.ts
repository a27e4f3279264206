import * as z from "zod";
import * as api from "../../api/catalog/grants.ts";
import { filledPage, SECURABLE_TYPES } from "../../api/catalog/securables.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneOf, PAGE, text, unityCatalog } from "./toolset.ts";

const securable = {
  securable_type: oneOf(SECURABLE_TYPES, "e.g. table, external_location"),
  full_name: z.string().min(1).max(1024).describe("Full name"),
};
const grants = z.array(z.object({ principal: z.string(), privileges: z.array(z.string()) }));

export const getGrants = unityCatalog.tool({
  name: "get_grants",
  title: "Get grants",
  description: "Returns who has which Unity Catalog privileges on an object.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    ...securable,
    principal: z.string().min(1).max(255).optional().describe("Only this one"),
    effective: z.boolean().optional().describe("With inherited ones"),
    page_token: params.pageToken,
  }),
  output: z.object({ grants, next_page_token: text }),
  async run(ctx, { effective, ...where }) {
    const list = effective ? api.listEffectiveGrants : api.listGrants;
    const { items, next } = await filledPage(list, ctx.client, { ...where, max_results: PAGE });
    return { grants: items, ...compact({ next_page_token: next }) };
  },
});

const privileges = z
  .array(z.string().regex(/^[A-Z][A-Z_]*$/, "such as SELECT or USE_SCHEMA"))
  .max(50)
  .default([]);

export const updateGrants = unityCatalog.tool({
  name: "update_grants",
  title: "Grant and revoke privileges",
  description: "Grants and revokes a principal's privileges on an object; returns its grants after.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...securable,
    principal: z.string().min(1).max(255).describe("User, group or service principal"),
    add: privileges.describe("e.g. SELECT, USE_SCHEMA"),
    remove: privileges.describe("Privileges to revoke"),
  }),
  output: z.object({ grants }),
  confirm({ securable_type, full_name, principal, add, remove }) {
    const what = [
      ...(add.length > 0 ? [`grant ${add.join(", ")} to ${principal}`] : []),
      ...(remove.length > 0 ? [`revoke ${remove.join(", ")} from ${principal}`] : []),
    ].join(" and ");
    // Nothing to ask about: `run` says what is missing.
    return what === "" ? null : `On ${securable_type} ${full_name}: ${what}?`;
  },
  async run(ctx, { securable_type, full_name, principal, add, remove }) {
    if (add.length + remove.length === 0) {
      throw new ToolError("Neither add nor remove names a privilege.", { next: "Give at least one." });
    }
    const change = { principal, ...compact({ add, remove }) };
    return { grants: [...(await api.updateGrants(ctx.client, { securable_type, full_name }, { changes: [change] }))] };
  },
});
