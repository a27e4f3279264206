import type { Clock } from "../http/clock.ts";
import { loginError } from "./token-call.ts";

export interface Token {
  readonly value: string;
  /** On the wall clock, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** For an answer that does not say, or says nonsense: a refused token is replaced anyway. */
const DEFAULT_LIFE_MS = 5 * 60_000;
const MAX_LIFE_MS = 24 * 3_600_000;

/** A token out of a service's answer: `access_token` (or another field) with `expires_in`, `expires_on` or `expiry`. */
export function readToken(
  answer: Readonly<Record<string, unknown>>,
  { service, clock, field = "access_token" }: { service: string; clock: Clock; field?: string },
): Token {
  const value = answer[field];
  if (typeof value !== "string" || value === "") throw loginError(`${service} answered without a token.`);
  return { value: checkedToken(value, service), expiresAt: expiry(answer, clock.wall()) };
}

/** Refuses, without showing it, a token that cannot stand in a header. */
export function checkedToken(value: string, service: string): string {
  if (/^[\x21-\x7e]{1,16384}$/.test(value)) return value;
  throw loginError(`${service} gave a token with characters that no token has.`);
}

function expiry(answer: Readonly<Record<string, unknown>>, wall: number): number {
  const life = number(answer.expires_in) * 1000;
  const at = number(answer.expires_on) * 1000;
  const ends = life > 0 ? wall + life : at > 0 ? at : dateOf(answer.expiry ?? answer.expiresOn);
  return ends > wall ? Math.min(ends, wall + MAX_LIFE_MS) : wall + DEFAULT_LIFE_MS;
}

const number = (value: unknown): number =>
  typeof value === "number" || (typeof value === "string" && /^\d{1,15}(\.\d{1,9})?$/.test(value))
    ? Number(value)
    : Number.NaN;

/** RFC 3339, nanoseconds and all, or `YYYY-MM-DD HH:MM:SS.ffffff` in local time, as the Azure CLI writes it. */
function dateOf(value: unknown): number {
  if (typeof value !== "string" || value.length > 64) return Number.NaN;
  return Date.parse(
    value
      .trim()
      .replace(/(\.\d{3})\d*/, "$1")
      .replace(" ", "T"),
  );
}

/** The `exp` of a JWT, unverified: it only says when to ask again. */
export function expiryOfJwt(jwt: string, clock: Clock): number {
  const payload = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8");
  const exp = /"exp"\s*:\s*(\d{1,12})/.exec(payload)?.[1];
  return expiry({ expires_on: exp }, clock.wall());
}
