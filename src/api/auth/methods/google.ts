import { sign } from "node:crypto";
import { parsedJson, recordOf } from "../../../records.ts";
import type { Clock } from "../../http/clock.ts";
import { bearerHeader } from "../method.ts";
import { askJson, loginError, type TokenCall } from "../token-call.ts";
import { expiryOfJwt, type FetchedToken, readToken } from "../token-response.ts";
import type { LoginGrant } from "../token-source.ts";

const SERVICE = "Google's token service";
const TOKEN_URL = "https://oauth2.googleapis.com/token";
/** Scopes of the access token that Databricks requires, separated by a space. */
export const GOOGLE_SCOPES = "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/compute";

/** The key of a service account. */
export interface ServiceAccount {
  readonly email: string;
  readonly key: string;
}

/**
 * Reads the key of a service account, as Google's console saves it. `source`: where the text comes from, for messages.
 * @throws {Error} if the text is not such a key; the message does not show it
 */
export function readServiceAccount(text: string, source: string): ServiceAccount {
  const parsed = parsedJson(text);
  if (parsed === undefined) {
    throw new Error(`${source} is neither a readable file nor the JSON of a service account key.`);
  }
  const { client_email: email, private_key: key } = recordOf(parsed);
  if (typeof email === "string" && typeof key === "string") return { email, key };
  throw new Error(`${source} is not a service account key: client_email or private_key is missing.`);
}

const jwtPart = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * Exchanges an assertion signed by the account (RS256, RFC 7523) for a token: an ID token for a `target_audience`, or
 * an access token for a `scope`.
 * @throws {ApiError} `auth` if the key cannot sign; otherwise as `askJson`
 */
export async function assertedToken(
  { call, clock }: { call: TokenCall; clock: Clock },
  { email, key }: ServiceAccount,
  claim: { target_audience: string } | { scope: string },
  signal: AbortSignal,
): Promise<FetchedToken> {
  const now = Math.floor(clock.wall() / 1000);
  const body = `${jwtPart({ alg: "RS256", typ: "JWT" })}.${jwtPart({ iss: email, sub: email, aud: TOKEN_URL, iat: now, exp: now + 3600, ...claim })}`;
  let signature: string;
  try {
    signature = sign("RSA-SHA256", Buffer.from(body), key).toString("base64url");
  } catch {
    throw loginError("The private key of the Google service account cannot sign: it is not an RSA key.");
  }
  const assertion = `${body}.${signature}`;
  const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
  const response = await askJson(call, { service: SERVICE, url: TOKEN_URL, form, secrets: [assertion] }, signal);
  if (!("target_audience" in claim)) return readToken(response, { service: SERVICE, clock });
  const { value } = readToken(response, { service: SERVICE, clock, field: "id_token" });
  return { value, expiresAt: expiryOfJwt(value, clock) };
}

/**
 * The headers of a Google identity: the ID token, and the access token if it can be fetched, because workspaces work
 * without it.
 */
export async function googleGrant(
  idToken: () => Promise<FetchedToken>,
  accessToken: () => Promise<FetchedToken>,
  signal: AbortSignal,
): Promise<LoginGrant> {
  const optional = accessToken().catch(() => {
    signal.throwIfAborted();
    return undefined;
  });
  const [id, access] = await Promise.all([idToken(), optional]);
  return {
    headers: { ...bearerHeader(id.value), ...(access && { "x-databricks-gcp-sa-access-token": access.value }) },
    expiresAt: Math.min(id.expiresAt, access?.expiresAt ?? Number.POSITIVE_INFINITY),
  };
}
