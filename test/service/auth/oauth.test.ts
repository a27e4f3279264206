import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { createOAuthAuthenticator, type OAuthOptions } from "../../../src/service/auth/oauth.ts";
import { AUDIENCE, startIssuer } from "../../support/sign-in/issuer.ts";

type Issuer = Awaited<ReturnType<typeof startIssuer>>;

const resourceServer = ({ url: issuer, call }: Issuer, options: Partial<OAuthOptions> = {}) =>
  createOAuthAuthenticator({ issuer, call, audiences: [AUDIENCE], groupsClaim: "groups", cooldownMs: 0, ...options });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("access tokens", () => {
  test("a valid one is an identity with its scopes, groups and expiry", async () => {
    const issuer = await startIssuer();
    const exp = Math.floor(Date.now() / 1000) + 600;
    const claims = { scope: "mcp.read mcp.write", groups: ["data"], email: "ana@example.com", exp };
    expect(await resourceServer(issuer).authenticate(bearer(await issuer.token(claims)))).toMatchObject({
      principal: { subject: JSON.stringify([issuer.url, "ana"]), name: "ana@example.com" },
      scopes: ["mcp.read", "mcp.write"],
      groups: ["data"],
      // The provider does not say that the address is verified.
      names: ["ana"],
      expiresAt: exp * 1000,
    });
  });

  test("groups may be inside an object, scopes an array, and the audience one of several", async () => {
    const issuer = await startIssuer();
    const token = await issuer.token({ scp: ["a"], realm_access: { roles: ["x"] }, aud: ["other", `${AUDIENCE}/`] });
    const server = resourceServer(issuer, { groupsClaim: "realm_access.roles" });
    expect(await server.authenticate(bearer(token))).toMatchObject({ scopes: ["a"], groups: ["x"] });
  });

  test("H08 wrong audience, issuer, times, algorithm, signature and form are refused", async () => {
    const issuer = await startIssuer();
    const server = resourceServer(issuer);
    const past = Math.floor(Date.now() / 1000) - 3600;
    const good = await issuer.token();
    const [head = "", payload = "", signature = ""] = good.split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    const hmac = await new SignJWT({ iss: issuer.url, sub: "ana", aud: AUDIENCE })
      .setProtectedHeader({ alg: "HS256", kid: "first" })
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode("x".repeat(32)));
    const bad = {
      audience: await issuer.token({ aud: "https://other.example.com" }),
      noAudience: await issuer.token({ aud: undefined }),
      issuer: await issuer.token({ iss: "https://evil.example" }),
      expired: await issuer.token({ exp: past }),
      noExpiry: await issuer.token({ exp: undefined }),
      notYet: await issuer.token({ nbf: past + 7200 }),
      noSubject: await issuer.token({ sub: undefined }),
      none: `${none}.${payload}.`,
      hmac,
      signature: `${head}.${payload}.${signature.replace(/^./, (c) => (c === "A" ? "B" : "A"))}`,
      changed: `${head}.${Buffer.from('{"sub":"eve"}').toString("base64url")}.${signature}`,
      opaque: "opaque-token-of-another-kind",
    };
    for (const [name, token] of Object.entries(bad)) {
      const found = await server.authenticate(bearer(token));
      expect([name, found]).toEqual([name, { refused: "invalid", reason: expect.any(String) }]);
      expect(JSON.stringify(found)).not.toContain(token);
    }
    expect(await server.authenticate(bearer(good))).toHaveProperty("principal");
  });

  test("keys are rotated without a restart, and fetched once for many requests", async () => {
    const issuer = await startIssuer();
    const server = resourceServer(issuer);
    const first = await Promise.all(
      Array.from({ length: 20 }, async () => server.authenticate(bearer(await issuer.token()))),
    );
    expect(first.every((found) => "principal" in found)).toBe(true);
    expect(issuer.asked.get("/keys")).toBe(1);
    await issuer.rotate("second");
    expect(await server.authenticate(bearer(await issuer.token()))).toHaveProperty("principal");
    expect(issuer.asked.get("/keys")).toBe(2);
  });

  test("a token with an unknown key does not make the keys be fetched again and again", async () => {
    const issuer = await startIssuer();
    const server = resourceServer(issuer, { cooldownMs: 30_000 });
    await server.authenticate(bearer(await issuer.token()));
    for (const kid of ["x", "y", "z"]) {
      expect(await server.authenticate(bearer(await issuer.token({}, { kid })))).toHaveProperty("refused", "invalid");
    }
    expect(issuer.asked.get("/keys")).toBe(1);
  });

  test("an issuer that cannot be reached is unavailable, and recovers by itself", async () => {
    const issuer = await startIssuer();
    issuer.setDown(true);
    const server = resourceServer(issuer, { jwks: `${issuer.url}/keys` });
    const token = await issuer.token();
    expect(await server.authenticate(bearer(token))).toMatchObject({ refused: "unavailable" });
    expect(await server.notReady()).toContain("issuer");
    issuer.setDown(false);
    expect(await server.authenticate(bearer(token))).toHaveProperty("principal");
    expect(await server.notReady()).toBeUndefined();
  });

  test("a verified token is not verified again, and is refused once it has expired", async () => {
    const issuer = await startIssuer();
    let now = Date.now();
    const exp = Math.floor(now / 1000) + 60;
    const server = resourceServer(issuer, { now: () => now });
    const token = await issuer.token({ exp });
    const [one, two] = [await server.authenticate(bearer(token)), await server.authenticate(bearer(token))];
    expect(two).toBe(one);
    now = exp * 1000 + 1;
    // Verified again: whether it has expired is then decided by the real clock.
    expect(await server.authenticate(bearer(token))).not.toBe(one);
  });
});

describe("introspection", () => {
  const introspection = (issuer: Issuer) => ({
    introspection: { url: `${issuer.url}/introspect`, clientId: "mcp", clientSecret: "s3cret" },
  });

  test("asks the issuer about an opaque token", async () => {
    const issuer = await startIssuer({
      introspect: (token) => ({ active: token === "good", sub: "ana", aud: AUDIENCE, scope: "a b", username: "ana" }),
    });
    const server = resourceServer(issuer, introspection(issuer));
    expect(await server.authenticate(bearer("good"))).toMatchObject({ scopes: ["a", "b"], principal: { name: "ana" } });
    expect(await server.authenticate(bearer("bad"))).toMatchObject({ refused: "invalid" });
    await server.authenticate(bearer("good"));
    expect(issuer.asked.get("/introspect")).toBe(2);
  });

  test.each([
    ["another audience", { aud: "https://other" }],
    ["no audience", { aud: undefined }],
    ["another issuer", { iss: "https://other" }],
    ["expired", { exp: 1 }],
    ["no subject", { sub: undefined }],
  ])("H08 %s is refused", async (_title, claims) => {
    const issuer = await startIssuer({ introspect: () => ({ active: true, sub: "ana", aud: AUDIENCE, ...claims }) });
    const found = await resourceServer(issuer, introspection(issuer)).authenticate(bearer("t"));
    expect(found).toMatchObject({ refused: "invalid" });
  });

  test("an issuer that fails is unavailable", async () => {
    const issuer = await startIssuer();
    issuer.setDown(true);
    const found = await resourceServer(issuer, introspection(issuer)).authenticate(bearer("t"));
    expect(found).toMatchObject({ refused: "unavailable" });
  });
});
