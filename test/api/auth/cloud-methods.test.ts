import { createVerify, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { virtualClock } from "../../support/api-client.ts";
import {
  type Asked,
  identityProvider,
  jwt,
  loginOf,
  problemsOf,
  type Routes,
} from "../../support/sign-in/identity-provider.ts";

const HOST = "https://adb-1.2.azuredatabricks.net";
const ENTRA = "login.microsoftonline.com/tenant-1/oauth2/token";
const DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
const MANAGEMENT = "https://management.core.windows.net/";
const RESOURCE_ID =
  "/subscriptions/sub-1/resourceGroups/my-group/providers/Microsoft.Databricks/workspaces/my-workspace";

/** Entra ID whose tokens name their resource. */
const entra = (place = ENTRA): Routes => ({
  [place]: ({ form }, n) => ({
    json: { access_token: `${form.resource}#${n}`, expires_in: "3599", token_type: "Bearer" },
  }),
});
const resources = (asked: readonly Asked[]) => asked.map(({ form, query }) => form.resource ?? query.resource).sort();

describe("azure-client-secret", () => {
  const env = {
    DATABRICKS_HOST: HOST,
    ARM_CLIENT_ID: "app",
    ARM_CLIENT_SECRET: "arm-secret",
    ARM_TENANT_ID: "tenant-1",
    DATABRICKS_AZURE_RESOURCE_ID: RESOURCE_ID,
  };

  test("sends a token for Databricks, one for Azure's management, and the workspace's resource ID", async () => {
    const provider = await identityProvider(entra());
    const { credentials, signIn, cloud } = await loginOf({ env, provider });
    expect(signIn.method).toBe("azure-client-secret");
    expect(cloud).toBe("AZURE");
    expect(credentials.secrets).toEqual(["arm-secret"]);
    const headers = await credentials.headers();
    expect(headers.authorization).toMatch(`Bearer ${DATABRICKS}`);
    expect(headers["x-databricks-azure-sp-management-token"]).toMatch(MANAGEMENT);
    expect(headers["x-databricks-azure-workspace-resource-id"]).toBe(RESOURCE_ID);
    expect(resources(provider.at(ENTRA))).toEqual([DATABRICKS, MANAGEMENT]);
    for (const { form } of provider.at(ENTRA)) {
      expect(form).toMatchObject({ grant_type: "client_credentials", client_id: "app", client_secret: "arm-secret" });
    }
  });

  test("renews 40 seconds before the expiry: Databricks refuses the last 30", async () => {
    const clock = virtualClock();
    const provider = await identityProvider(entra());
    const { credentials } = await loginOf({ env, provider, clock });
    await credentials.headers();
    await clock.sleep((3599 - 40) * 1000);
    await credentials.headers();
    expect(provider.at(ENTRA)).toHaveLength(4);
  });

  test("gets the tenant from the workspace if it is not set, without following its redirect", async () => {
    const { ARM_TENANT_ID: _, ...untold } = env;
    const provider = await identityProvider({
      ...entra(),
      "adb-1.2.azuredatabricks.net/aad/auth": {
        status: 302,
        headers: { location: "https://login.microsoftonline.com/tenant-1/oauth2/authorize?x=1" },
      },
    });
    const { credentials } = await loginOf({ env: untold, provider });
    await credentials.headers();
    expect(provider.asked.map(({ place }) => place)).toEqual(["adb-1.2.azuredatabricks.net/aad/auth", ENTRA, ENTRA]);
  });

  test.each([
    ["USGOVERNMENT", "login.microsoftonline.us"],
    ["AzureChinaCloud", "login.chinacloudapi.cn"],
    ["usgovernment", "login.microsoftonline.us"],
  ])("ARM_ENVIRONMENT %s uses %s", async (name, authority) => {
    const place = `${authority}/tenant-1/oauth2/token`;
    const provider = await identityProvider(entra(place));
    const { credentials } = await loginOf({ env: { ...env, ARM_ENVIRONMENT: name }, provider });
    await credentials.headers();
    expect(provider.at(place)).toHaveLength(2);
  });

  test("an unknown environment is reported at start", async () => {
    expect(await problemsOf({ env: { ...env, ARM_ENVIRONMENT: "MOON" } })).toMatch(/ARM_ENVIRONMENT.*PUBLIC, USGOV/);
  });

  test("gets the host from Azure if only the resource ID is set", async () => {
    const { DATABRICKS_HOST: _, ...unhosted } = env;
    const arm = `management.azure.com${RESOURCE_ID}`;
    const provider = await identityProvider({
      ...entra(),
      [arm]: { json: { properties: { workspaceUrl: "adb-7.8.azuredatabricks.net" } } },
    });
    const login = await loginOf({ env: unhosted, provider });
    expect(login.host).toBe("https://adb-7.8.azuredatabricks.net");
    expect(login.signIn.method).toBe("azure-client-secret");
    expect(provider.at(arm)[0]).toMatchObject({
      query: { "api-version": "2018-04-01" },
      headers: { authorization: "Bearer https://management.azure.com/#0" },
    });
  });

  test.each(["evil.example", "169.254.169.254"])("does not accept the host %s from Azure", async (host) => {
    const { DATABRICKS_HOST: _, ...unhosted } = env;
    const route = { [`management.azure.com${RESOURCE_ID}`]: { json: { properties: { workspaceUrl: host } } } };
    const provider = await identityProvider({ ...entra(), ...route });
    expect(await problemsOf({ env: unhosted, provider })).toMatch(/^The host from the Azure resource /);
  });

  test("an invalid resource ID is not sent", async () => {
    const { DATABRICKS_HOST: _, ...unhosted } = env;
    const wrong = { ...unhosted, DATABRICKS_AZURE_RESOURCE_ID: "/subscriptions/../x" };
    expect(await problemsOf({ env: wrong })).toContain("not the ID of a Databricks workspace");
  });

  test("is skipped for a host in another cloud", async () => {
    const { DATABRICKS_AZURE_RESOURCE_ID: _, ...plain } = env;
    const told = await problemsOf({ env: { ...plain, DATABRICKS_HOST: "https://dbc-1.cloud.databricks.com" } });
    expect(told).toContain("azure-client-secret cannot be used because the workspace is on AWS");
  });
});

describe("azure-msi", () => {
  const IMDS = "169.254.169.254/metadata/identity/oauth2/token";

  test("gets both tokens from the machine, for the named identity", async () => {
    const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
    const provider = await identityProvider({
      [IMDS]: ({ query }) => ({ json: { access_token: `for-${query.resource}`, expires_on } }),
    });
    const env = { DATABRICKS_HOST: HOST, ARM_USE_MSI: "true", ARM_CLIENT_ID: "user-assigned" };
    const { credentials, signIn } = await loginOf({ env, provider });
    expect(signIn.method).toBe("azure-msi");
    expect(await credentials.headers()).toEqual({
      authorization: `Bearer for-${DATABRICKS}`,
      "x-databricks-azure-sp-management-token": `for-${MANAGEMENT}`,
    });
    expect(resources(provider.at(IMDS))).toEqual([DATABRICKS, MANAGEMENT]);
    expect(provider.at(IMDS)[0]).toMatchObject({
      headers: { metadata: "true" },
      query: { "api-version": "2018-02-01", client_id: "user-assigned" },
    });
  });
});

describe("github-oidc-azure", () => {
  test("sends the job's ID token as the client's assertion", async () => {
    const github = "token.actions.example/id";
    const provider = await identityProvider({ ...entra(), [github]: { json: { value: jwt({ sub: "repo" }) } } });
    const env = {
      DATABRICKS_HOST: HOST,
      ARM_CLIENT_ID: "app",
      ARM_TENANT_ID: "tenant-1",
      ACTIONS_ID_TOKEN_REQUEST_URL: `https://${github}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "ght-secret",
    };
    const { credentials, signIn } = await loginOf({ env, provider });
    expect(signIn.method).toBe("github-oidc-azure");
    expect(await credentials.headers()).toEqual({ authorization: `Bearer ${DATABRICKS}#0` });
    expect(provider.at(github)[0]?.query).toEqual({ audience: "api://AzureADTokenExchange" });
    expect(provider.at(ENTRA)[0]?.form).toEqual({
      grant_type: "client_credentials",
      client_id: "app",
      resource: DATABRICKS,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: jwt({ sub: "repo" }),
    });
  });

  test("an application with a secret uses the secret, also within a job", async () => {
    const env = {
      DATABRICKS_HOST: HOST,
      ARM_CLIENT_ID: "app",
      ARM_CLIENT_SECRET: "arm-secret",
      ARM_TENANT_ID: "tenant-1",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.actions.example/id",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "ght-secret",
    };
    const { signIn } = await loginOf({ env });
    expect(signIn.method).toBe("azure-client-secret");
    expect(signIn.skipped).toContainEqual({ method: "github-oidc-azure", reason: "ARM_CLIENT_SECRET is set" });
  });
});

const GCP = "https://1.2.gcp.databricks.com";
const GOOGLE = "oauth2.googleapis.com/token";
const SCOPES = "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/compute";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = JSON.stringify({
  type: "service_account",
  client_email: "sa@project.iam.gserviceaccount.com",
  private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
});
const claimsOf = (assertion = "") => JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString());
const idToken = jwt({ exp: Math.floor(Date.now() / 1000) + 3600 });

describe("google-credentials", () => {
  const google: Routes = {
    [GOOGLE]: ({ form }) => {
      const { target_audience } = claimsOf(form.assertion);
      return { json: target_audience ? { id_token: idToken } : { access_token: "access", expires_in: 3599 } };
    },
  };

  test.each([
    ["the key itself", key, {}],
    ["a file", "~/key.json", { "/home/ana/key.json": key }],
  ])("%s: signed assertions for an ID token and an access token", async (_, value, files) => {
    const provider = await identityProvider(google);
    const { credentials, signIn } = await loginOf({
      env: { DATABRICKS_HOST: GCP, GOOGLE_CREDENTIALS: value },
      files,
      provider,
    });
    expect(signIn.method).toBe("google-credentials");
    expect(await credentials.headers()).toEqual({
      authorization: `Bearer ${idToken}`,
      "x-databricks-gcp-sa-access-token": "access",
    });
    const assertions = provider.at(GOOGLE).map(({ form }) => {
      expect(form.grant_type).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
      const [head = "", body = "", signature = ""] = (form.assertion ?? "").split(".");
      expect(JSON.parse(Buffer.from(head, "base64url").toString())).toEqual({ alg: "RS256", typ: "JWT" });
      const verify = createVerify("RSA-SHA256").update(`${head}.${body}`);
      expect(verify.verify(publicKey, Buffer.from(signature, "base64url"))).toBe(true);
      return claimsOf(form.assertion);
    });
    expect(assertions).toContainEqual(
      expect.objectContaining({
        aud: `https://${GOOGLE}`,
        iss: "sa@project.iam.gserviceaccount.com",
        target_audience: GCP,
      }),
    );
    expect(assertions).toContainEqual(expect.objectContaining({ scope: SCOPES }));
  });

  test("works without the access token", async () => {
    const provider = await identityProvider({
      [GOOGLE]: ({ form }) =>
        claimsOf(form.assertion).scope ? { status: 403, json: { error: "no" } } : { json: { id_token: idToken } },
    });
    const { credentials } = await loginOf({ env: { DATABRICKS_HOST: GCP, GOOGLE_CREDENTIALS: key }, provider });
    expect(await credentials.headers()).toEqual({ authorization: `Bearer ${idToken}` });
  });

  test("an invalid key is reported at start and not shown", async () => {
    const told = await problemsOf({ env: { DATABRICKS_HOST: GCP, GOOGLE_CREDENTIALS: '{"private_key": "canary"}' } });
    expect(told).toContain("client_email or private_key is missing");
    expect(told).not.toContain("canary");
    expect(await problemsOf({ env: { DATABRICKS_HOST: GCP, GOOGLE_CREDENTIALS: "/none" } })).toContain(
      "neither a readable file",
    );
  });
});

describe("google-id", () => {
  const account = "target@project.iam.gserviceaccount.com";
  const iam = `iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}`;
  const env = { DATABRICKS_HOST: GCP, DATABRICKS_GOOGLE_SERVICE_ACCOUNT: account };
  const routes: Routes = {
    [GOOGLE]: { json: { access_token: "own", expires_in: 3599 } },
    "metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token": {
      json: { access_token: "own", expires_in: 3599 },
    },
    [`${iam}:generateIdToken`]: { json: { token: idToken } },
    [`${iam}:generateAccessToken`]: { json: { accessToken: "access", expireTime: "2099-01-01T00:00:00Z" } },
  };
  const user = JSON.stringify({ type: "authorized_user", client_id: "c", client_secret: "s", refresh_token: "r" });

  test.each([
    [
      "gcloud's login",
      {},
      { "/home/ana/.config/gcloud/application_default_credentials.json": user },
      { grant_type: "refresh_token", refresh_token: "r", client_id: "c", client_secret: "s" },
    ],
    [
      "a key that is named",
      { GOOGLE_APPLICATION_CREDENTIALS: "/key.json" },
      { "/key.json": key },
      { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer" },
    ],
    ["the machine's account", {}, {}, undefined],
  ])("%s impersonates the service account", async (_, more, files, form) => {
    const provider = await identityProvider(routes);
    const { credentials, signIn } = await loginOf({ env: { ...env, ...more }, files, provider });
    expect(signIn.method).toBe("google-id");
    expect(await credentials.headers()).toEqual({
      authorization: `Bearer ${idToken}`,
      "x-databricks-gcp-sa-access-token": "access",
    });
    if (form) expect(provider.at(GOOGLE)[0]?.form).toMatchObject(form);
    else expect(provider.asked[0]?.headers).toMatchObject({ "metadata-flavor": "Google" });
    const [asked] = provider.at(`${iam}:generateIdToken`);
    expect(asked?.headers.authorization).toBe("Bearer own");
    expect(JSON.parse(asked?.body ?? "")).toEqual({ audience: GCP, includeEmail: true });
  });

  test("an account that is not an e-mail address cannot redirect the token", async () => {
    const told = await problemsOf({ env: { ...env, DATABRICKS_GOOGLE_SERVICE_ACCOUNT: "a/../b?x" } });
    expect(told).toContain("e-mail address");
  });
});
