import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { resolveLogin } from "../../../src/api/auth/login.ts";
import { systemMachine } from "../../../src/api/auth/machine.ts";
import { authorizationUrl, newSignInAttempt } from "../../../src/api/auth/methods/u2m.ts";
import { tokenCachePath } from "../../../src/api/auth/token-cache.ts";
import { failureOf, virtualClock } from "../../support/api-client.ts";
import { identityProvider, programFolder, type Routes } from "../../support/identity-provider.ts";

const NAME = "dbc-9.cloud.databricks.com";
const HOST = `https://${NAME}`;
const METADATA = `${NAME}/oidc/.well-known/oauth-authorization-server`;
const TOKEN = `${NAME}/oidc/v1/token`;
const metadata = {
  json: { token_endpoint: `${HOST}/oidc/v1/token`, authorization_endpoint: `${HOST}/oidc/v1/authorize` },
};

test("the address for the browser carries the challenge of the verifier, not the verifier", () => {
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

/** A machine whose cache holds these logins, and the login the chain makes of it. */
async function scene({ tokens, routes = {}, path = "/nowhere", profile, host }: Kept) {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
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

describe("a login that the token cache holds", () => {
  test("is used as it is while it lasts, without any request", async () => {
    const { credentials, signIn, provider } = await scene({
      tokens: { [HOST]: { access_token: "kept", refresh_token: "r1", expiry: inMinutes(50) } },
    });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer kept" });
    expect(signIn.method).toBe("databricks-cli");
    expect(provider.asked).toEqual([]);
  });

  test("is renewed by its refresh token, and the new one is kept beside the others", async () => {
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

  test("keeps its refresh token where the answer brings none", async () => {
    const { credentials, kept } = await scene({
      tokens: { [HOST]: { access_token: "old", refresh_token: "r1" } },
      routes: { [TOKEN]: { json: { access_token: "new", expires_in: 3600 } } },
    });
    await credentials.headers();
    expect(kept()[HOST]).toMatchObject({ access_token: "new", refresh_token: "r1" });
  });

  test("is renewed when the workspace refuses it, though it looks good", async () => {
    const { credentials, provider } = await scene({
      tokens: { [HOST]: { access_token: "revoked", refresh_token: "r1", expiry: inMinutes(50) } },
      routes: { [TOKEN]: { json: { access_token: "new", expires_in: 3600 } } },
    });
    await credentials.headers();
    await credentials.refresh?.();
    expect(await credentials.headers()).toEqual({ authorization: "Bearer new" });
    expect(provider.at(TOKEN)).toHaveLength(1);
  });

  test("that another process renewed meanwhile is taken from the cache", async () => {
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

  test("A08 that is refused for good says how to sign in again, and shows no token", async () => {
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

  test("of a profile is never used for another host, and is for the same one however it is written", async () => {
    const tokens = { dev: { access_token: "of-dev", expiry: inMinutes(50) } };
    const same = await scene({ profile: "dev", host: `${HOST}/?o=12`, tokens });
    expect(await same.credentials.headers()).toMatchObject({ authorization: "Bearer of-dev" });
    const other = scene({ profile: "dev", host: "https://dbc-7.cloud.databricks.com", tokens });
    await expect(other).rejects.toThrow(/databricks-cli cannot be used/);
  });

  test("without a refresh token ends with its time", async () => {
    const { credentials, provider } = await scene({
      tokens: { [HOST]: { access_token: "old", expiry: inMinutes(1) } },
    });
    const { next } = await failureOf(credentials.headers());
    expect(next).toBe(`Sign in again: mcp-server-databricks login --host ${HOST}.`);
    expect(provider.at(TOKEN)).toEqual([]);
  });

  test("that cannot be written back lives on in the process", async () => {
    const { credentials, provider, clock, cache } = await scene({
      tokens: { [HOST]: { access_token: "old", refresh_token: "r1", expiry: inMinutes(1) } },
      routes: {
        [TOKEN]: (_, n) => {
          // From here on it is no cache we may write.
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

  test("that ended gives way to the CLI, which may know a newer one", async () => {
    const answer = `'{"access_token":"of-the-cli","token_type":"Bearer","expiry":"2099-01-01T00:00:00Z"}'`;
    const { credentials } = await scene({
      path: programFolder({ databricks: `echo ${answer}` }),
      tokens: { [HOST]: { access_token: "old", expiry: inMinutes(1) } },
    });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer of-the-cli" });
  });
});
