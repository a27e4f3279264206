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
    ["an AWS key id", "AKIAIOSFODNN7EXAMPLE"],
  ])("masks %s", (_, text) => {
    const out = redact(`before ${text} after`);
    expect(out).toContain("[redacted]");
    expect(out).toMatch(/^before .* after$/s);
    for (const part of text.match(/(?:dapi|sig=|Signature=|Bearer |hunter22|MIIEow|AKIA)\S{4,}/g) ?? []) {
      expect(out).not.toContain(part);
    }
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
  });

  test("X14 a hostile megabyte takes linear time", () => {
    const hostile = ["eyJ", "dapi", "-----BEGIN ", "bearer ", "a://", "&sig="].map((seed) =>
      seed.repeat(Math.ceil(2 ** 20 / seed.length)),
    );
    // A backtracking expression would exceed the test's timeout.
    for (const text of hostile) expect(redact(text).length).toBeGreaterThan(0);
  });
});
