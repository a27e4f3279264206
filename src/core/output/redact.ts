import { hiddenAt, isPlain, strip } from "./fence.ts";
import { isSecretField, PARTIAL, PARTIAL_HINTS, WHOLE, WHOLE_HINTS } from "./secret-shapes.ts";

/** Masks secrets in a string. Linear time, idempotent; valid JSON stays valid. */
export type Redactor = (text: string) => string;

/** Stands for a secret. */
export const MASK = "[redacted]";

/** Shorter secrets are not masked, because they also occur in ordinary text. */
const MIN_SECRET = 6;

/** Every encoding in which a registered secret may appear. */
function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  return [
    secret,
    secret.toUpperCase(),
    secret.toLowerCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    ...[0, 1, 2].flatMap((offset) => base64Within(bytes, offset)),
  ];
}

/** The base64 characters that depend only on `bytes` when `offset` (0 to 2) bytes of a group come before them. */
function base64Within(bytes: Buffer, offset: number): string[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const inner = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
}

/**
 * A redactor for these secrets (tokens, proxy passwords) and for anything that has the format of a known kind of secret.
 * A secret with hidden characters in it is masked as well; other text keeps them.
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = [...new Set(secrets.filter((secret) => secret.length >= MIN_SECRET).flatMap(encodings))]
    .filter((encoded) => encoded.length >= MIN_SECRET)
    .sort((a, b) => b.length - a.length);
  const mask = (text: string): string => {
    let out = text;
    for (const secret of known) if (out.includes(secret)) out = out.replaceAll(secret, MASK);
    if (WHOLE_HINTS.some((hint) => out.includes(hint))) out = out.replace(WHOLE, MASK);
    if (!PARTIAL_HINTS.test(out)) return out;
    for (const pattern of PARTIAL) {
      if (pattern.source.includes(":\\/\\/") && !out.includes("://")) continue;
      out = out.replace(pattern, (_, kept: string, after: unknown) => `${kept}${MASK}${after === "@" ? after : ""}`);
    }
    return out;
  };
  return (text) => (isPlain(text) ? mask(text) : maskSeen(text, mask));
}

/**
 * Masks what a reader would see without hidden characters, such as a token with a zero-width space in it or text in
 * UTF-16 with a NUL after every character. Hidden characters outside the masked part stay.
 */
function maskSeen(text: string, mask: Redactor): string {
  const { text: seen, removed } = strip(text);
  const masked = mask(seen);
  if (removed === 0) return masked;
  if (masked === seen) return text;
  let start = 0;
  while (start < masked.length && masked[start] === seen[start]) start++;
  let end = 0;
  const rest = Math.min(seen.length, masked.length) - start;
  while (end < rest && masked[masked.length - 1 - end] === seen[seen.length - 1 - end]) end++;
  const hidden = hiddenAt(text);
  const before = text.slice(0, placeOf(start, hidden));
  const after = text.slice(placeOf(seen.length - end, hidden));
  return `${before}${masked.slice(start, masked.length - end)}${after}`;
}

/** The place in a text of the character at `at` in the text without its hidden characters, whose places are `hidden`. */
function placeOf(at: number, hidden: readonly { readonly start: number; readonly length: number }[]): number {
  let place = at;
  for (const { start, length } of hidden) {
    if (start > place) break;
    place += length;
  }
  return place;
}

/** Also masks credentials among the arguments, recognized by their key: the platform may repeat them in an error. */
export function withSecretsOf(redact: Redactor, args: unknown): Redactor {
  const given = secretsIn(args, false);
  if (given.length === 0) return redact;
  const own = createRedactor(given);
  return (text) => redact(own(text));
}

function secretsIn(value: unknown, secret: boolean): string[] {
  if (typeof value === "string") return secret ? [value] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => secretsIn(item, secret || isSecretField(key)));
}

/** Masks secrets in a tree: strings by their value, credential fields by their key. */
export function redactTree(value: unknown, redact: Redactor): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactTree(item, redact));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redact(key), isMasked(key, item) ? MASK : redactTree(item, redact)]),
  );
}

/** Whether a field's value is a credential by its key. */
export const isMasked = (key: string, value: unknown): boolean =>
  value !== null && value !== undefined && isSecretField(key);
