import type { Clock } from "../http/clock.ts";
import { loginError } from "./token-call.ts";

/** A token and its expiry. */
export interface FetchedToken {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** For a response without a valid expiry. A token that expires earlier is replaced when the workspace refuses it. */
const DEFAULT_LIFE_MS = 5 * 60_000;
const MAX_LIFE_MS = 24 * 3_600_000;

/**
 * Reads the token of a response (RFC 6749, 5.1): `access_token` or another field, with `expires_in`, `expires_on` or
 * `expiry`. Its life is at most a day; without a valid expiry it is 5 minutes.
 * @throws {ApiError} `auth` if there is no token
 */
export function readToken(
  response: Readonly<Record<string, unknown>>,
  { service, clock, field = "access_token" }: { service: string; clock: Clock; field?: string },
): FetchedToken {
  const value = response[field];
  if (typeof value !== "string" || value === "") throw loginError(`${service} returned a response without a token.`);
  return { value: checkedToken(value, service), expiresAt: expiryOf(response, clock.wall()) };
}

/**
 * Returns the token if it can be sent in a header.
 * @throws {ApiError} `auth` for other characters or more than 16 KiB; the message does not show the token
 */
export function checkedToken(value: string, service: string): string {
  if (/^[\x21-\x7e]{1,16384}$/.test(value)) return value;
  throw loginError(`${service} returned a token with invalid characters.`);
}

function expiryOf(response: Readonly<Record<string, unknown>>, wall: number): number {
  const life = numberOf(response.expires_in) * 1000;
  const at = numberOf(response.expires_on) * 1000;
  const ends = life > 0 ? wall + life : at > 0 ? at : dateOf(response.expiry ?? response.expiresOn);
  return ends > wall ? Math.min(ends, wall + MAX_LIFE_MS) : wall + DEFAULT_LIFE_MS;
}

const numberOf = (value: unknown): number =>
  typeof value === "number" || (typeof value === "string" && /^\d{1,15}(\.\d{1,9})?$/.test(value))
    ? Number(value)
    : Number.NaN;

/** RFC 3339 with up to nanoseconds, or `YYYY-MM-DD HH:MM:SS.ffffff` in local time, as the Azure CLI writes it. */
function dateOf(value: unknown): number {
  if (typeof value !== "string" || value.length > 64) return Number.NaN;
  return Date.parse(
    value
      .trim()
      .replace(/(\.\d{3})\d*/, "$1")
      .replace(" ", "T"),
  );
}

/**
 * The `exp` claim of a JWT (RFC 7519, 4.1.4) in milliseconds since 1970. The signature is not verified, because the
 * value only decides when to fetch the next token.
 */
export function expiryOfJwt(jwt: string, clock: Clock): number {
  const payload = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8");
  const exp = /"exp"\s*:\s*(\d{1,12})/.exec(payload)?.[1];
  return expiryOf({ expires_on: exp }, clock.wall());
}
