import { keysOf } from "../../records.ts";

/** The login that an attribute belongs to. Attributes of two families at once contradict each other. */
export type LoginFamily =
  | "pat"
  | "basic"
  | "oauth"
  | "azure"
  | "google"
  | "metadata-service"
  | "env-oidc"
  | "file-oidc";

/** One setting of a login. */
export interface LoginAttribute {
  /**
   * Environment variables; the first that is set counts. None: an option of the server sets it (`config/options.ts`).
   */
  readonly variables: readonly string[];
  /** One sentence for the documentation. */
  readonly about: string;
  readonly family?: LoginFamily;
  /** Its value must never appear in output, logs or errors. */
  readonly secret?: true;
  /** Another name for its key in a profile. */
  readonly alias?: string;
  /** It describes this machine or CI job, not a workspace, so it applies to all of `--workspaces`. */
  readonly machine?: true;
}

/**
 * The settings of all logins, by their key in a profile of `~/.databrickscfg`, with the names of the official SDKs
 * (https://docs.databricks.com/aws/en/dev-tools/auth/unified-auth). Reading, conflicts, the list of secrets and the
 * documentation are derived from this table.
 */
const ATTRIBUTES = {
  host: { variables: [], about: "Workspace URL." },
  token: { variables: [], about: "Access token.", family: "pat", secret: true },
  cluster_id: { variables: [], about: "Cluster for calls that do not name one." },
  warehouse_id: { variables: [], about: "SQL warehouse for statements that do not name one." },
  auth_type: { variables: ["DATABRICKS_AUTH_TYPE"], about: "Login method to use; no other is tried." },
  workspace_id: {
    variables: ["DATABRICKS_WORKSPACE_ID"],
    about: "Workspace ID, for a host that serves several workspaces.",
  },
  account_id: { variables: ["DATABRICKS_ACCOUNT_ID"], about: "Account ID of the workspace." },
  cloud: { variables: ["DATABRICKS_CLOUD"], about: "AWS, AZURE or GCP, if the host name does not show it." },
  username: { variables: ["DATABRICKS_USERNAME"], about: "User name for basic authentication.", family: "basic" },
  password: {
    variables: ["DATABRICKS_PASSWORD"],
    about: "Password for basic authentication.",
    family: "basic",
    secret: true,
  },
  client_id: { variables: ["DATABRICKS_CLIENT_ID"], about: "Application ID of a service principal.", family: "oauth" },
  client_secret: {
    variables: ["DATABRICKS_CLIENT_SECRET"],
    about: "OAuth secret of a service principal.",
    family: "oauth",
    secret: true,
  },
  scopes: { variables: [], about: "OAuth scopes. Default: all-apis." },
  audience: { variables: ["DATABRICKS_TOKEN_AUDIENCE"], about: "Audience to request for the ID token." },
  discovery_url: { variables: ["DATABRICKS_DISCOVERY_URL"], about: "URL of the OAuth metadata." },
  databricks_cli_path: {
    variables: ["DATABRICKS_CLI_PATH"],
    about: "Path of the Databricks CLI. Default: searched on PATH.",
    machine: true,
  },
  metadata_service_url: {
    variables: ["DATABRICKS_METADATA_SERVICE_URL"],
    about: "URL of a token service on this machine.",
    family: "metadata-service",
    secret: true,
  },
  oidc_token_env: {
    variables: ["DATABRICKS_OIDC_TOKEN_ENV"],
    about: "Name of the environment variable with the ID token. Default: DATABRICKS_OIDC_TOKEN.",
    family: "env-oidc",
  },
  oidc_token_filepath: {
    variables: ["DATABRICKS_OIDC_TOKEN_FILEPATH", "DATABRICKS_OIDC_TOKEN_FILE"],
    about: "Path of the file with the ID token.",
    family: "file-oidc",
    alias: "databricks_id_token_filepath",
  },
  azure_workspace_resource_id: {
    variables: ["DATABRICKS_AZURE_RESOURCE_ID"],
    about: "Azure resource ID of the workspace; can replace the host.",
    family: "azure",
  },
  azure_client_id: { variables: ["ARM_CLIENT_ID"], about: "Application ID in Entra ID.", family: "azure" },
  azure_client_secret: {
    variables: ["ARM_CLIENT_SECRET"],
    about: "Secret of the application in Entra ID.",
    family: "azure",
    secret: true,
  },
  azure_tenant_id: { variables: ["ARM_TENANT_ID"], about: "Tenant ID in Entra ID.", family: "azure" },
  azure_use_msi: { variables: ["ARM_USE_MSI"], about: "true: use this machine's managed identity.", family: "azure" },
  azure_environment: { variables: ["ARM_ENVIRONMENT"], about: "Azure cloud: PUBLIC, USGOVERNMENT or CHINA." },
  google_credentials: {
    variables: ["GOOGLE_CREDENTIALS"],
    about: "Key of a Google service account: its path or its JSON.",
    family: "google",
    secret: true,
  },
  google_service_account: {
    variables: ["DATABRICKS_GOOGLE_SERVICE_ACCOUNT"],
    about: "Google service account to impersonate.",
    family: "google",
  },
  actions_id_token_request_url: {
    variables: ["ACTIONS_ID_TOKEN_REQUEST_URL"],
    about: "Set by GitHub Actions with `id-token: write`.",
    machine: true,
  },
  actions_id_token_request_token: {
    variables: ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
    about: "Set by GitHub Actions with `id-token: write`.",
    secret: true,
    machine: true,
  },
  system_accesstoken: {
    variables: ["SYSTEM_ACCESSTOKEN"],
    about: "Token of the Azure DevOps job.",
    secret: true,
    machine: true,
  },
  system_teamfoundationcollectionuri: azureDevopsVariable("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"),
  system_teamprojectid: azureDevopsVariable("SYSTEM_TEAMPROJECTID"),
  system_planid: azureDevopsVariable("SYSTEM_PLANID"),
  system_jobid: azureDevopsVariable("SYSTEM_JOBID"),
  system_hosttype: azureDevopsVariable("SYSTEM_HOSTTYPE"),
} satisfies Record<string, LoginAttribute>;

/** Key of an attribute in a profile. */
export type AttributeKey = keyof typeof ATTRIBUTES;

/** The attribute with this key. */
export const attributeOf = (key: AttributeKey): LoginAttribute => ATTRIBUTES[key];

/** All keys, in the order of the documentation. */
export const ATTRIBUTE_KEYS = keysOf(ATTRIBUTES);

/** How messages name an attribute: `DATABRICKS_CLIENT_ID (client_id)`. */
export const attributeName = (key: AttributeKey): string => {
  const [variable] = attributeOf(key).variables;
  return variable === undefined ? key : `${variable} (${key})`;
};

function azureDevopsVariable(variable: string) {
  return { variables: [variable], about: "Set by Azure DevOps.", machine: true } as const;
}
