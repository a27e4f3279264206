// Formats of secrets. Each branch is a literal prefix and bounded character classes, so that matching is linear (R6, R11).

/** The middle of a word is not the start of a token. In JSON, the letter of an escaped line end is not part of a word. */
const START = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt]))`;

/** The body of a key: base64, in JSON with escaped line ends, after at most eight header lines (`Proc-Type: …`). */
const PEM_HEADERS = String.raw`(?:[\s\\nr]{0,8}[A-Za-z][A-Za-z-]{1,40}: [^\r\n\\"]{0,200}){0,8}`;
const PEM = String.raw`-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}${PEM_HEADERS}[A-Za-z0-9+/=\\\s]{0,16384}(?:-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5})?`;

/** Texts that are secrets as a whole. */
export const WHOLE = new RegExp(
  [
    // Databricks
    String.raw`${START}(?:dapi|dkea|dose|dsapi|dp1v)[0-9a-f]{16,64}(?:-\d{1,3})?`,
    // JSON Web Tokens
    String.raw`${START}eyJ[\w-]{8,4096}\.[\w-]{8,8192}\.[\w-]{8,4096}`,
    // AWS
    String.raw`${START}(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
    // GitHub, GitLab, Slack
    `${START}gh[opsur]_[A-Za-z0-9]{20,255}`,
    String.raw`${START}github_pat_\w{20,255}`,
    String.raw`${START}gl(?:pat|dt|rt|ptt|soat|cbt|ft|imt|agent)-[\w-]{16,255}`,
    String.raw`${START}xox[abeoprs]-[\w-]{10,255}`,
    String.raw`${START}xapp-[\w-]{10,255}`,
    // Google
    String.raw`${START}AIza[\w-]{30,64}`,
    String.raw`${START}ya29\.[\w-]{20,2048}`,
    // OpenAI, Anthropic, Stripe, Hugging Face, npm, SendGrid
    String.raw`${START}sk-(?:(?:proj|svcacct|admin|ant|or)-[\w-]{16,255}|[A-Za-z0-9]{20,255})`,
    `${START}[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}`,
    `${START}hf_[A-Za-z0-9]{20,64}`,
    `${START}npm_[A-Za-z0-9]{30,64}`,
    String.raw`${START}SG\.[\w-]{16,32}\.[\w-]{16,64}`,
    PEM,
  ].join("|"),
  "g",
);

/** A text without any of these has nothing that `WHOLE` matches. Looking for them is a hundred times as fast. */
export const WHOLE_HINTS: readonly string[] = [
  ..."dapi dkea dose dsapi dp1v eyJ AKIA ASIA gho_ ghp_ ghs_ ghu_ ghr_ github_pat_ xox xapp- AIza ya29.".split(" "),
  ..."glpat gldt glrt glptt glsoat glcbt glft glimt glagent sk- rk_ sk_ hf_ npm_ SG. PRIVATE".split(" "),
];

/** Texts with a secret in them; the first group stays, and so does the second if there is one. */
export const PARTIAL: readonly RegExp[] = [
  /\b((?:bearer|basic)[ \t]{1,4})[\w.~+/=-]{8,8192}/gi,
  /([?&;](?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|X-Goog-Signature|sig|signature)=)[^&\s"'<>\\]{1,4096}/gi,
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'\\:]{1,256}:[^\s/@"'\\]{1,512}(@)/gi,
  // Connection strings. A keyword argument in code has a blank, a comma or a parenthesis before it, and stays.
  /((?:AccountKey|SharedAccessKey|SharedSecretValue) {0,2}= {0,2})[A-Za-z0-9+/=%_-]{8,512}/gi,
  /((?:; ?(?:password|passwd|pwd) {0,2}= {0,2}|(?:^|[?&"'])(?:password|passwd|pwd)=))[^\s;&"'`\\<>(){}[\]$,]{1,512}/gim,
  // Addresses that let anyone post
  /(https:\/\/hooks\.slack\.com\/(?:services|workflows)\/)[\w/-]{8,256}/gi,
  /(https:\/\/(?:[a-z0-9-]{1,63}\.){0,4}(?:webhook\.office\.com|discord(?:app)?\.com)\/(?:webhookb2|api\/webhooks)\/)[\w/@.-]{8,512}/gi,
];

/** A text without any of these has nothing that `PARTIAL` matches. */
export const PARTIAL_HINTS = /=|:\/\/|bearer|basic/i;

/** Fields whose value is a credential at any depth (the lists of the official SDKs, and ours). */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  "access_token",
  "refresh_token",
  "id_token",
  "oauth_token",
  "token_value",
  "client_secret",
  "client_assertion",
  "authorization_code",
  "code_verifier",
  "pkce_verifier",
  "password",
  "personal_access_token",
  "private_key",
  "sas_token",
  "secret_access_key",
  "session_token",
  "string_value",
  "bytes_value",
  "external_link",
  "external_links",
  "http_headers",
  "signed_uri",
]);

/** Whether the value of a field of this name is a credential, such as `password` or `openai_api_key_plaintext`. */
export const isSecretField = (name: string): boolean => {
  const field = name.toLowerCase();
  return SECRET_FIELDS.has(field) || field.endsWith("_plaintext");
};
