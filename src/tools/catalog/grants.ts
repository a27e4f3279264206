import * as z from "zod";
import * as api from "../../api/catalog/grants.ts";
import { firstNonEmptyPage, SECURABLE_TYPES } from "../../api/catalog/securables.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, type Sentence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { compact, isRecord } from "../../records.ts";
import { contentsOf } from "./securable-facts.ts";
import { oneOf, PAGE, unityCatalog } from "./toolset.ts";

const securable = {
  securable_type: oneOf(SECURABLE_TYPES, "e.g. table, model, external_location"),
  full_name: z
    .string()
    .min(1)
    .max(1024)
    .describe("Full name of the object, e.g. catalog.schema.table")
    .register(params.READINGS, { reading: "sql-name" }),
};
const grantView = view(
  { principal: z.string(), privileges: z.array(z.string()) },
  ({ principal, privileges }: api.PrivilegeGrant) => ({ principal, privileges }),
);
const grants = z.array(grantView.schema);

export const getGrants = unityCatalog.tool({
  name: "get_grants",
  title: "Get grants",
  servedIn: ["default", "engineer", "ml", "admin"],
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
  output: z.object({ grants, next_page_token: text, note: text }),
  async run(ctx, { effective, ...where }) {
    const list = effective ? api.listEffectiveGrants : api.listGrants;
    const { items, next } = await firstNonEmptyPage(list, ctx.client, { ...where, max_results: PAGE });
    const note = where.principal === undefined ? undefined : GROUPS_LEFT_OUT;
    return { grants: items.map(grantView), next_page_token: next, note };
  },
});

const GROUPS_LEFT_OUT =
  "Privileges of the groups that it belongs to, such as account users, are not included. Omit principal to see them.";

const privileges = z
  .array(
    z
      .string()
      .max(64)
      .toUpperCase()
      .overwrite((name) => name.trim().replace(/[\s-]+/g, "_"))
      .regex(/^[A-Z][A-Z_]*$/, "must be a privilege, e.g. SELECT or USE_SCHEMA"),
  )
  .max(50)
  .default([]);

/** `changes` of the REST body: several principals need several calls. */
const oneChange = (value: unknown): Readonly<Record<string, unknown>> => {
  const [change, ...others] = Array.isArray(value) ? value : [];
  return isRecord(change) && others.length === 0 ? change : { changes: value };
};

export const updateGrants = unityCatalog.tool({
  name: "update_grants",
  title: "Grant and revoke privileges",
  servedIn: ["ml", "admin"],
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
  aliases: { changes: oneChange },
  output: z.object({ grants }),
  covers: "grants.update",
  async affects({ securable_type, full_name, ...change }, ctx) {
    if (change.add.length + change.remove.length === 0) throw nothingToGrant();
    const object = { kind: securable_type.replaceAll("_", " "), name: full_name };
    const consequences = await privilegeChanges(ctx, { securable_type, full_name }, change);
    return {
      effect: "Change the privileges on",
      objects: [{ ...object, contents: contentsOf(securable_type) }],
      consequences,
    };
  },
  async run(ctx, { securable_type, full_name, principal, add, remove }) {
    if (add.length + remove.length === 0) throw nothingToGrant();
    const change = { principal, ...compact({ add, remove }) };
    const after = await api.updateGrants(ctx.client, { securable_type, full_name }, { changes: [change] });
    return { grants: after.map(grantView) };
  },
});

const nothingToGrant = (): ToolError =>
  new ToolError("`add` and `remove` are both empty.", { next: "Give at least one privilege." });

interface PrivilegeChange {
  readonly principal: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The privileges that the principal gains and loses, compared with those it holds on the object itself. */
async function privilegeChanges(
  ctx: Context,
  object: api.Securable,
  { principal, add, remove }: PrivilegeChange,
): Promise<Consequence[]> {
  const { items, next } = await firstNonEmptyPage(api.listGrants, ctx.client, {
    ...object,
    principal,
    max_results: PAGE,
  });
  const held = new Set(items.filter((grant) => grant.principal === principal).flatMap(({ privileges }) => privileges));
  const gained = add.filter((privilege) => !held.has(privilege));
  // Behind a further page, the principal could hold any of them.
  const lost = remove.filter((privilege) => held.has(privilege) || next !== undefined);
  const reach = contentsOf(object.securable_type) === undefined ? say`it` : say`it and everything in it`;
  return [
    ...(gained.length > 0 ? [say`${principal} gains ${all(gained)} on ${reach}.`] : []),
    ...(lost.length > 0 ? [say`${principal} loses ${all(lost)} on ${reach}.`] : []),
  ].map((text) => ({ reason: "others", text }));
}

/** None may be cut off in a question. They are capital letters only, so that they need no quotes. */
const all = (privileges: readonly string[]): Sentence => ({ sentence: privileges.join(", ") });
