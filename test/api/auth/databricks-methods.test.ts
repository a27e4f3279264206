import { describe, expect, test } from "vitest";
import { identityProvider, jwt, loginOf, problemsOf, type Routes } from "../../support/sign-in/identity-provider.ts";

const HOST = "https://dbc-1.cloud.databricks.com";
const PLACE = "dbc-1.cloud.databricks.com";
const METADATA = `${PLACE}/oidc/.well-known/oauth-authorization-server`;
const TOKEN = `${PLACE}/oidc/v1/token`;

/** A workspace's OAuth server that returns `at-1`, `at-2`, … */
const oauth = (more: Routes = {}): Routes => ({
  [METADATA]: { json: { token_endpoint: `https://${TOKEN}` } },
  [TOKEN]: (_, n) => ({ json: { access_token: `at-${n + 1}`, token_type: "Bearer", expires_in: 3600 } }),
  ...more,
});

const EXCHANGE = {
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  scope: "all-apis",
};

describe("pat", () => {
  test("sends the token unchanged, without any request for it", async () => {
    const login = await loginOf({ env: { DATABRICKS_HOST: HOST, DATABRICKS_TOKEN: "dapi1" } });
    expect(await login.credentials.headers()).toEqual({ authorization: "Bearer dapi1" });
    expect(login.signIn).toEqual({ method: "pat", skipped: [] });
    expect(login.credentials).toMatchObject({ source: "DATABRICKS_TOKEN", secrets: ["dapi1"] });
    expect(login.credentials.refresh).toBeUndefined();
  });
});

describe("basic", () => {
  test("sends user and password in UTF-8", async () => {
    const env = { DATABRICKS_HOST: HOST, DATABRICKS_USERNAME: "ana", DATABRICKS_PASSWORD: "pä:ss" };
    const { credentials, signIn } = await loginOf({ env });
    const { authorization = "" } = await credentials.headers();
    expect(Buffer.from(authorization.replace("Basic ", ""), "base64").toString()).toBe("ana:pä:ss");
    expect(signIn.method).toBe("basic");
    expect(credentials.secrets).toEqual(["pä:ss"]);
  });
});

describe("oauth-m2m", () => {
  const env = { DATABRICKS_HOST: HOST, DATABRICKS_CLIENT_ID: "app", DATABRICKS_CLIENT_SECRET: "dose-secret" };

  test("sends client credentials to the endpoint that the workspace names", async () => {
    const provider = await identityProvider(oauth());
    const { credentials, signIn } = await loginOf({ env, provider });
    expect(provider.asked).toEqual([]);
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at-1" });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at-1" });
    expect(signIn.method).toBe("oauth-m2m");
    const [request, ...more] = provider.at(TOKEN);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      method: "POST",
      form: { grant_type: "client_credentials", scope: "all-apis" },
      headers: {
        authorization: `Basic ${Buffer.from("app:dose-secret").toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": "test/1",
      },
    });
    expect(request?.body).not.toContain("dose-secret");
  });

  test("uses the host's configuration: its OAuth server and its workspace ID", async () => {
    const issuer = "accounts.cloud.databricks.com/oidc/accounts/acc-1";
    const provider = await identityProvider({
      [`${PLACE}/.well-known/databricks-config`]: {
        json: {
          oidc_endpoint: "https://accounts.cloud.databricks.com/oidc/accounts/{account_id}",
          account_id: "acc-1",
          workspace_id: "77",
        },
      },
      [`${issuer}/.well-known/oauth-authorization-server`]: { json: { token_endpoint: `https://${issuer}/v1/token` } },
      [`${issuer}/v1/token`]: { json: { access_token: "at", expires_in: 3600 } },
    });
    const { credentials } = await loginOf({ env, provider });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at", "x-databricks-workspace-id": "77" });
  });

  test("the workspace ID of a pasted address routes every request; a configured ID takes precedence", async () => {
    const provider = await identityProvider(oauth());
    const pasted = { ...env, DATABRICKS_HOST: `${HOST}/?o=7474` };
    const first = await loginOf({ env: pasted, provider });
    expect(first.host).toBe(HOST);
    expect(await first.credentials.headers()).toMatchObject({ "x-databricks-workspace-id": "7474" });
    const second = await loginOf({ env: { ...pasted, DATABRICKS_WORKSPACE_ID: "8" }, provider });
    expect(await second.credentials.headers()).toMatchObject({ "x-databricks-workspace-id": "8" });
  });

  test("reads the scopes of a profile with either separator", async () => {
    const provider = await identityProvider(oauth());
    const profile = `[p]\nhost = ${HOST}\nclient_id = app\nclient_secret = dose-secret\nscopes = sql, clusters\n`;
    const { credentials } = await loginOf({ files: { "/home/ana/.databrickscfg": profile }, profile: "p", provider });
    await credentials.headers();
    expect(provider.at(TOKEN)[0]?.form.scope).toBe("sql clusters");
  });

  test("sends nothing to an OAuth server that is not a Databricks host", async () => {
    const provider = await identityProvider({ [METADATA]: { json: { token_endpoint: "https://evil.example/token" } } });
    const { credentials } = await loginOf({ env, provider });
    await expect(credentials.headers()).rejects.toThrow(/not a Databricks host\. Nothing was sent/);
    expect(provider.at("evil.example/token")).toEqual([]);
  });

  test("does not follow a redirect of the token endpoint", async () => {
    const provider = await identityProvider(
      oauth({ [TOKEN]: { status: 307, headers: { location: "https://evil.example/" }, text: "" } }),
    );
    const { credentials } = await loginOf({ env, provider });
    await expect(credentials.headers()).rejects.toThrow(/refused to sign in \(HTTP 307\)/);
    expect(provider.asked.map(({ place }) => place)).not.toContain("evil.example/");
  });

  test("an incomplete login reports which part is missing", async () => {
    const { DATABRICKS_CLIENT_SECRET: _, ...half } = env;
    expect(await problemsOf({ env: half })).toContain(
      "oauth-m2m cannot be used because DATABRICKS_CLIENT_SECRET (client_secret) is not set",
    );
  });
});

describe("metadata-service", () => {
  const env = { DATABRICKS_HOST: HOST, DATABRICKS_METADATA_SERVICE_URL: "http://127.0.0.1:9999/canary" };

  test("requests a token for this host from the service on this machine", async () => {
    const expires_on = Math.floor(Date.now() / 1000) + 600;
    const provider = await identityProvider({ "127.0.0.1:9999/canary": { json: { access_token: "at", expires_on } } });
    const { credentials } = await loginOf({ env, provider });
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at" });
    expect(provider.asked[0]?.headers).toMatchObject({
      "x-databricks-metadata-version": "1",
      "x-databricks-host": HOST,
    });
  });

  test.each(["http://10.0.0.1/", "https://evil.example/", "file:///x", "nonsense"])(
    "%s is refused at start",
    async (url) => {
      expect(await problemsOf({ env: { ...env, DATABRICKS_METADATA_SERVICE_URL: url } })).toContain("on this machine");
    },
  );
});

const GITHUB = "pipelines.actions.githubusercontent.com/token";
const actions = {
  ACTIONS_ID_TOKEN_REQUEST_URL: `https://${GITHUB}?api-version=2`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "ght-secret",
};

describe("github-oidc", () => {
  const env = { DATABRICKS_HOST: HOST, DATABRICKS_CLIENT_ID: "app", ...actions };

  test("exchanges the job's ID token, whose audience is the token endpoint", async () => {
    const provider = await identityProvider(oauth({ [GITHUB]: { json: { value: jwt({ sub: "repo" }) } } }));
    const { credentials, signIn } = await loginOf({ env, provider });
    expect(signIn.method).toBe("github-oidc");
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at-1" });
    expect(provider.at(GITHUB)[0]).toMatchObject({
      query: { "api-version": "2", audience: `https://${TOKEN}` },
      headers: { authorization: "Bearer ght-secret" },
    });
    expect(provider.at(TOKEN)[0]?.form).toEqual({ ...EXCHANGE, subject_token: jwt({ sub: "repo" }), client_id: "app" });
  });

  test("uses the configured audience", async () => {
    const provider = await identityProvider(oauth({ [GITHUB]: { json: { value: jwt({}) } } }));
    const { credentials } = await loginOf({ env: { ...env, DATABRICKS_TOKEN_AUDIENCE: "aud" }, provider });
    await credentials.headers();
    expect(provider.at(GITHUB)[0]?.query.audience).toBe("aud");
  });
});

describe("azure-devops-oidc", () => {
  test("exchanges the job's ID token", async () => {
    const env = {
      DATABRICKS_HOST: HOST,
      DATABRICKS_CLIENT_ID: "app",
      SYSTEM_ACCESSTOKEN: "ado-secret",
      SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: "https://dev.azure.com/org/",
      SYSTEM_PLANID: "plan",
      SYSTEM_JOBID: "job",
      SYSTEM_TEAMPROJECTID: "project",
      SYSTEM_HOSTTYPE: "build",
    };
    const place = "dev.azure.com/org/project/_apis/distributedtask/hubs/build/plans/plan/jobs/job/oidctoken";
    const provider = await identityProvider(oauth({ [place]: { json: { oidcToken: jwt({ sub: "ado" }) } } }));
    const { credentials, signIn } = await loginOf({ env, provider });
    expect(signIn.method).toBe("azure-devops-oidc");
    expect(await credentials.headers()).toEqual({ authorization: "Bearer at-1" });
    expect(provider.at(place)[0]).toMatchObject({
      method: "POST",
      query: { "api-version": "7.2-preview.1" },
      headers: { authorization: "Bearer ado-secret" },
    });
    expect(provider.at(TOKEN)[0]?.form).toMatchObject({ subject_token: jwt({ sub: "ado" }) });
  });
});

describe("env-oidc", () => {
  test.each([
    ["DATABRICKS_OIDC_TOKEN", {}],
    ["MY_TOKEN", { DATABRICKS_OIDC_TOKEN_ENV: "MY_TOKEN" }],
  ])("exchanges the token in %s; account-wide federation needs no client ID", async (name, more) => {
    const provider = await identityProvider(oauth());
    const env = { DATABRICKS_HOST: HOST, [name]: jwt({ sub: "env" }), ...more };
    const { credentials, signIn } = await loginOf({ env, provider });
    expect(signIn.method).toBe("env-oidc");
    await credentials.headers();
    expect(provider.at(TOKEN)[0]?.form).toEqual({ ...EXCHANGE, subject_token: jwt({ sub: "env" }) });
  });
});

describe("file-oidc", () => {
  test("reads the file again for every token", async () => {
    const provider = await identityProvider(oauth());
    const files: Record<string, string> = { "/run/token": `${jwt({ n: 1 })}\n` };
    const env = { DATABRICKS_HOST: HOST, DATABRICKS_OIDC_TOKEN_FILEPATH: "/run/token" };
    const { credentials, signIn } = await loginOf({ env, files, provider });
    expect(signIn.method).toBe("file-oidc");
    await credentials.headers();
    files["/run/token"] = jwt({ n: 2 });
    await credentials.refresh?.();
    expect(provider.at(TOKEN).map(({ form }) => form.subject_token)).toEqual([jwt({ n: 1 }), jwt({ n: 2 })]);
  });

  test("names a missing file", async () => {
    const provider = await identityProvider(oauth());
    const env = { DATABRICKS_HOST: HOST, DATABRICKS_OIDC_TOKEN_FILE: "/run/none" };
    const { credentials } = await loginOf({ env, provider });
    await expect(credentials.headers()).rejects.toThrow(/\/run\/none with the ID token cannot be read/);
  });
});
