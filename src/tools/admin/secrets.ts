import * as z from "zod";
import * as api from "../../api/admin/secrets.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";

const secrets = defineToolset({
  id: "secrets",
  title: "Secrets",
  summary: "Secret scopes, the names of their secrets and who may use them; values go in and never come out.",
  default: false,
});

const isName = (name: string): boolean => /^[\w.@-]+$/.test(name);
const NAME_RULE = "may hold letters, digits, - _ . and @ only";

const scope = z.string().min(1).max(128).refine(isName, NAME_RULE).describe("Scope name");
const key = z.string().min(1).max(128).refine(isName, NAME_RULE).describe("Key of the secret");
const principal = z.string().min(1).max(500).describe("User, group or application id");

export const listSecretScopes = secrets.tool({
  name: "list_secret_scopes",
  title: "List secret scopes",
  description: "Lists secret scopes.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ scopes: z.array(z.object({ scope: z.string(), backend_type: text })) }),
  async run(ctx) {
    const scopes = await api.listScopes(ctx.client);
    return { scopes: scopes.map(({ name, backend_type }) => ({ scope: name, ...compact({ backend_type }) })) };
  },
});

export const createSecretScope = secrets.tool({
  name: "create_secret_scope",
  title: "Create a secret scope",
  description: "Creates a secret scope that the caller alone manages.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ initial_manage_principal }) => (initial_manage_principal === undefined ? "write" : "destructive"),
  },
  input: z.strictObject({
    scope,
    initial_manage_principal: z.enum(["users"]).optional().describe("Everybody manages it; asks"),
  }),
  output: z.object({ scope: z.string() }),
  confirm: (args) => `Create the secret scope ${args.scope} and let every user of the workspace manage it?`,
  async run(ctx, args) {
    await api.createScope(ctx.client, args);
    return { scope: args.scope };
  },
});

export const deleteSecretScope = secrets.tool({
  name: "delete_secret_scope",
  title: "Delete a secret scope",
  description: "Deletes a scope with all its secrets and ACLs.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ scope }),
  output: z.object({ scope: z.string(), deleted: z.literal(true) }),
  async confirm(args, ctx) {
    const { length } = await api.listSecrets(ctx.client, args);
    return `Delete the secret scope ${args.scope} with ${length} ${length === 1 ? "secret" : "secrets"} and its ACLs? Jobs and clusters that use them fail.`;
  },
  async run(ctx, args) {
    await api.deleteScope(ctx.client, args);
    return { scope: args.scope, deleted: true as const };
  },
});

export const listSecrets = secrets.tool({
  name: "list_secrets",
  title: "List secrets",
  description: "Lists the keys of a scope. Values cannot be read: configuration refers to {{secrets/scope/key}}.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ scope }),
  output: z.object({ secrets: z.array(z.object({ key: z.string(), last_updated: text })) }),
  async run(ctx, args) {
    const found = await api.listSecrets(ctx.client, args);
    return {
      secrets: found.map((one) => ({
        key: one.key,
        ...compact({ last_updated: isoTime(one.last_updated_timestamp) }),
      })),
    };
  },
});

export const setSecret = secrets.tool({
  name: "set_secret",
  title: "Set a secret",
  description: "Writes a secret into a scope.",
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
      .describe("The value; never shown again"),
    overwrite: z.boolean().default(false).describe("Replace its value; asks"),
  }),
  output: z.object({ scope: z.string(), key: z.string(), reference: z.string() }),
  // The question is made here: the default one would show the value.
  async confirm(args, ctx) {
    const found = await api.listSecrets(ctx.client, args);
    // Nothing is there, so nothing is lost.
    if (!found.some((one) => one.key === args.key)) return null;
    return `Replace the secret ${args.scope}/${args.key}? Its present value is lost, and whatever uses it gets the new one.`;
  },
  async run(ctx, { overwrite, ...secret }) {
    const found = overwrite ? [] : await api.listSecrets(ctx.client, secret);
    // The platform would replace it without a word.
    if (found.some((one) => one.key === secret.key)) {
      throw new ToolError(`The scope has a secret ${secret.key} already.`, {
        next: "Choose another key, or replace it with overwrite: true.",
      });
    }
    await api.putSecret(ctx.client, secret);
    const { scope, key } = secret;
    return { scope, key, reference: `{{secrets/${scope}/${key}}}` };
  },
});

export const deleteSecret = secrets.tool({
  name: "delete_secret",
  title: "Delete a secret",
  description: "Deletes a secret for good.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ scope, key }),
  output: z.object({ scope: z.string(), key: z.string(), deleted: z.literal(true) }),
  confirm: (args) =>
    `Delete the secret ${args.scope}/${args.key}? Its value cannot be brought back; whatever uses it fails.`,
  async run(ctx, args) {
    await api.deleteSecret(ctx.client, args);
    return { ...args, deleted: true as const };
  },
});

const acl = { principal: z.string(), permission: z.string() };
const aclView = ({ principal, permission }: api.SecretAcl) => ({ principal, permission });

export const listSecretAcls = secrets.tool({
  name: "list_secret_acls",
  title: "List ACLs of a secret scope",
  description: "Lists who may READ, WRITE or MANAGE a scope; the caller needs MANAGE.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ scope }),
  output: z.object({ acls: z.array(z.object(acl)) }),
  run: async (ctx, args) => ({ acls: (await api.listAcls(ctx.client, args)).map(aclView) }),
});

export const getSecretAcl = secrets.tool({
  name: "get_secret_acl",
  title: "Get an ACL of a secret scope",
  description: "Returns one principal's permission on a scope.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ scope, principal }),
  output: z.object(acl),
  run: async (ctx, args) => aclView(await api.getAcl(ctx.client, args)),
});

export const setSecretAcl = secrets.tool({
  name: "set_secret_acl",
  title: "Set an ACL of a secret scope",
  description: "Sets a principal's permission on a scope.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    scope,
    principal,
    permission: z.enum(api.ACL_PERMISSIONS).describe("READ < WRITE < MANAGE"),
  }),
  output: z.object({ scope: z.string(), ...acl }),
  confirm: (args) =>
    `Let ${oneLine(args.principal)} ${args.permission} the secret scope ${args.scope}, in place of its present permission?`,
  async run(ctx, args) {
    await api.putAcl(ctx.client, args);
    return args;
  },
});

export const deleteSecretAcl = secrets.tool({
  name: "delete_secret_acl",
  title: "Delete an ACL of a secret scope",
  description: "Takes a principal's permission on a scope away.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ scope, principal }),
  output: z.object({ scope: z.string(), principal: z.string(), deleted: z.literal(true) }),
  confirm: (args) => `Take away what ${oneLine(args.principal)} may do in the secret scope ${args.scope}?`,
  async run(ctx, args) {
    await api.deleteAcl(ctx.client, args);
    return { ...args, deleted: true as const };
  },
});
