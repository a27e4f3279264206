import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveLogin } from "../../../src/api/auth/login.ts";
import { systemMachine } from "../../../src/api/auth/machine.ts";
import { authorizationUrl, newSignInAttempt } from "../../../src/api/auth/methods/u2m.ts";
import { tokenCachePath } from "../../../src/api/auth/token-cache.ts";
import { failureOf, virtualClock } from "../../support/api-client.ts";
import { identityProvider, programFolder, type Routes } from "../../support/sign-in/identity-provider.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const NAME = "dbc-9.cloud.databricks.com";
const HOST = `https://${NAME}`;
const METADATA = `${NAME}/oidc/.well-known/oauth-authorization-server`;
const TOKEN = `${NAME}/oidc/v1/token`;
const metadata = {
  json: { token_endpoint: `${HOST}/oidc/v1/token`, authorization_endpoint: `${HOST}/oidc/v1/authorize` },
};

test("the URL for the browser contains the challenge, not the verifier", () => {
  const attempt = newSignInAttempt();
  const url = new URL(authorizationUrl(`${HOST}/oidc/v1/authorize`, "http://localhost:8020", attempt));
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: "code",
    client_id: "databricks-cli",
    redirect_uri: "http://localhost:8020",
    scope: "offline_access all-apis",
    state: attempt.state,
    code_challenge: createHash("sha256").update(attempt.verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  expect(url.href).not.toContain(attempt.verifier);
  expect(newSignInAttempt().state).not.toBe(attempt.state);
});

interface Kept {
  readonly tokens: Readonly<Record<string, object>>;
  readonly routes?: Routes;
  readonly path?: string;
  readonly profile?: string;
  readonly host?: string;
}

/** A machine whose cache contains these logins, and the login that results. */
async function scene({ tokens, routes = {}, path = "/nowhere", profile, host }: Kept) {
  const home = temporaryFolder("home-");
  const machine = { ...systemMachine({ PATH: path }), home };
  const cache = tokenCachePath(machine);
  mkdirSync(dirname(cache));
  const write = (entries: object) => writeFileSync(cache, JSON.stringify({ version: 1, tokens: entries }));
  write(tokens);
  writeFileSync(join(home, ".databrickscfg"), `[dev]\nhost = ${HOST}\nauth_type = databricks-cli\n`);
  const provider = await identityProvider({ [METADATA]: metadata, ...routes });
  const clock = virtualClock();
  const result = await resolveLogin(
    {
      given: profile === undefined || host ? { host: { value: host ?? HOST, source: "DATABRICKS_HOST" } } : {},
      profile,
      configFile: undefined,
      insecureLoopback: false,
      hostSuffixes: undefined,
      userAgent: "test/1",
      tuning: { send: provider.send, clock },
    },
    machine,
  );
  if (!result.ok) throw new Error(result.problems.join("\n"));
  const kept = () => JSON.parse(readFileSync(cache, "utf8")).tokens;
  return { ...result.login, provider, clock, kept, write, cache };
}

const inMinutes = (minutes: number) => new Date(virtualClock().wall() + minutes * 60_000).toISOString();

describe("a login in the token cache", () => {
  test("is used until it expires, without any request", async () => {
    const { credentials, signIn, provider } = await scene({
      tokens: { [HOST]: { access_token: "kept", refresh_token: "r1", expiry: inMinutes(50) } },
    });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer kept" });
    expect(signIn.method).toBe("databricks-cli");
    expect(provider.asked).toEqual([]);
  });

  test("is renewed with its refresh token, and stored without changing other entries", async () => {
    const other = { access_token: "other" };
    const { credentials, provider, kept } = await scene({
      profile: "dev",
      tokens: { other, dev: { access_token: "old", refresh_token: "r1", expiry: inMinutes(2) } },
      routes: { [TOKEN]: { json: { access_token: "new", refresh_token: "r2", expires_in: 3600 } } },
    });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer new" });
    expect(provider.at(TOKEN).map(({ method, form }) => ({ method, form }))).toEqual([
      { method: "POST", form: { grant_type: "refresh_token", refresh_token: "r1", client_id: "databricks-cli" } },
    ]);
    expect(kept()).toEqual({
      other,
      dev: { access_token: "new", token_type: "Bearer", refresh_token: "r2", expiry: inMinutes(60) },
    });
  });

  test("keeps its refresh token if the response has none", async () => {
    const { credentials, kept } = await scene({
      tokens: { [HOST]: { access_token: "old", refresh_token: "r1" } },
      routes: { [TOKEN]: { json: { access_token: "new", expires_in: 3600 } } },
    });
    await credentials.headers();
    expect(kept()[HOST]).toMatchObject({ access_token: "new", refresh_token: "r1" });
  });

  test("is renewed when the workspace refuses it before its expiry", async () => {
    const { credentials, provider } = await scene({
      tokens: { [HOST]: { access_token: "revoked", refresh_token: "r1", expiry: inMinutes(50) } },
      routes: { [TOKEN]: { json: { access_token: "new", expires_in: 3600 } } },
    });
    await credentials.headers();
    await credentials.refresh?.();
    expect(await credentials.headers()).toEqual({ authorization: "Bearer new" });
    expect(provider.at(TOKEN)).toHaveLength(1);
  });

  test("is read from the cache if another process has renewed it", async () => {
    const taken = { access_token: "theirs", refresh_token: "r2", expiry: inMinutes(60) };
    const held: { write?: (entries: object) => void } = {};
    const { credentials, write, kept } = await scene({
      tokens: { [HOST]: { access_token: "old", refresh_token: "r1", expiry: inMinutes(1) } },
      routes: {
        [TOKEN]: () => {
          held.write?.({ [HOST]: taken });
          return { status: 400, json: { error: "invalid_grant", error_description: "already used" } };
        },
      },
    });
    held.write = write;
    expect(await credentials.headers()).toEqual({ authorization: "Bearer theirs" });
    expect(kept()).toEqual({ [HOST]: taken });
  });

  test("A08 when it is revoked, the error says how to sign in again and shows no token", async () => {
    const { credentials } = await scene({
      profile: "dev",
      tokens: { dev: { access_token: "old", refresh_token: "r1-secret", expiry: inMinutes(1) } },
      routes: { [TOKEN]: { status: 400, json: { error: "invalid_grant", error_description: "r1-secret is revoked" } } },
    });
    const { kind, message, next } = await failureOf(credentials.headers());
    expect(kind).toBe("auth");
    expect(next).toBe("Sign in again: mcp-server-databricks login --profile dev.");
    expect(message).not.toContain("r1-secret");
  });

  test("of a profile is used only for the profile's host, in any spelling", async () => {
    const tokens = { dev: { access_token: "of-dev", expiry: inMinutes(50) } };
    const same = await scene({ profile: "dev", host: `${HOST}/?o=12`, tokens });
    expect(await same.credentials.headers()).toMatchObject({ authorization: "Bearer of-dev" });
    const other = scene({ profile: "dev", host: "https://dbc-7.cloud.databricks.com", tokens });
    await expect(other).rejects.toThrow(/databricks-cli cannot be used/);
  });

  test("without a refresh token fails after its expiry", async () => {
    const { credentials, provider } = await scene({
      tokens: { [HOST]: { access_token: "old", expiry: inMinutes(1) } },
    });
    const { next } = await failureOf(credentials.headers());
    expect(next).toBe(`Sign in again: mcp-server-databricks login --host ${HOST}.`);
    expect(provider.at(TOKEN)).toEqual([]);
  });

  test("that cannot be written is kept in the process", async () => {
    const { credentials, provider, clock, cache } = await scene({
      tokens: { [HOST]: { access_token: "old", refresh_token: "r1", expiry: inMinutes(1) } },
      routes: {
        [TOKEN]: (_, n) => {
          // From here on the file is not a cache, so it must not be written.
          writeFileSync(cache, "{}");
          return { json: { access_token: `new${n}`, refresh_token: `r${n + 2}`, expires_in: 3600 } };
        },
      },
    });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer new0" });
    await clock.sleep(2 * 3_600_000);
    expect(await credentials.headers()).toEqual({ authorization: "Bearer new1" });
    expect(provider.at(TOKEN).map(({ form }) => form.refresh_token)).toEqual(["r1", "r2"]);
    expect(readFileSync(cache, "utf8")).toBe("{}");
  });

  test("that has expired is replaced by one from the CLI", async () => {
    const answer = `'{"access_token":"of-the-cli","token_type":"Bearer","expiry":"2099-01-01T00:00:00Z"}'`;
    const { credentials } = await scene({
      path: programFolder({ databricks: `echo ${answer}` }),
      tokens: { [HOST]: { access_token: "old", expiry: inMinutes(1) } },
    });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer of-the-cli" });
  });
});
