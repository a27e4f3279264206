import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor, redactTree } from "../../../src/core/output/redact.ts";

const SECRET = 's3cr3t/with+odd=chars "quoted"';
const redact = createRedactor([SECRET]);

describe("redact", () => {
  test.each([
    ["a personal access token", `dapi${"0123456789abcdef".repeat(2)}-2`],
    ["a JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"],
    ["a bearer header", "Authorization: Bearer abcdefghijklmnop"],
    ["a presigned link", "https://b.s3.amazonaws.com/x?X-Amz-Date=1&X-Amz-Signature=deadbeefdeadbeef&y=1"],
    ["a SAS link", "https://a.blob.core.windows.net/c/b?sv=1&sig=abc%2Bdef%3D"],
    ["a proxy URL", "http://user:hunter22@proxy.example.com:3128"],
    ["a PEM key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"],
    ["a PEM key without a kind", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----"],
    [
      "a PEM key of another kind",
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END ENCRYPTED PRIVATE KEY-----",
    ],
    [
      "a PEM key with headers",
      "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00AA\n\nMIIEvQIB\n-----END EC PRIVATE KEY-----",
    ],
    ["a PEM key in JSON", "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBg\\n-----END PRIVATE KEY-----\\n"],
    ["a PEM key without its end", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg."],
    [
      "a PGP key",
      "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\nMIIEvQIB\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----",
    ],
    ["an AWS key id", "AKIAIOSFODNN7EXAMPLE"],
    ["a GitHub token", "ghp_dapi0123456789abcdefABCDEF0123456789"],
    ["a fine-grained GitHub token", "github_pat_11ABCDEFG0_dapi0123456789abcdef"],
    ["a GitLab token", "glpat-dapi0123456789abcd"],
    ["a Slack token", "xoxb-123456789012-dapi0123"],
    ["a Google API key", "AIzadapi0123456789abcdefghijklmnopqrstuv"],
    ["an OpenAI key", "sk-proj-dapi0123456789abcdef"],
    [
      "a storage connection string",
      "AccountName=a;AccountKey=dapi0123456789+/abcdef==;EndpointSuffix=core.windows.net",
    ],
    ["a service bus connection string", "Endpoint=sb://x/;SharedAccessKeyName=k;SharedAccessKey=dapi0123456789="],
    ["a password in a connection string", "jdbc:sqlserver://h;user=sa;password=dapi0123!x;encrypt=true"],
    ["a password in a file of variables", "A=1\nDB_X=2\nPASSWORD=dapi0123"],
    ["a Slack webhook", "https://hooks.slack.com/services/T00/B00/dapi01234567"],
    ["a token after an escaped line end", `a\\ndapi${"0123456789abcdef".repeat(2)}`],
  ])("masks %s", (_, text) => {
    const out = redact(`before ${text} after`);
    expect(out).toContain("[redacted]");
    expect(out).toMatch(/^before .* after$/s);
    for (const part of text.match(/(?:dapi|sig=|Signature=|Bearer |hunter22|MIIE|AKIA)[\w%]{4,}/g) ?? []) {
      expect(out).not.toContain(part);
    }
    expect(redact(out)).toBe(out);
  });

  test.each([
    "password = getpass()",
    "connect(host, password=secret_value)",
    "task-0123456789abcdef0123456789",
    "risk-assessment and sk-learn pipelines",
    "the password is kept in a scope",
    "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
  ])("does not mask %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  const TOKEN = `dapi${"0123456789abcdef".repeat(2)}`;
  test.each([
    ["a zero-width space", `${TOKEN.slice(0, 9)}\u200b${TOKEN.slice(9)}`],
    ["NUL after every character, as in UTF-16", [...TOKEN].map((char) => `${char}\0`).join("")],
    ["a tag character", `${TOKEN.slice(0, 20)}\u{e0041}${TOKEN.slice(20)}`],
    ["a soft hyphen in its prefix", `da\u00adpi${TOKEN.slice(4)}`],
  ])("X02 masks a token with %s in it, and leaves the rest as it is", (_, hidden) => {
    expect(redact(`a\u200bé ${hidden} b\u200b`)).toBe("a\u200bé [redacted] b\u200b");
    expect(redact(`a\u200bé`)).toBe("a\u200bé");
  });

  test("property: a registered secret is masked in base64 at any offset, in hex, and in upper or lower case", () => {
    const secret = "Custom-Token/0123456789";
    const masked = createRedactor([secret]);
    // Of each end, at most five bits are shared with the neighbouring bytes.
    const inner = (encoded: string): string => encoded.slice(4, -4);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (before, after) => {
        const bytes = Buffer.concat([before, Buffer.from(secret), after]);
        const own = Buffer.from(secret).toString("base64");
        for (const encoding of ["base64", "base64url", "hex"] as const) {
          const out = masked(bytes.toString(encoding));
          expect(out).toContain("[redacted]");
          expect(out).not.toContain(inner(own));
        }
        expect(masked(bytes.toString("hex").toUpperCase())).toContain("[redacted]");
      }),
    );
    expect(masked(`x ${secret.toUpperCase()} ${secret.toLowerCase()}`)).toBe("x [redacted] [redacted]");
  });

  test("property: a registered secret is masked in every encoding, and redaction is idempotent and keeps JSON valid", () => {
    const forms = [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString("base64"), JSON.stringify(SECRET)];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...forms)), { maxLength: 8 }), (parts) => {
        const out = redact(parts.join(" "));
        expect(out.includes(SECRET)).toBe(false);
        expect(out.includes(Buffer.from(SECRET).toString("base64"))).toBe(false);
        expect(redact(out)).toBe(out);
        expect(() => JSON.parse(redact(JSON.stringify({ parts })))).not.toThrow();
      }),
    );
  });

  test("credential fields are masked by key at any depth; other fields stay", () => {
    const tree = { a: [{ token_value: "x", name: "ci" }], external_links: [{ external_link: "https://x" }], n: 1 };
    expect(redactTree(tree, redact)).toEqual({
      a: [{ token_value: "[redacted]", name: "ci" }],
      external_links: "[redacted]",
      n: 1,
    });
    expect(
      redactTree(
        { openai_config: { openai_api_key_plaintext: "x" }, options: { pkce_verifier: "y", host: "h" } },
        redact,
      ),
    ).toEqual({
      openai_config: { openai_api_key_plaintext: "[redacted]" },
      options: { pkce_verifier: "[redacted]", host: "h" },
    });
  });

  test("X14 a hostile megabyte takes linear time", () => {
    const hostile = [
      "eyJ",
      "dapi",
      "-----BEGIN ",
      "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN PRIVATE KEY-----a: ",
      "bearer ",
      "a://",
      "&sig=",
      "\u200b",
      "a\0",
      ";password=",
      "AccountKey=",
      "sk-",
      "https://a.a.a.a.",
    ].map((seed) => seed.repeat(Math.ceil(2 ** 20 / seed.length)));
    // A backtracking expression would exceed the test's timeout.
    for (const text of hostile) expect(redact(text).length).toBeGreaterThan(0);
  });
});
