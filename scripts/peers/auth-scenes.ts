import { generateKeyPairSync } from "node:crypto";

/** An environment to sign in from. `{home}` and `{bin}` are replaced by folders of the scene. */
export interface Scene {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Files below the home folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly programs?: readonly ("databricks" | "az")[];
}

const AWS = "https://dbc-1.cloud.databricks.com";
const AZURE = "https://adb-1.2.azuredatabricks.net";
const GCP = "https://1.2.gcp.databricks.com";

const pat = { DATABRICKS_HOST: AWS, DATABRICKS_TOKEN: "dapi1" };
const m2m = { DATABRICKS_CLIENT_ID: "app", DATABRICKS_CLIENT_SECRET: "secret" };
const entra = { ARM_CLIENT_ID: "app", ARM_CLIENT_SECRET: "secret", ARM_TENANT_ID: "tenant" };
const github = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://github.example/t?v=1", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "job" };
const devops = {
  SYSTEM_ACCESSTOKEN: "job",
  SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: "https://dev.azure.com/org/",
  SYSTEM_PLANID: "plan",
  SYSTEM_JOBID: "job",
  SYSTEM_TEAMPROJECTID: "project",
  SYSTEM_HOSTTYPE: "build",
};
const jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2IifQ.e30";
const resource = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/workspaces/w";
const config = `[DEFAULT]
host = ${AWS}
token = dapi-default

[m2m]
host = ${AZURE}/
client_id = app
client_secret = secret

[user]
host = ${AWS}
auth_type = databricks-cli

[both]
host = ${AWS}
token = dapi-both
client_id = app
client_secret = secret
auth_type = oauth-m2m

[empty]
`;
const profiles = { ".databrickscfg": config };

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = JSON.stringify({
  type: "service_account",
  project_id: "p",
  private_key_id: "k",
  client_id: "1",
  client_email: "sa@p.iam.gserviceaccount.com",
  token_uri: "https://oauth2.googleapis.com/token",
  private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
});
const account = { DATABRICKS_HOST: GCP, DATABRICKS_GOOGLE_SERVICE_ACCOUNT: "sa@p.iam.gserviceaccount.com" };

export const SCENES: readonly Scene[] = [
  { name: "token", env: pat },
  { name: "host without a scheme", env: { ...pat, DATABRICKS_HOST: "dbc-1.cloud.databricks.com" } },
  { name: "host with a slash", env: { ...pat, DATABRICKS_HOST: `${AWS}/` } },
  { name: "user and password", env: { DATABRICKS_HOST: AWS, DATABRICKS_USERNAME: "u", DATABRICKS_PASSWORD: "p" } },
  { name: "service principal", env: { DATABRICKS_HOST: AWS, ...m2m } },
  { name: "service principal on Azure", env: { DATABRICKS_HOST: AZURE, ...m2m } },
  { name: "DEFAULT profile", files: profiles },
  { name: "named profile", env: { DATABRICKS_CONFIG_PROFILE: "m2m" }, files: profiles },
  {
    name: "profile of another file",
    env: { DATABRICKS_CONFIG_FILE: "{home}/other.cfg", DATABRICKS_CONFIG_PROFILE: "m2m" },
    files: { "other.cfg": config },
  },
  { name: "profile with two logins and a method", env: { DATABRICKS_CONFIG_PROFILE: "both" }, files: profiles },
  { name: "environment before DEFAULT", env: { DATABRICKS_HOST: AZURE, ...m2m }, files: profiles },
  { name: "missing profile", env: { DATABRICKS_CONFIG_PROFILE: "none" }, files: profiles },
  { name: "two logins at once", env: { ...pat, ...m2m } },
  { name: "two logins, one named", env: { ...pat, ...m2m, DATABRICKS_AUTH_TYPE: "pat" } },
  { name: "two logins, the other named", env: { ...pat, ...m2m, DATABRICKS_AUTH_TYPE: "oauth-m2m" } },
  { name: "a method that is not configured", env: { ...pat, DATABRICKS_AUTH_TYPE: "oauth-m2m" } },
  {
    name: "metadata service",
    env: { DATABRICKS_HOST: AWS, DATABRICKS_METADATA_SERVICE_URL: "http://localhost:7777/id" },
  },
  { name: "GitHub job", env: { DATABRICKS_HOST: AWS, DATABRICKS_CLIENT_ID: "app", ...github } },
  { name: "Azure DevOps job", env: { DATABRICKS_HOST: AWS, DATABRICKS_CLIENT_ID: "app", ...devops } },
  { name: "ID token in a variable", env: { DATABRICKS_HOST: AWS, DATABRICKS_OIDC_TOKEN: jwt } },
  {
    name: "ID token in a named variable",
    env: { DATABRICKS_HOST: AWS, DATABRICKS_OIDC_TOKEN_ENV: "MINE", MINE: jwt },
  },
  {
    name: "ID token in a file",
    env: { DATABRICKS_HOST: AWS, DATABRICKS_OIDC_TOKEN_FILEPATH: "{home}/token" },
    files: { token: jwt },
  },
  { name: "Entra service principal", env: { DATABRICKS_HOST: AZURE, ...entra } },
  { name: "Entra, named by the Azure resource", env: { DATABRICKS_AZURE_RESOURCE_ID: resource, ...entra } },
  { name: "Entra in a GitHub job with a secret", env: { DATABRICKS_HOST: AZURE, ...entra, ...github } },
  {
    name: "Entra in a GitHub job",
    env: { DATABRICKS_HOST: AZURE, ARM_CLIENT_ID: "app", ARM_TENANT_ID: "tenant", ...github },
  },
  { name: "Azure CLI", env: { DATABRICKS_HOST: AZURE }, programs: ["az"] },
  { name: "Databricks CLI by host", env: { DATABRICKS_HOST: AWS }, programs: ["databricks"] },
  {
    name: "Databricks CLI by profile",
    env: { DATABRICKS_CONFIG_PROFILE: "user" },
    files: profiles,
    programs: ["databricks", "az"],
  },
  { name: "Google key", env: { DATABRICKS_HOST: GCP, GOOGLE_CREDENTIALS: key } },
  {
    name: "Google account",
    env: { ...account, GOOGLE_APPLICATION_CREDENTIALS: "{home}/key.json" },
    files: { "key.json": key },
  },
  { name: "host alone", env: { DATABRICKS_HOST: AWS } },
  { name: "nothing" },
];
