import * as z from "zod";
import * as secrets from "../../api/admin/secrets.ts";
import * as api from "../../api/admin/tokens.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, listed, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { flag, objectName, text, texts } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { ownIdentity } from "./own-identity.ts";
import { secretObject } from "./secret-facts.ts";

const tokens = defineToolset({
  id: "tokens",
  title: "Tokens",
  summary: "Personal access tokens: list, revoke, and create one whose value goes directly into a secret scope.",
  default: false,
  presets: { admin: true },
  finders: "list_tokens",
});

const asAdmin = z.boolean().optional();
const tokenId = z
  .string()
  .refine((id) => /^[\w-]{1,128}$/.test(id), "must be an ID from list_tokens")
  .describe("From list_tokens");

/** −1 means never. */
const hasExpired = ({ expiry_time }: api.AccessToken): boolean =>
  typeof expiry_time === "number" && expiry_time >= 0 && expiry_time <= Date.now();

/** A token, without its value. */
const tokenView = view(
  {
    token_id: z.string(),
    comment: text,
    created_by_username: text,
    created: text,
    expires: text,
    expired: flag,
    last_used: text,
    scopes: texts,
  },
  (token: api.AccessToken) => ({
    token_id: token.token_id,
    comment: token.comment,
    created_by_username: token.created_by_username,
    created: isoTime(token.creation_time),
    expires: token.expiry_time === -1 ? "never" : isoTime(token.expiry_time),
    expired: hasExpired(token) || undefined,
    last_used: isoTime(token.last_used_day)?.slice(0, 10),
    scopes: token.scopes,
  }),
);

export const listTokens = tokens.tool({
  name: "list_tokens",
  title: "List tokens",
  description:
    "Lists the personal access tokens of the caller, without their values. Admins can list the tokens of all users.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    as_admin: asAdmin.describe("List the tokens of all users; requires admin"),
    created_by_username: z.string().min(1).max(255).optional().describe("Only tokens of this user; requires admin"),
  }),
  output: z.object({ tokens: z.array(tokenView.schema) }),
  async run(ctx, { as_admin, created_by_username }) {
    const all = as_admin || created_by_username !== undefined;
    const found = all ? await api.listAllTokens(ctx.client, { created_by_username }) : await api.listTokens(ctx.client);
    return { tokens: found.map((token) => tokenView(token)) };
  },
});

const isName = (text: string): boolean => /^[\w.@-]+$/.test(text);
const name = (description: string) =>
  z.string().max(128).refine(isName, "may contain only letters, digits, - _ . and @").describe(description);
const DAY = 86_400;
const LIFETIME = 90 * DAY;

export const createToken = tokens.tool({
  name: "create_token",
  title: "Create a token",
  description:
    "Creates a personal access token of the caller and writes its value directly to a secret. The value is never shown.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    scope: name("Existing secret scope to write to"),
    key: name("Key in that scope"),
    overwrite: z.boolean().default(false).describe("Replace the secret, to rotate a token"),
    comment: z.string().max(256).optional().describe("Purpose of the token; names the secret by default"),
    lifetime_seconds: z
      .number()
      .int()
      .min(60)
      .max(730 * DAY)
      .optional()
      .describe("Lifetime in seconds; 90 days by default"),
    scopes: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(50)
      .optional()
      .describe("API scopes that the token is limited to"),
  }),
  output: z.object({
    token_id: z.string(),
    expires: text,
    reference: z.string(),
    earlier: texts.describe("IDs of the tokens with the same comment"),
    next: text,
  }),
  aliases: { secret_scope: "scope", secret_key: "key" },
  async affects({ scope, key, overwrite, lifetime_seconds = LIFETIME, scopes }, ctx) {
    const replaces = await checkKey(ctx, { scope, key }, overwrite);
    const [own, readers] = await Promise.all([ownIdentity(ctx), readersOf(ctx, scope)]);
    const identity = own?.user_name ?? own?.application_id ?? "the identity that this server runs as";
    const limit = scopes === undefined ? say`` : say` It is limited to ${listed(scopes)}.`;
    return {
      effect: "Create a personal access token and write it to",
      objects: [secretObject(scope, key)],
      consequences: [
        {
          reason: "identity",
          text: say`The token acts as ${identity} for ${{ sentence: durationInWords(lifetime_seconds) }}.${limit}`,
        },
        readers,
        ...(replaces ? [REPLACED] : []),
      ],
    };
  },
  async run(ctx, { scope, key, overwrite, lifetime_seconds = LIFETIME, ...fields }) {
    const replaced = await checkKey(ctx, { scope, key }, overwrite);
    const comment = fields.comment ?? `${scope}/${key}`;
    const before = replaced ? (await api.listTokens(ctx.client)).filter((token) => token.comment === comment) : [];
    const creation = createInSecret(ctx, { scope, key }, { lifetime_seconds, ...fields, comment });
    ctx.detach(creation.catch(() => undefined));
    const { token_id, expiry_time } = await creation;
    return {
      token_id,
      expires: isoTime(expiry_time),
      reference: `{{secrets/${scope}/${key}}}`,
      earlier: before.map((token) => token.token_id),
      next: replaced ? REVOKE_EARLIER : undefined,
    };
  },
});

const REPLACED: Consequence = {
  reason: "replacement",
  text: say`The current value of the secret is replaced. If it is a token, that token stays valid until it is revoked.`,
};
const REVOKE_EARLIER =
  "The earlier token is still valid. Once nothing uses it any more, revoke it with revoke_token; see earlier or list_tokens.";

/**
 * Whether the scope has a secret of this key.
 * @throws {ToolError} If it has, and it must not be replaced
 */
async function checkKey(
  ctx: Context,
  { scope, key }: { scope: string; key: string },
  overwrite: boolean,
): Promise<boolean> {
  const existing = await secrets.listSecrets(ctx.client, { scope });
  const has = existing.some((one) => one.key === key);
  if (!has || overwrite) return has;
  throw new ToolError(`The scope already has a secret ${key}; nothing was created.`, {
    next: "Choose another key, or replace the secret with overwrite: true.",
  });
}

/** Who can use a token that is written to the scope, as far as the caller may see its ACLs. */
async function readersOf(ctx: Context, scope: string): Promise<Consequence> {
  const acls = await secrets.listAcls(ctx.client, { scope }).catch(() => []);
  const readers = acls.map(({ principal }) => principal);
  const text =
    readers.length === 0
      ? say`Anyone who can read that scope can use the token.`
      : say`These can read that scope and use the token: ${listed(readers)}.`;
  return { reason: "outbound", text };
}

const durationInWords = (seconds: number): string =>
  seconds >= 2 * DAY ? `${Math.round(seconds / DAY)} days` : `${Math.round(seconds / 60)} minutes`;

/** Time limit for creating and writing the token; revoking it has its own. */
const CREATING_MS = 30_000;
const REVOKING_MS = 10_000;

/**
 * Creates the token and writes its value to the secret. Cancelling the call does not interrupt this, because it could
 * leave a token that no one knows of. A token that cannot be written, or is no longer wanted, is revoked.
 *
 * @throws {ToolError} If the value could not be written, or if it is unknown whether the token was created
 */
async function createInSecret(
  ctx: Context,
  secret: { scope: string; key: string },
  fields: api.NewToken,
): Promise<api.AccessToken> {
  const client = ctx.client.bind({ signal: AbortSignal.timeout(CREATING_MS) });
  const { token_value, token_info } = await api.createToken(client, fields).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.outcome !== "unknown") throw error;
    throw new ToolError("It is unknown whether the token was created; nothing was written to the scope.", {
      next: "Check list_tokens and revoke a token that should not exist.",
    });
  });
  if (ctx.signal.aborted) {
    await revoke(ctx, token_info);
    return token_info;
  }
  await secrets.putSecret(client, { ...secret, string_value: token_value }).catch(async (error: unknown) => {
    const revoked = await revoke(ctx, token_info);
    const failure = `The token was created but could not be written to ${secret.scope}/${secret.key}`;
    throw new ToolError(revoked ? `${failure}, so it was revoked.` : `${failure}, and revoking it failed too.`, {
      next: revoked ? nextStepAfterRevoking(error) : `Call revoke_token with token_id ${token_info.token_id} now.`,
      ...(error instanceof ApiError && { quoted: error.message.replaceAll(token_value, "[redacted]") }),
    });
  });
  return token_info;
}

function nextStepAfterRevoking(error: unknown): string {
  if (!(error instanceof ApiError)) return "Call create_token again once.";
  if (error.kind === "permission") return "The caller needs WRITE on the scope; check list_secret_acls.";
  if (["transport", "timeout", "cancelled", "internal", "bad-response"].includes(error.kind))
    return "The secret may contain the revoked value. Check list_secrets and delete it.";
  return error.next ?? "Fix the cause named below, then call create_token again.";
}

const revoke = (ctx: Context, { token_id }: api.AccessToken): Promise<boolean> =>
  api.deleteToken(ctx.client.bind({ signal: AbortSignal.timeout(REVOKING_MS) }), { token_id }).then(
    () => true,
    (error: unknown) => {
      ctx.log.warning("an unused token could not be revoked", { token_id, error: String(error) });
      return false;
    },
  );

export const revokeToken = tokens.tool({
  name: "revoke_token",
  title: "Revoke a token",
  description: "Permanently revokes a token. Clients that use it can no longer sign in.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    token_id: tokenId,
    as_admin: asAdmin.describe("Revoke a token of another user; requires admin"),
  }),
  output: z.object({ token_id: z.string(), name: objectName, revoked: z.literal(true) }),
  aliases: { id: "token_id" },
  covers: "tokens.delete",
  alsoCovers: [{ operation: "tokenManagement.delete", args: ({ token_id }) => [{ token_id, as_admin: true }] }],
  async affects({ token_id, as_admin }, ctx) {
    const found = as_admin
      ? await api.getAnyToken(ctx.client, { token_id })
      : (await api.listTokens(ctx.client)).find((one) => one.token_id === token_id);
    const { comment, created_by_username: owner } = found ?? {};
    return {
      effect: "Permanently revoke",
      objects: [{ kind: "personal access token", name: comment, id: token_id, details: { owner } }],
      // Nothing is lost with a token that does not exist.
      consequences: found ? await lossWith(ctx, found, as_admin === true ? owner : undefined) : [],
    };
  },
  async run(ctx, { token_id, as_admin }) {
    await (as_admin ? api.deleteAnyToken : api.deleteToken)(ctx.client, { token_id });
    return { token_id, revoked: true as const };
  },
});

/** Who can no longer sign in without this token. */
async function lossWith(
  ctx: Context,
  token: api.AccessToken,
  owner: string | null | undefined,
): Promise<Consequence[]> {
  if (hasExpired(token)) return [{ reason: "loss", text: say`It has expired, so no client can sign in with it.` }];
  return [
    { reason: "loss", text: say`Clients that sign in with it will fail immediately.` },
    ...(await ownTokenWarning(ctx, owner)),
  ];
}

/** The platform has no request that returns the token in use. */
async function ownTokenWarning(ctx: Context, owner: string | null | undefined): Promise<Consequence[]> {
  if (ctx.settings.authType !== "pat") return [];
  const own = await ownIdentity(ctx);
  const mayBeOwn = !owner || !own || owner === own.user_name || owner === own.application_id;
  return mayBeOwn
    ? [{ reason: "others", text: say`It may be the token that this server signs in with, which then loses access.` }]
    : [];
}
