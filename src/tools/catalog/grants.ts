import * as z from "zod";
import * as api from "../../api/catalog/grants.ts";
import { PRIVILEGES } from "../../api/catalog/privileges.ts";
import { SECURABLE_TYPES } from "../../api/catalog/securables.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, type Sentence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { compact, isRecord } from "../../records.ts";
import { nameDistance } from "../../text.ts";
import { unknownPrincipals } from "../admin/known-principals.ts";
import { supplement } from "../supplement.ts";
import { contentsOf } from "./securable-facts.ts";
import { oneOf, PAGE, unityCatalog } from "./toolset.ts";

const securable = {
  securable_type: oneOf(SECURABLE_TYPES, "e.g. table, model, external_location"),
  full_name: z
    .string()
    .min(1)
    .max(1024)
    .describe("Full name of the object, e.g. catalog.schema.table")
    .register(params.READINGS, { reading: "sql-name", shape: params.ANY_OBJECT }),
};
const grantView = view(
  { principal: z.string(), privileges: z.array(z.string()) },
  ({ principal, privileges }: api.PrivilegeGrant) => ({ principal, privileges }),
);
const grants = z.array(grantView.schema);

export const getGrants = unityCatalog.tool({
  name: "get_grants",
  title: "Get grants",
  servedIn: ["default", "engineer", "analyst", "ml", "admin"],
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

/** Letters in which a misspelled privilege differs at most. Others may be new, and are left to the platform. */
const MISSPELLED = 2;

const privileges = z
  .array(
    z
      .string()
      .max(64)
      .toUpperCase()
      .overwrite((name) => name.trim().replace(/[\s-]+/g, "_"))
      .regex(/^[A-Z][A-Z_]*$/, "must be a privilege, e.g. SELECT or USE_SCHEMA")
      .superRefine((name, { addIssue }) => {
        const isUnknown = name.length > 2 * MISSPELLED && !PRIVILEGES.includes(name);
        const meant = isUnknown ? PRIVILEGES.find((one) => nameDistance(one, name) <= MISSPELLED) : undefined;
        if (meant !== undefined) {
          addIssue({ code: "custom", message: `is not a privilege. Did you mean ${meant}?`, input: name });
        }
      }),
  )
  .max(50)
  .default([]);

/** `changes` of the REST body, where all of them have the same privileges. */
function asOneChange(value: unknown): Readonly<Record<string, unknown>> {
  const changes = Array.isArray(value) ? value.filter(isRecord) : [];
  const [first] = changes;
  if (first === undefined || !Array.isArray(value) || changes.length < value.length) return { changes: value };
  if (changes.length === 1) return first;
  const { principal: _, ...same } = first;
  const alike = changes.every(({ principal: __, ...one }) => JSON.stringify(one) === JSON.stringify(same));
  return alike ? { principals: changes.map(({ principal }) => principal), ...same } : { changes: value };
}

/** Objects, and principals, of one call. */
const MAX_OBJECTS = 20;
const MAX_PRINCIPALS = 10;
const principal = z.string().min(1).max(255);

export const updateGrants = unityCatalog.tool({
  name: "update_grants",
  title: "Grant and revoke privileges",
  servedIn: ["ml", "admin"],
  description: "Grants privileges on objects to principals, revokes them, or both. Returns the grants afterwards.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      securable_type: securable.securable_type,
      full_name: securable.full_name.optional(),
      full_names: z.array(securable.full_name).min(1).max(MAX_OBJECTS).optional().describe("Full names"),
      principal: principal.optional().describe("User, group or service principal"),
      principals: z.array(principal).min(1).max(MAX_PRINCIPALS).optional().describe("Principals"),
      add: privileges.describe("Privileges to grant, e.g. SELECT, USE_SCHEMA"),
      remove: privileges.describe("Privileges to revoke"),
      use_parents: z.boolean().optional().describe("Also grants USE_CATALOG and USE_SCHEMA where missing"),
    })
    .refine(({ full_name, full_names }) => (full_name ?? full_names) !== undefined, "give full_name or full_names")
    .refine((args) => (args.principal ?? args.principals) !== undefined, "give principal or principals"),
  aliases: { changes: asOneChange },
  output: z.object({
    grants: evenIfEmpty(grants.optional()),
    objects: z.array(z.object({ full_name: z.string(), grants })).optional(),
    note: text,
  }),
  covers: "grants.update",
  async affects(args, ctx) {
    const changes = await changesOf(ctx, args);
    const principals = params.eachOf(args.principal, args.principals);
    const consequences = await Promise.all(changes.map((one) => privilegeChanges(ctx, one, changes.length > 1)));
    return {
      effect: "Change the privileges on",
      objects: changes.map(({ securable_type, full_name }) => ({
        kind: securable_type.replaceAll("_", " "),
        name: full_name,
        contents: contentsOf(securable_type),
      })),
      consequences: [...consequences.flat(), ...(args.add.length > 0 ? await unknownPrincipals(ctx, principals) : [])],
    };
  },
  async run(ctx, args) {
    const changes = await changesOf(ctx, args);
    const objects: { full_name: string; grants: z.output<typeof grants> }[] = [];
    for (const { securable_type, full_name, principals, add, remove } of changes) {
      const body = { changes: principals.map((one) => ({ principal: one, ...compact({ add, remove }) })) };
      const after = await api.updateGrants(ctx.client, { securable_type, full_name }, body);
      objects.push({ full_name, grants: after.map(grantView) });
      if (changes.length > 1) {
        ctx.accepted({ what: "Privileges were changed", ids: { full_name }, followUp: "get_grants" });
        ctx.progress("Granting", objects.length, changes.length);
      }
    }
    const [only] = changes.length === 1 ? objects : [];
    return { grants: only?.grants, objects: only ? undefined : objects, note: await unusableNote(ctx, args) };
  },
});

const nothingToGrant = (): ToolError =>
  new ToolError("`add` and `remove` are both empty.", { next: "Give at least one privilege." });

/** The privileges that principals gain and lose on one object. */
interface ObjectChange extends api.Securable {
  readonly principals: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The change of each object: those that are named, and the parents that are needed to use them and cannot be used yet. */
async function changesOf(
  ctx: Context,
  { securable_type, add, remove, use_parents, ...args }: z.output<typeof updateGrants.input>,
): Promise<ObjectChange[]> {
  if (add.length + remove.length === 0) throw nothingToGrant();
  const names = params.eachOf(args.full_name, args.full_names);
  const principals = params.eachOf(args.principal, args.principals);
  const missing = use_parents ? await missingToUse(ctx, { securable_type, names, add }, principals) : [];
  const isNamed = (one: api.Securable) => one.securable_type === securable_type && names.includes(one.full_name);
  const named = names.map((full_name) => {
    const own = missing.find((one) => isNamed(one) && one.full_name === full_name)?.add ?? [];
    return { securable_type, full_name, principals, add: [...new Set([...add, ...own])], remove };
  });
  return [...missing.filter((one) => !isNamed(one)), ...named];
}

/** Privileges on objects of one type. */
interface Granted {
  readonly securable_type: api.Securable["securable_type"];
  readonly names: readonly string[];
  readonly add: readonly string[];
}

/**
 * The privileges that principals need to use objects, on their parents and on a schema or catalog itself, and that neither
 * they nor all users hold.
 */
async function missingToUse(
  ctx: Context,
  { names, ...granted }: Granted,
  principals: readonly string[],
): Promise<ObjectChange[]> {
  const parents = new Map(
    names.flatMap((name) => neededToUse(name, granted)).map((parent) => [parent.full_name, parent]),
  );
  const missing = await Promise.all(
    [...parents.values()].map(async ({ add: needed, ...parent }) => {
      const { items } = await firstNonEmptyPage(api.listEffectiveGrants, ctx.client, { ...parent, max_results: PAGE });
      const without = principals.filter((who) => !needed.every((privilege) => api.holds(items, who, privilege)));
      return { ...parent, add: needed, principals: without, remove: [] };
    }),
  );
  return missing.filter((parent) => parent.principals.length > 0);
}

/** The arguments of `update_grants` that say who gets what. */
interface GivenGrants {
  readonly securable_type: api.Securable["securable_type"];
  readonly full_name?: string | undefined;
  readonly full_names?: readonly string[] | undefined;
  readonly principal?: string | undefined;
  readonly principals?: readonly string[] | undefined;
  readonly add: readonly string[];
  readonly use_parents?: boolean | undefined;
}

/** That principals cannot use what was granted, because they lack privileges on the parents or on the object itself. */
async function unusableNote(
  ctx: Context,
  { securable_type, add, use_parents, ...args }: GivenGrants,
): Promise<string | undefined> {
  if (use_parents || !add.some((privilege) => privilege !== "BROWSE")) return undefined;
  const names = params.eachOf(args.full_name, args.full_names);
  const principals = params.eachOf(args.principal, args.principals);
  const missing = (await supplement(ctx, () => missingToUse(ctx, { securable_type, names, add }, principals))) ?? [];
  if (missing.length === 0) return undefined;
  const lacks = missing.map((one) => `${one.add.join(", ")} on ${one.full_name} (${one.principals.join(", ")})`);
  return `Not usable yet, unless a group of theirs holds it: ${lacks.join("; ")} is missing. The same call with use_parents grants it.`;
}

/** Privileges that need no other one on the same object. */
const ENOUGH = new Set(["ALL_PRIVILEGES", "BROWSE", "USE_CATALOG", "USE_SCHEMA"]);
/** Privileges on a catalog that are for what its schemas contain. */
const IN_SCHEMAS = /^(SELECT|MODIFY|REFRESH|EXECUTE|(READ|WRITE)_VOLUME|CREATE_(?!SCHEMA|FOREIGN)[A-Z_]+)$/;

/** The catalog and schema of an object, or the object itself if it is one, with what lets a principal use them. */
function neededToUse(
  full_name: string,
  { securable_type, add }: Omit<Granted, "names">,
): (api.Securable & { readonly add: readonly string[] })[] {
  const [catalog = "", schema = "", name] = full_name.split(".");
  const uses = add.some((privilege) => !ENOUGH.has(privilege));
  const inSchemas = add.some((privilege) => IN_SCHEMAS.test(privilege));
  const inCatalog = { securable_type: "catalog", full_name: catalog, add: ["USE_CATALOG"] } as const;
  const inSchema = { securable_type: "schema", full_name: `${catalog}.${schema}`, add: ["USE_SCHEMA"] } as const;
  if (securable_type === "catalog") {
    return uses ? [{ ...inCatalog, add: [...inCatalog.add, ...(inSchemas ? inSchema.add : [])] }] : [];
  }
  if (schema === "") return [];
  return name === undefined && !(securable_type === "schema" && uses) ? [inCatalog] : [inCatalog, inSchema];
}

/** The privileges that the principals gain and lose, compared with those they hold on the object itself. */
async function privilegeChanges(
  ctx: Context,
  { principals, add, remove, ...object }: ObjectChange,
  several: boolean,
): Promise<Consequence[]> {
  const { items, next } = await firstNonEmptyPage(api.listGrants, ctx.client, {
    ...object,
    ...(principals.length === 1 && { principal: principals[0] }),
    max_results: PAGE,
  });
  const it = several ? say`${object.full_name}` : say`it`;
  // USE_CATALOG and USE_SCHEMA open their own object, and nothing in it.
  const opening = `USE_${object.securable_type.toUpperCase()}`;
  const passesOn =
    contentsOf(object.securable_type) !== undefined && [...add, ...remove].some((one) => one !== opening);
  const reach = passesOn ? say`${it} and everything in it` : it;
  return principals.flatMap((who) => {
    const held = new Set(items.filter((grant) => grant.principal === who).flatMap((grant) => grant.privileges));
    const gained = add.filter((privilege) => !held.has(privilege));
    // Behind a further page, the principal could hold any of them.
    const lost = remove.filter((privilege) => held.has(privilege) || next !== undefined);
    return [
      ...(gained.length > 0 ? [say`${who} gains ${all(gained)} on ${reach}.`] : []),
      ...(lost.length > 0 ? [say`${who} loses ${all(lost)} on ${reach}.`] : []),
    ].map((text) => ({ reason: "others" as const, text }));
  });
}

/** None may be cut off in a question. They are capital letters only, so that they need no quotes. */
const all = (privileges: readonly string[]): Sentence => ({ sentence: privileges.join(", ") });
