import { sign } from "node:crypto";
import type { Clock } from "../../http/clock.ts";
import { bearer } from "../method.ts";
import { expiryOfJwt, readToken, type Token } from "../token-answer.ts";
import { askJson, loginError, type TokenCall } from "../token-call.ts";
import type { Grant } from "../token-source.ts";

const SERVICE = "Google's token service";
const TOKEN_URL = "https://oauth2.googleapis.com/token";
export const GOOGLE_SCOPES = "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/compute";

/** A service account's key, as Google's console saves it. */
export interface ServiceAccount {
  readonly email: string;
  readonly key: string;
}

/** Throws, without showing it, when the text is no such key. */
export function readServiceAccount(text: string, source: string): ServiceAccount {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error(`${source} is neither a file that can be read nor the JSON of a service account key.`);
  }
  const { client_email: email, private_key: key } = (parsed ?? {}) as Record<string, unknown>;
  if (typeof email === "string" && typeof key === "string") return { email, key };
  throw new Error(`${source} is no service account key: client_email or private_key is missing.`);
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Trades an assertion the account signs (RS256) for a token; `claim` says which. */
export async function assertedToken(
  { call, clock }: { call: TokenCall; clock: Clock },
  { email, key }: ServiceAccount,
  claim: { target_audience: string } | { scope: string },
  signal: AbortSignal,
): Promise<Token> {
  const now = Math.floor(clock.wall() / 1000);
  const body = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iss: email, sub: email, aud: TOKEN_URL, iat: now, exp: now + 3600, ...claim })}`;
  let signature: string;
  try {
    signature = sign("RSA-SHA256", Buffer.from(body), key).toString("base64url");
  } catch {
    throw loginError("The private key of the Google service account cannot sign: it is not an RSA key.");
  }
  const assertion = `${body}.${signature}`;
  const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
  const answer = await askJson(call, { service: SERVICE, url: TOKEN_URL, form, secrets: [assertion] }, signal);
  if (!("target_audience" in claim)) return readToken(answer, { service: SERVICE, clock });
  const { value } = readToken(answer, { service: SERVICE, clock, field: "id_token" });
  return { value, expiresAt: expiryOfJwt(value, clock) };
}

/** The ID token as the login, and beside it the access token where it can be had: workspaces do without. */
export async function googleGrant(
  idToken: () => Promise<Token>,
  accessToken: () => Promise<Token>,
  signal: AbortSignal,
): Promise<Grant> {
  const optional = accessToken().catch(() => {
    signal.throwIfAborted();
    return undefined;
  });
  const [id, access] = await Promise.all([idToken(), optional]);
  return {
    headers: { ...bearer(id.value), ...(access && { "x-databricks-gcp-sa-access-token": access.value }) },
    expiresAt: Math.min(id.expiresAt, access?.expiresAt ?? Number.POSITIVE_INFINITY),
  };
}
