import * as z from "zod";
import * as secrets from "../../api/admin/secrets.ts";
import * as api from "../../api/admin/tokens.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";

const tokens = defineToolset({
  id: "tokens",
  title: "Tokens",
  summary: "Personal access tokens: who has them, making one into a secret scope unseen, revoking.",
  default: false,
});

const asAdmin = z.boolean().optional();
const tokenId = z
  .string()
  .refine((id) => /^[\w-]{1,128}$/.test(id), "must be an id, from list_tokens")
  .describe("From list_tokens");

const tokenView = ({ token_id, comment, creation_time, expiry_time, created_by_username, ...more }: api.Token) => ({
  token_id,
  ...compact({
    comment,
    created_by_username,
    created: isoTime(creation_time),
    expires: expiry_time === -1 ? "never" : isoTime(expiry_time),
    last_used: isoTime(more.last_used_day)?.slice(0, 10),
    scopes: more.scopes,
  }),
});

export const listTokens = tokens.tool({
  name: "list_tokens",
  title: "List tokens",
  description: "Lists the caller's tokens, without their values.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    as_admin: asAdmin.describe("Everybody's"),
    created_by_username: z.string().min(1).max(255).optional().describe("With as_admin: only theirs"),
  }),
  output: z.object({
    tokens: z.array(
      z.object({
        token_id: z.string(),
        comment: text,
        created_by_username: text,
        created: text,
        expires: text,
        last_used: text,
        scopes: z.array(z.string()).optional(),
      }),
    ),
  }),
  async run(ctx, { as_admin, created_by_username }) {
    const all = as_admin || created_by_username !== undefined;
    const found = all ? await api.listAllTokens(ctx.client, { created_by_username }) : await api.listTokens(ctx.client);
    return { tokens: found.map(tokenView) };
  },
});

const isName = (text: string): boolean => /^[\w.@-]+$/.test(text);
const name = (words: string) =>
  z.string().max(128).refine(isName, "may hold letters, digits, - _ . and @ only").describe(words);
const DAY = 86_400;
const LIFETIME = 90 * DAY;

export const createToken = tokens.tool({
  name: "create_token",
  title: "Create a token",
  description: "Creates a token of the caller and writes its value, unseen, into a secret scope.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    secret_scope: name("Existing scope"),
    secret_key: name("New key in it"),
    comment: z.string().max(256).optional().describe("What it is for"),
    lifetime_seconds: z
      .number()
      .int()
      .min(60)
      .max(730 * DAY)
      .optional()
      .describe("Default 90 days"),
    scopes: z.array(z.string().min(1).max(100)).min(1).max(50).optional().describe("API scopes"),
  }),
  output: z.object({ token_id: z.string(), expires: text, reference: z.string() }),
  confirm: ({ secret_scope, secret_key, lifetime_seconds = LIFETIME, scopes }) =>
    `Create a token of this server's identity for ${lasting(lifetime_seconds)}${scopes === undefined ? "" : `, for ${scopes.join(", ")} only`}, and write it to the secret ${secret_scope}/${secret_key}? Whoever may read that scope can act with it.`,
  async run(ctx, { secret_scope: scope, secret_key: key, lifetime_seconds = LIFETIME, ...fields }) {
    const there = await secrets.listSecrets(ctx.client, { scope });
    if (there.some((one) => one.key === key)) {
      throw new ToolError(`The scope has a secret ${key} already.`, {
        next: "Choose another key; nothing was created.",
      });
    }
    const making = makeInto(ctx, { scope, key }, { lifetime_seconds, ...fields });
    ctx.detach(making.catch(() => undefined));
    const { token_id, expiry_time } = await making;
    return {
      token_id,
      ...compact({ expires: isoTime(expiry_time) }),
      reference: `{{secrets/${scope}/${key}}}`,
    };
  },
});

const lasting = (seconds: number): string =>
  seconds >= 2 * DAY ? `${Math.round(seconds / DAY)} days` : `${Math.round(seconds / 60)} minutes`;

/** Creating and writing; revoking has a time of its own. */
const MAKING_MS = 30_000;
const REVOKING_MS = 10_000;

/**
 * Creates the token and writes its value. A cancelled call does not reach into this: a token whose creation nobody
 * waited for would be one that nobody knows of. What cannot be written, or is no longer wanted, is revoked.
 */
async function makeInto(
  ctx: Context,
  secret: { scope: string; key: string },
  fields: api.NewToken,
): Promise<api.Token> {
  const client = ctx.client.bind({ signal: AbortSignal.timeout(MAKING_MS) });
  const { token_value, token_info } = await api.createToken(client, fields).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.outcome !== "unknown") throw error;
    throw new ToolError("Whether the token was created is unknown; nothing was written to the scope.", {
      next: "Look with list_tokens, and revoke one that should not be there.",
    });
  });
  if (ctx.signal.aborted) {
    await revoke(ctx, token_info);
    return token_info;
  }
  await secrets.putSecret(client, { ...secret, string_value: token_value }).catch(async (error: unknown) => {
    const gone = await revoke(ctx, token_info);
    const where = `The token was created but could not be written to ${secret.scope}/${secret.key}`;
    throw new ToolError(gone ? `${where}, so it was revoked again.` : `${where}, and revoking it failed too.`, {
      next: gone ? afterRevoking(error) : `Call revoke_token with token_id ${token_info.token_id} now.`,
      ...(error instanceof ApiError && { quoted: error.message.replaceAll(token_value, "[redacted]") }),
    });
  });
  return token_info;
}

function afterRevoking(error: unknown): string {
  if (!(error instanceof ApiError)) return "Call again once.";
  if (error.kind === "permission") return "The caller needs WRITE on the scope: see list_secret_acls.";
  if (["transport", "timeout", "cancelled", "internal", "bad-response"].includes(error.kind))
    return "The secret may hold the dead value: look with list_secrets, and delete it.";
  return error.next ?? "See what the workspace says, then call again.";
}

const revoke = (ctx: Context, { token_id }: api.Token): Promise<boolean> =>
  api.deleteToken(ctx.client.bind({ signal: AbortSignal.timeout(REVOKING_MS) }), { token_id }).then(
    () => true,
    (error: unknown) => {
      ctx.log.warning("a token that nobody has could not be revoked", { token_id, error: String(error) });
      return false;
    },
  );

export const revokeToken = tokens.tool({
  name: "revoke_token",
  title: "Revoke a token",
  description: "Revokes a token for good.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ token_id: tokenId, as_admin: asAdmin.describe("Somebody else's") }),
  output: z.object({ token_id: z.string(), revoked: z.literal(true) }),
  async confirm({ token_id, as_admin }, ctx) {
    const found = as_admin
      ? await api.getAnyToken(ctx.client, { token_id })
      : (await api.listTokens(ctx.client)).find((one) => one.token_id === token_id);
    const comment = found?.comment ? ` "${oneLine(found.comment, 200)}"` : "";
    const owner = found?.created_by_username ? ` of ${oneLine(found.created_by_username, 200)}` : "";
    return `Revoke the token${comment}${owner} (${token_id}) for good? Whatever signs in with it fails at once; it may be the one this server uses.`;
  },
  async run(ctx, { token_id, as_admin }) {
    await (as_admin ? api.deleteAnyToken : api.deleteToken)(ctx.client, { token_id });
    return { token_id, revoked: true as const };
  },
});
