/** Masks secrets in a string. Linear time, idempotent; valid JSON stays valid. */
export type Redactor = (text: string) => string;

const MASK = "[redacted]";

// Each branch is a literal prefix and one bounded character class, so that matching is linear (R6, R11).
const SHAPES = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])(?:dapi|dkea|dose|dsapi|dp1v)[0-9a-f]{16,64}(?:-\d{1,3})?`,
    String.raw`\beyJ[\w-]{8,4096}\.[\w-]{8,8192}\.[\w-]{8,4096}`,
    String.raw`(?<![A-Za-z0-9])AKIA[0-9A-Z]{16}\b`,
    String.raw`-----BEGIN [A-Z ]{1,40}PRIVATE KEY-----[A-Za-z0-9+/=\\\s]{0,16384}(?:-----END [A-Z ]{1,40}PRIVATE KEY-----)?`,
  ].join("|"),
  "g",
);
const BEARER = /\b(bearer|basic)[ \t]{1,4}[\w.~+/=-]{8,8192}/gi;
const SIGNED =
  /([?&;](?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|X-Goog-Signature|sig|signature)=)[^&\s"'<>\\]{1,4096}/gi;
const USERINFO = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'\\:]{1,256}:[^\s/@"'\\]{1,512}@/gi;

/** Keys whose value is a credential at any depth (the lists of the official SDKs, and ours). */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  "access_token",
  "refresh_token",
  "id_token",
  "token_value",
  "client_secret",
  "password",
  "personal_access_token",
  "string_value",
  "bytes_value",
  "external_link",
  "external_links",
  "http_headers",
  "signed_uri",
]);

/** Every encoding in which a registered secret may appear. */
const encodings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64"),
  Buffer.from(secret).toString("base64url"),
];

/**
 * A redactor for these secrets (tokens, proxy passwords) and for anything that has the format of a known kind of secret.
 * Secrets shorter than six characters are not masked, because they also occur in ordinary text.
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = [...new Set(secrets.filter((secret) => secret.length >= 6).flatMap(encodings))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => {
    let out = text;
    for (const secret of known) if (out.includes(secret)) out = out.replaceAll(secret, MASK);
    return out
      .replace(SHAPES, MASK)
      .replace(BEARER, `$1 ${MASK}`)
      .replace(SIGNED, `$1${MASK}`)
      .replace(USERINFO, `$1${MASK}@`);
  };
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
  return Object.entries(value).flatMap(([key, item]) => secretsIn(item, secret || SECRET_KEYS.has(key.toLowerCase())));
}

/** Masks secrets in a tree: strings by their value, credential fields by their key. */
export function redactTree(value: unknown, redact: Redactor): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactTree(item, redact));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redact(key),
      SECRET_KEYS.has(key.toLowerCase()) && item !== null && item !== undefined ? MASK : redactTree(item, redact),
    ]),
  );
}
