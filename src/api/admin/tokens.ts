import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

/** What is known of a token, never its value. Times are epoch milliseconds; `expiry_time` −1 is never. */
const token = z.looseObject({
  token_id: z.string(),
  comment: text,
  creation_time: int64.nullish(),
  expiry_time: int64.nullish(),
  scopes: z.array(z.string()).nullish(),
  created_by_username: text,
  owner_id: id64.nullish(),
  last_used_day: int64.nullish(),
});
export type Token = z.output<typeof token>;

const tokens = z.looseObject({ token_infos: z.array(token).nullish() });

/** The caller's own. `GET /api/2.0/token/list` */
export const listTokens = async (client: Client): Promise<readonly Token[]> =>
  (await client.get("tokens.list", "/api/2.0/token/list", tokens)).token_infos ?? [];

/** Everybody's; for admins. `GET /api/2.0/token-management/tokens` */
export const listAllTokens = async (
  client: Client,
  query: { created_by_username?: string | undefined },
): Promise<readonly Token[]> =>
  (await client.get("tokenManagement.list", "/api/2.0/token-management/tokens", tokens, { query })).token_infos ?? [];

/** Anybody's; for admins. `GET /api/2.0/token-management/tokens/{token_id}` */
export const getAnyToken = async (client: Client, { token_id }: { token_id: string }): Promise<Token> => {
  const answer = z.looseObject({ token_info: token });
  return (await located(client.get("tokenManagement.get", path`/api/2.0/token-management/tokens/${token_id}`, answer)))
    .token_info;
};

export interface NewToken {
  readonly comment?: string | undefined;
  readonly lifetime_seconds: number;
  readonly scopes?: readonly string[] | undefined;
}

/** The answer holds the value, this once: it must go nowhere but into a secret. `POST /api/2.0/token/create` */
export const createToken = (client: Client, body: NewToken): Promise<{ token_value: string; token_info: Token }> => {
  const answer = z.looseObject({ token_value: z.string().min(1), token_info: token });
  return client.post("tokens.create", "/api/2.0/token/create", answer, { body }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.errorCode !== "QUOTA_EXCEEDED") throw error;
    throw error.with({ next: "Revoke tokens that nobody needs: list_tokens, then revoke_token." });
  });
};

/** The caller's own. `POST /api/2.0/token/delete` */
export const deleteToken = (client: Client, body: { token_id: string }) =>
  located(client.post("tokens.delete", "/api/2.0/token/delete", nothing, { body, replay: "safe" }));

/** Anybody's; for admins. `DELETE /api/2.0/token-management/tokens/{token_id}` */
export const deleteAnyToken = (client: Client, { token_id }: { token_id: string }) =>
  located(client.delete("tokenManagement.delete", path`/api/2.0/token-management/tokens/${token_id}`, nothing));

const located = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: "Find the token with list_tokens; a token of somebody else takes as_admin: true." });
  });
