import * as z from "zod";
import * as api from "../../api/admin/secrets.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { unknownPrincipals } from "./known-principals.ts";
import { ownIdentityWarning } from "./own-identity.ts";
import { permissionOn, scopeObject, secretExists, secretObject } from "./secret-facts.ts";

const secrets = defineToolset({
  id: "secrets",
  title: "Secrets",
  summary: "Secret scopes, the keys of their secrets, and access to them. Secret values can be written but not read.",
  default: false,
  presets: { admin: true, engineer: "read" },
  finders: "list_secret_scopes or list_secrets",
});

const isName = (name: string): boolean => /^[\w.@-]+$/.test(name);
const NAME_RULE = "may hold letters, digits, - _ . and @ only";

const scope = z.string().min(1).max(128).refine(isName, NAME_RULE).describe("Name of the secret scope");
const key = z.string().min(1).max(128).refine(isName, NAME_RULE).describe("Key of the secret");
const principal = z
  .string()
  .min(1)
  .max(500)
  .describe("Name of a user or group, or a service principal's application ID");

const scopeView = view({ scope: z.string(), backend_type: text }, ({ name, backend_type }: api.SecretScope) => ({
  scope: name,
  backend_type,
}));

export const listSecretScopes = secrets.tool({
  name: "list_secret_scopes",
  title: "List secret scopes",
  description: "Lists the secret scopes of the workspace. list_secrets lists the keys in one of them.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ scopes: z.array(scopeView.schema) }),
  async run(ctx) {
    const scopes = await api.listScopes(ctx.client);
    return { scopes: scopes.map((scope) => scopeView(scope)) };
  },
});

export const createSecretScope = secrets.tool({
  name: "create_secret_scope",
  title: "Create a secret scope",
  description: "Creates a secret scope that only the caller can manage. Share it with set_secret_acl.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ initial_manage_principal }) => (initial_manage_principal === undefined ? "write" : "destructive"),
  },
  input: z.strictObject({
    scope,
    initial_manage_principal: z
      .enum(["users"])
      .optional()
      .describe('"users" lets all users of the workspace manage the scope'),
  }),
  output: z.object({ scope: z.string() }),
  aliases: { name: "scope", scope_name: "scope" },
  covers: "secrets.createScope",
  affects: ({ scope, initial_manage_principal }) => ({
    effect: "Create",
    objects: [scopeObject(scope)],
    consequences:
      initial_manage_principal === undefined
        ? []
        : [
            {
              reason: "others",
              text: say`Every user of the workspace can read, change and delete its secrets and grant access to it.`,
            },
          ],
  }),
  async run(ctx, args) {
    await api.createScope(ctx.client, args);
    return { scope: args.scope };
  },
});

export const deleteSecretScope = secrets.tool({
  name: "delete_secret_scope",
  title: "Delete a secret scope",
  description: "Permanently deletes a secret scope with all its secrets and ACLs.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ scope }),
  output: z.object({ scope: z.string(), deleted: z.literal(true) }),
  aliases: { name: "scope", scope_name: "scope" },
  covers: "secrets.deleteScope",
  async affects(args, ctx) {
    const { length } = await api.listSecrets(ctx.client, args);
    return {
      effect: "Permanently delete",
      objects: [scopeObject(args.scope)],
      consequences: [
        { reason: "loss", text: say`Its secrets (${length}) and ACLs are permanently lost.` },
        { reason: "others", text: say`Jobs and clusters that use them will fail.` },
      ],
    };
  },
  async run(ctx, args) {
    await api.deleteScope(ctx.client, args);
    return { scope: args.scope, deleted: true as const };
  },
});

const secretView = view(
  { key: z.string(), last_updated: text },
  ({ key, last_updated_timestamp }: api.SecretMetadata) => ({ key, last_updated: isoTime(last_updated_timestamp) }),
);

export const listSecrets = secrets.tool({
  name: "list_secrets",
  title: "List secrets",
  description:
    "Lists the keys in a secret scope. Values cannot be read; configuration refers to them as {{secrets/scope/key}}.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ scope }),
  output: z.object({ secrets: z.array(secretView.schema) }),
  async run(ctx, args) {
    const found = await api.listSecrets(ctx.client, args);
    return { secrets: found.map((secret) => secretView(secret)) };
  },
});

export const setSecret = secrets.tool({
  name: "set_secret",
  title: "Set a secret",
  description:
    "Writes a secret to a scope and returns the reference for configuration. An existing secret is replaced only with overwrite: true.",
  access: { least: "write", most: "destructive", of: ({ overwrite }) => (overwrite ? "destructive" : "write") },
  idempotent: true,
  input: z.strictObject({
    scope,
    key,
    string_value: z
      .string()
      .min(1)
      .max(131_072)
      .refine((value) => Buffer.byteLength(value) <= 131_072, "must be at most 128 KB")
      .describe("Value of the secret; it cannot be read back"),
    overwrite: z.boolean().default(false).describe("Replace an existing value"),
  }),
  output: z.object({ scope: z.string(), key: z.string(), reference: z.string() }),
  aliases: { value: "string_value", scope_name: "scope", secret_key: "key" },
  covers: "secrets.putSecret",
  async affects({ scope, key, overwrite }, ctx) {
    const exists = (await api.listSecrets(ctx.client, { scope })).some((one) => one.key === key);
    if (exists && !overwrite) throw secretExists(key);
    return {
      effect: exists ? "Replace the value of" : "Write",
      objects: [secretObject(scope, key)],
      consequences: exists
        ? [
            {
              reason: "replacement",
              text: say`Its current value is permanently lost, and everything that uses it gets the new one.`,
            },
          ]
        : [],
    };
  },
  async run(ctx, { overwrite, ...secret }) {
    const found = overwrite ? [] : await api.listSecrets(ctx.client, secret);
    // The platform would replace it without a warning.
    if (found.some((one) => one.key === secret.key)) throw secretExists(secret.key);
    await api.putSecret(ctx.client, secret);
    const { scope, key } = secret;
    return { scope, key, reference: `{{secrets/${scope}/${key}}}` };
  },
});

export const deleteSecret = secrets.tool({
  name: "delete_secret",
  title: "Delete a secret",
  description: "Permanently deletes a secret.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ scope, key }),
  output: z.object({ scope: z.string(), key: z.string(), deleted: z.literal(true) }),
  aliases: { scope_name: "scope", secret_key: "key" },
  covers: "secrets.deleteSecret",
  affects: ({ scope, key }) => ({
    effect: "Permanently delete",
    objects: [secretObject(scope, key)],
    consequences: [
      { reason: "loss", text: say`Its value cannot be restored.` },
      { reason: "others", text: say`Everything that uses it will fail.` },
    ],
  }),
  async run(ctx, args) {
    await api.deleteSecret(ctx.client, args);
    return { ...args, deleted: true as const };
  },
});

const aclView = view({ principal: z.string(), permission: z.string() }, ({ principal, permission }: api.SecretAcl) => ({
  principal,
  permission,
}));

export const listSecretAcls = secrets.tool({
  name: "list_secret_acls",
  title: "List ACLs of a secret scope",
  servedIn: ["admin"],
  description: "Lists the principals that can READ, WRITE or MANAGE a secret scope. Requires MANAGE on it.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ scope }),
  output: z.object({ acls: z.array(aclView.schema) }),
  async run(ctx, args) {
    const acls = await api.listAcls(ctx.client, args);
    return { acls: acls.map((acl) => aclView(acl)) };
  },
});

export const getSecretAcl = secrets.tool({
  name: "get_secret_acl",
  title: "Get an ACL of a secret scope",
  servedIn: [],
  description: "Returns one principal's permission on a secret scope. Requires MANAGE on it.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ scope, principal }),
  output: aclView.schema,
  run: async (ctx, args) => aclView(await api.getAcl(ctx.client, args)),
});

export const setSecretAcl = secrets.tool({
  name: "set_secret_acl",
  title: "Set an ACL of a secret scope",
  description: "Grants a principal a permission on a secret scope, replacing its current one.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    scope,
    principal,
    permission: z.enum(api.ACL_PERMISSIONS).describe("Permission; WRITE includes READ, MANAGE includes both"),
  }),
  output: z.object({ scope: z.string(), ...aclView.fields }),
  aliases: { scope_name: "scope" },
  covers: "secrets.putAcl",
  async affects({ scope, principal, permission }, ctx) {
    const before = await permissionOn(ctx, scope, principal);
    const text =
      before === undefined
        ? say`${principal} gets ${permission} on all its secrets.`
        : say`${principal} gets ${permission} on all its secrets in place of ${before}.`;
    const unknown = before === undefined ? await unknownPrincipals(ctx, [principal], true) : [];
    const gained: Consequence[] = [{ reason: "others", text }, ...(await ownIdentityWarning(ctx, [principal]))];
    return {
      effect: "Change the permissions on",
      objects: [scopeObject(scope)],
      consequences: before === permission ? [] : [...gained, ...unknown],
    };
  },
  async run(ctx, args) {
    await api.putAcl(ctx.client, args);
    return args;
  },
});

export const deleteSecretAcl = secrets.tool({
  name: "delete_secret_acl",
  title: "Delete an ACL of a secret scope",
  description: "Revokes a principal's permission on a secret scope.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ scope, principal }),
  output: z.object({ scope: z.string(), principal: z.string(), deleted: z.literal(true) }),
  aliases: { scope_name: "scope" },
  covers: "secrets.deleteAcl",
  async affects({ scope, principal }, ctx) {
    const before = await permissionOn(ctx, scope, principal);
    const lost: Consequence[] =
      before === undefined ? [] : [{ reason: "others", text: say`${principal} loses ${before} on all its secrets.` }];
    return {
      effect: "Change the permissions on",
      objects: [scopeObject(scope)],
      consequences: [...lost, ...(before === undefined ? [] : await ownIdentityWarning(ctx, [principal]))],
    };
  },
  async run(ctx, args) {
    await api.deleteAcl(ctx.client, args);
    return { ...args, deleted: true as const };
  },
});
