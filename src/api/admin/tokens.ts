import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

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
/** A personal access token without its value. Times are in epoch milliseconds; `expiry_time` −1 means never. */
export type AccessToken = z.output<typeof token>;

const tokens = z.looseObject({ token_infos: z.array(token).nullish() });

/** The caller's tokens. `GET /api/2.0/token/list` */
export const listTokens = async (client: Client): Promise<readonly AccessToken[]> =>
  (await client.get("tokens.list", "/api/2.0/token/list", tokens)).token_infos ?? [];

/**
 * The tokens of all users, or of one. `GET /api/2.0/token-management/tokens`
 *
 * @throws {ApiError} `permission` for a caller who is not an admin
 */
export const listAllTokens = async (
  client: Client,
  query: { created_by_username?: string | undefined },
): Promise<readonly AccessToken[]> =>
  (await client.get("tokenManagement.list", "/api/2.0/token-management/tokens", tokens, { query })).token_infos ?? [];

/**
 * A token of any user. `GET /api/2.0/token-management/tokens/{token_id}`
 *
 * @throws {ApiError} `not-found`, or `permission` for a caller who is not an admin
 */
export const getAnyToken = async (client: Client, { token_id }: { token_id: string }): Promise<AccessToken> => {
  const response = z.looseObject({ token_info: token });
  return (
    await withListTool(client.get("tokenManagement.get", path`/api/2.0/token-management/tokens/${token_id}`, response))
  ).token_info;
};

/** Fields of a token to create. */
export interface NewToken {
  readonly comment?: string | undefined;
  readonly lifetime_seconds: number;
  readonly scopes?: readonly string[] | undefined;
}

/**
 * Creates a token of the caller. Only this response has the value, which may be written to a secret and nowhere else.
 * `POST /api/2.0/token/create`
 *
 * @throws {ApiError} `QUOTA_EXCEEDED` if the caller has too many tokens
 */
export const createToken = (
  client: Client,
  body: NewToken,
): Promise<{ token_value: string; token_info: AccessToken }> => {
  const response = z.looseObject({ token_value: z.string().min(1), token_info: token });
  return client.post("tokens.create", "/api/2.0/token/create", response, { body }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.errorCode !== "QUOTA_EXCEEDED") throw error;
    throw error.with({ next: "Revoke unused tokens: find them with list_tokens, then call revoke_token." });
  });
};

/** Revokes a token of the caller. `POST /api/2.0/token/delete` @throws {ApiError} `not-found` */
export const deleteToken = (client: Client, body: { token_id: string }) =>
  withListTool(client.post("tokens.delete", "/api/2.0/token/delete", nothing, { body, replay: "safe" }));

/**
 * Revokes a token of any user. `DELETE /api/2.0/token-management/tokens/{token_id}`
 *
 * @throws {ApiError} `not-found`, or `permission` for a caller who is not an admin
 */
export const deleteAnyToken = (client: Client, { token_id }: { token_id: string }) =>
  withListTool(client.delete("tokenManagement.delete", path`/api/2.0/token-management/tokens/${token_id}`, nothing));

/** Adds the list tool to a `not-found` error. */
const withListTool = <T>(response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: "Find the token with list_tokens. A token of another user requires as_admin: true." });
  });
