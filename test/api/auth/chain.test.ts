import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { ATTRIBUTE_KEYS, attributeOf } from "../../../src/api/auth/attributes.ts";
import { readHostUrl } from "../../../src/api/auth/host-url.ts";
import { resolveLogin } from "../../../src/api/auth/login.ts";
import { METHODS } from "../../../src/api/auth/methods.ts";
import { LOGIN_OPTIONS } from "../../../src/cli/workspaces.ts";
import { OPTIONS } from "../../../src/config.ts";
import { failureOf } from "../../support/api-client.ts";
import { deadPort, faultServer } from "../../support/fault-server.ts";
import { loginOf, machineOf, problemsOf } from "../../support/sign-in/identity-provider.ts";

const HOST = "https://dbc-1.cloud.databricks.com";
const AZURE = "https://adb-1.2.azuredatabricks.net";
const PAT = { DATABRICKS_HOST: HOST, DATABRICKS_TOKEN: "dapi1" };
const M2M = { DATABRICKS_CLIENT_ID: "app", DATABRICKS_CLIENT_SECRET: "dose-canary" };
const profiles = (text: string) => ({ "/home/ana/.databrickscfg": text });

describe("the table of methods", () => {
  test("uses the SDKs' names, in the order of the Go SDK", () => {
    expect(METHODS.map(({ name }) => name)).toEqual([
      "pat",
      "basic",
      "oauth-m2m",
      "databricks-cli",
      "metadata-service",
      "github-oidc",
      "azure-devops-oidc",
      "env-oidc",
      "file-oidc",
      "github-oidc-azure",
      "azure-msi",
      "azure-client-secret",
      "azure-cli",
      "google-credentials",
      "google-id",
    ]);
  });

  test("each method has tests under its name", () => {
    const folder = new URL(".", import.meta.url);
    const tests = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
    const untested = METHODS.filter(({ name }) => !tests.some((text) => text.includes(`describe("${name}", `)));
    expect(untested.map(({ name }) => name)).toEqual([]);
  });

  test("attributes and the server's own options do not share variables; attributes without one are such options", () => {
    const own = new Set(Object.values(OPTIONS).map(({ env }) => env));
    for (const key of ATTRIBUTE_KEYS) {
      for (const variable of attributeOf(key).variables) expect(own).not.toContain(variable);
      if (attributeOf(key).variables.length === 0 && key !== "scopes") expect(LOGIN_OPTIONS).toHaveProperty(key);
    }
  });
});

describe("choice of the method", () => {
  test("reports why earlier methods were skipped, without values", async () => {
    const { signIn } = await loginOf({ env: { DATABRICKS_HOST: HOST, ...M2M } });
    expect(signIn).toEqual({
      method: "oauth-m2m",
      skipped: [
        { method: "pat", reason: "token is not set" },
        {
          method: "basic",
          reason: "DATABRICKS_USERNAME (username), DATABRICKS_PASSWORD (password) are not set",
        },
      ],
    });
  });

  test("two logins at once are refused, unless one is named", async () => {
    const env = { ...PAT, ...M2M };
    const told = await problemsOf({ env });
    expect(told).toMatch(/^More than one login is configured: pat and oauth\..*DATABRICKS_AUTH_TYPE/);
    expect(told).not.toMatch(/dapi1|canary/);
    for (const method of ["pat", "oauth-m2m"]) {
      const { signIn } = await loginOf({ env: { ...env, DATABRICKS_AUTH_TYPE: method } });
      expect(signIn.method).toBe(method);
    }
  });

  test("a named method that is not configured reports what is missing; an unknown one, which names are valid", async () => {
    expect(await problemsOf({ env: { ...PAT, DATABRICKS_AUTH_TYPE: "oauth-m2m" } })).toMatch(
      /^DATABRICKS_AUTH_TYPE is oauth-m2m\. oauth-m2m cannot be used because DATABRICKS_CLIENT_ID \(client_id\), .* Change it, or unset it\.$/,
    );
    expect(await problemsOf({ env: { ...PAT, DATABRICKS_AUTH_TYPE: "magic" } })).toMatch(
      /^DATABRICKS_AUTH_TYPE \(auth_type\) takes one of: pat, basic, /,
    );
  });

  test("a host alone is a login if a CLI is installed, otherwise not", async () => {
    const env = { DATABRICKS_HOST: AZURE, PATH: "/bin" };
    const both = { "/bin/databricks": 2 ** 21, "/bin/az": 1 };
    expect((await loginOf({ env, programs: both })).credentials.source).toBe("databricks-cli or azure-cli");
    expect(await problemsOf({ env, programs: {} })).toMatch(/^DATABRICKS_TOKEN is not set\. Set DATABRICKS_HOST/);
  });
});

describe("environment and profile", () => {
  const file = profiles(
    `[DEFAULT]\nhost = ${AZURE}\ntoken = dapi-default\n[m2m]\nhost = ${HOST}\nclient_id = app\nclient_secret = dose-canary\n`,
  );

  test("the file is read if a profile is named or nothing else is set", async () => {
    expect(await loginOf({ files: file })).toMatchObject({ host: AZURE, signIn: { method: "pat" } });
    expect(await loginOf({ files: file, profile: "m2m" })).toMatchObject({
      host: HOST,
      signIn: { method: "oauth-m2m" },
    });
    expect(await problemsOf({ files: file, env: M2M })).toMatch(/^DATABRICKS_HOST is not set/);
  });

  test("an invalid host is the only problem reported", async () => {
    const env = { DATABRICKS_HOST: "https://evil.example", PATH: "/bin" };
    expect(await problemsOf({ env, programs: { "/bin/databricks": 2 ** 21 } })).toMatch(
      /^The host from DATABRICKS_HOST is not a Databricks domain[^\n]*$/,
    );
  });

  test("the environment takes precedence, value by value", async () => {
    const { credentials } = await loginOf({ files: file, profile: "m2m", env: { DATABRICKS_CLIENT_ID: "other" } });
    expect(credentials.secrets).toEqual(["dose-canary"]);
  });

  test("a profile's secret is not sent to the environment's host", async () => {
    expect(await problemsOf({ files: file, profile: "m2m", env: { DATABRICKS_HOST: AZURE } })).toMatch(
      /DATABRICKS_HOST and profile m2m name different workspaces, and the client_secret belongs to the profile/,
    );
  });

  test("one of several workspaces reads only the variables that describe this machine", async () => {
    const env = { ...M2M, DATABRICKS_AUTH_TYPE: "pat", DATABRICKS_CLI_PATH: "/opt/databricks" };
    const machine = machineOf({
      env,
      files: profiles(`[user]\nhost = ${HOST}\n`),
      programs: { "/opt/databricks": 2 ** 21 },
    });
    const options = { given: {}, configFile: undefined, insecureLoopback: false, hostSuffixes: undefined };
    const result = await resolveLogin({ ...options, profile: "user", profileOnly: true, userAgent: "x" }, machine);
    expect(result).toMatchObject({
      ok: true,
      login: { signIn: { method: "databricks-cli" }, credentials: { secrets: [] } },
    });
  });
});

describe("addresses as users paste them", () => {
  test.each([
    [`${HOST}/?o=123#job/1`, { address: `${HOST}/`, workspaceId: "123" }],
    [
      "dbc.cloud.databricks.com?w=ws-1&a=acc",
      { address: "dbc.cloud.databricks.com", workspaceId: "ws-1", accountId: "acc" },
    ],
    [`${HOST}/?workspace_id=9&account_id=acc`, { address: `${HOST}/`, workspaceId: "9", accountId: "acc" }],
  ])("%s", (text, read) => expect(readHostUrl(text)).toEqual({ accountId: undefined, ...read }));

  test.each([`${HOST}/?o=abc`, `${HOST}/?x=1`, `${HOST}/?o=1&x=@evil.example`, `${HOST}/?o=1?o=2`])(
    "%s is left as it is, to be refused",
    async (text) => {
      expect(readHostUrl(text)).toEqual({ address: text });
      expect(await problemsOf({ env: { ...PAT, DATABRICKS_HOST: text } })).toMatch(
        /^The host from DATABRICKS_HOST is not/,
      );
    },
  );
});

describe("over the wire", () => {
  test("requests to a service on this machine bypass the proxy", async () => {
    const server = await faultServer((_, response) => {
      response.end(JSON.stringify({ access_token: "at", expires_on: Math.floor(Date.now() / 1000) + 600 }));
    });
    for (const name of ["http_proxy", "https_proxy"]) vi.stubEnv(name, `http://127.0.0.1:${await deadPort()}`);
    try {
      const options = { profile: undefined, configFile: undefined, hostSuffixes: undefined, insecureLoopback: false };
      const given = { host: { value: HOST, source: "DATABRICKS_HOST" } };
      const machine = machineOf({ env: { DATABRICKS_METADATA_SERVICE_URL: server.origin } });
      const result = await resolveLogin({ ...options, given, userAgent: "x" }, machine);
      if (!result.ok) throw new Error(result.problems.join());
      expect(await result.login.credentials.headers()).toEqual({ authorization: "Bearer at" });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("plain http on loopback only under --insecure-loopback; a huge response is rejected", async () => {
    let huge = false;
    const server = await faultServer(({ url, headers }, response) => {
      response.setHeader("content-type", "application/json");
      if (url.includes("databricks-config")) return response.writeHead(404).end();
      const body = url.includes(".well-known")
        ? { token_endpoint: `http://${headers.host}/oidc/v1/token` }
        : { access_token: huge ? "x".repeat(2 ** 21) : "at", expires_in: 3600 };
      return response.end(JSON.stringify(body));
    });
    const options = {
      given: { host: { value: server.origin, source: "DATABRICKS_HOST" } },
      profile: undefined,
      configFile: undefined,
      hostSuffixes: undefined,
      userAgent: "test/1",
    };
    const machine = machineOf({ env: M2M });
    expect(await resolveLogin({ ...options, insecureLoopback: false }, machine)).toMatchObject({ ok: false });
    const result = await resolveLogin({ ...options, insecureLoopback: true }, machine);
    if (!result.ok) throw new Error(result.problems.join());
    const { credentials } = result.login;
    expect(server.received).toEqual([]);
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at" });
    huge = true;
    const refresh = credentials.refresh?.() ?? Promise.resolve();
    expect(await failureOf(refresh)).toMatchObject({ kind: "too-large" });
  });
});
