import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const VERIFIER = "a-verifier-of-enough-characters-for-the-challenge";
const REDIRECT = "http://localhost:8020";
const asked = {
  response_type: "code",
  client_id: "databricks-cli",
  redirect_uri: REDIRECT,
  scope: "offline_access all-apis",
  state: "state-1",
  code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
  code_challenge_method: "S256",
};

const send = (path: string, form: Record<string, string>) =>
  fetch(session.sandbox.url + path, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
const token = (form: Record<string, string>) => send("/oidc/v1/token", { client_id: "databricks-cli", ...form });

async function redirectOf(decision: string): Promise<URL> {
  const { headers } = await send("/oidc/v1/authorize", { ...asked, decision });
  return new URL(headers.get("location") ?? "");
}

const redeem = (code: string, more: Record<string, string> = {}) =>
  token({ grant_type: "authorization_code", code, redirect_uri: REDIRECT, code_verifier: VERIFIER, ...more });

test("a user signs in with the browser; the login is renewed, each refresh token once", async () => {
  const page = await fetch(`${session.sandbox.url}/oidc/v1/authorize?${new URLSearchParams(asked)}`);
  expect(await page.text()).toContain("ana@example.com");
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  const redirect = await redirectOf("allow");
  expect(redirect.origin).toBe(REDIRECT);
  expect(redirect.searchParams.get("state")).toBe("state-1");
  const code = redirect.searchParams.get("code") ?? "";
  const login = JSON.parse(await (await redeem(code)).text());
  expect(login).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
  const me = async (access: string) =>
    (await session.call("GET", "/api/2.0/preview/scim/v2/Me", undefined, { authorization: `Bearer ${access}` })).status;
  expect(await me(login.access_token)).toBe(200);
  expect((await redeem(code)).status).toBe(400);

  const renew = () => token({ grant_type: "refresh_token", refresh_token: login.refresh_token });
  const renewed = JSON.parse(await (await renew()).text());
  expect(await me(renewed.access_token)).toBe(200);
  expect((await renew()).status).toBe(400);
});

test("a wrong verifier, another redirect URI or a refusal yields no token", async () => {
  const code = async () => (await redirectOf("allow")).searchParams.get("code") ?? "";
  for (const more of [{ code_verifier: "another" }, { redirect_uri: "http://localhost:9" }, { client_id: "other" }]) {
    const answer = await redeem(await code(), more);
    expect([answer.status, JSON.parse(await answer.text()).error]).toEqual([400, "invalid_grant"]);
  }
  expect((await redirectOf("deny")).searchParams.get("error")).toBe("access_denied");
  expect((await token({ grant_type: "password" })).status).toBe(400);
});

test.each([
  [{ redirect_uri: "https://evil.example.com" }],
  [{ redirect_uri: "http://localhost:80@evil.example.com/" }],
  [{ code_challenge_method: "plain" }],
  [{ client_id: "unknown" }],
  [{ response_type: "token" }],
])("the sign-in page refuses %j", async (change) => {
  const query = new URLSearchParams({ ...asked, ...change });
  const answer = await fetch(`${session.sandbox.url}/oidc/v1/authorize?${query}`, { redirect: "manual" });
  expect(answer.status).toBe(400);
  expect((await send("/oidc/v1/authorize", { ...asked, ...change, decision: "allow" })).status).toBe(400);
});
