/** Which login an attribute belongs to: two of them at once are a contradiction. */
export type Family = "pat" | "basic" | "oauth" | "azure" | "google" | "metadata-service" | "env-oidc" | "file-oidc";

export interface Attribute {
  /** What sets it in the environment, the first that is set. None: an option of the server sets it (`config/options.ts`). */
  readonly variables: readonly string[];
  readonly about: string;
  readonly family?: Family;
  readonly secret?: true;
  /** Another name of the profile key. */
  readonly alias?: string;
  /** Says something of this machine or job, not of a workspace: it holds for every one of `--workspaces`. */
  readonly machine?: true;
}

/**
 * What a login is made of, by its key in a profile of `~/.databrickscfg`, with the official SDKs' names. Reading,
 * conflicts, the list of secrets and the documentation come from here.
 */
const ATTRIBUTES = {
  host: { variables: [], about: "Workspace URL." },
  token: { variables: [], about: "Access token.", family: "pat", secret: true },
  cluster_id: { variables: [], about: "Cluster to use when a call names none." },
  warehouse_id: { variables: [], about: "Warehouse to use when a statement names none." },
  auth_type: { variables: ["DATABRICKS_AUTH_TYPE"], about: "Sign in by this method only." },
  workspace_id: { variables: ["DATABRICKS_WORKSPACE_ID"], about: "Workspace to reach on a host that serves several." },
  account_id: { variables: ["DATABRICKS_ACCOUNT_ID"], about: "Account of the workspace." },
  cloud: { variables: ["DATABRICKS_CLOUD"], about: "AWS, AZURE or GCP, where the host's name does not tell." },
  username: { variables: ["DATABRICKS_USERNAME"], about: "User name for basic authentication.", family: "basic" },
  password: {
    variables: ["DATABRICKS_PASSWORD"],
    about: "Password for basic authentication.",
    family: "basic",
    secret: true,
  },
  client_id: { variables: ["DATABRICKS_CLIENT_ID"], about: "Service principal's application id.", family: "oauth" },
  client_secret: {
    variables: ["DATABRICKS_CLIENT_SECRET"],
    about: "Service principal's OAuth secret.",
    family: "oauth",
    secret: true,
  },
  scopes: { variables: [], about: "OAuth scopes; all-apis when not set." },
  audience: { variables: ["DATABRICKS_TOKEN_AUDIENCE"], about: "Audience of the ID token asked for." },
  discovery_url: { variables: ["DATABRICKS_DISCOVERY_URL"], about: "Address of the OAuth metadata." },
  databricks_cli_path: {
    variables: ["DATABRICKS_CLI_PATH"],
    about: "Where the Databricks CLI is; searched on PATH when not set.",
    machine: true,
  },
  metadata_service_url: {
    variables: ["DATABRICKS_METADATA_SERVICE_URL"],
    about: "Local service that hands out tokens.",
    family: "metadata-service",
    secret: true,
  },
  oidc_token_env: {
    variables: ["DATABRICKS_OIDC_TOKEN_ENV"],
    about: "Name of the variable that holds the ID token; DATABRICKS_OIDC_TOKEN when not set.",
    family: "env-oidc",
  },
  oidc_token_filepath: {
    variables: ["DATABRICKS_OIDC_TOKEN_FILEPATH", "DATABRICKS_OIDC_TOKEN_FILE"],
    about: "File that holds the ID token.",
    family: "file-oidc",
    alias: "databricks_id_token_filepath",
  },
  azure_workspace_resource_id: {
    variables: ["DATABRICKS_AZURE_RESOURCE_ID"],
    about: "Azure resource id of the workspace; stands in for the host.",
    family: "azure",
  },
  azure_client_id: { variables: ["ARM_CLIENT_ID"], about: "Entra application id.", family: "azure" },
  azure_client_secret: {
    variables: ["ARM_CLIENT_SECRET"],
    about: "Entra application's secret.",
    family: "azure",
    secret: true,
  },
  azure_tenant_id: { variables: ["ARM_TENANT_ID"], about: "Entra tenant id.", family: "azure" },
  azure_use_msi: { variables: ["ARM_USE_MSI"], about: "Use this machine's managed identity.", family: "azure" },
  azure_environment: { variables: ["ARM_ENVIRONMENT"], about: "PUBLIC, USGOVERNMENT or CHINA." },
  google_credentials: {
    variables: ["GOOGLE_CREDENTIALS"],
    about: "Google service account key: its file or its JSON.",
    family: "google",
    secret: true,
  },
  google_service_account: {
    variables: ["DATABRICKS_GOOGLE_SERVICE_ACCOUNT"],
    about: "Google service account to act as.",
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
    about: "The Azure DevOps job's token.",
    secret: true,
    machine: true,
  },
  system_teamfoundationcollectionuri: devops("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"),
  system_teamprojectid: devops("SYSTEM_TEAMPROJECTID"),
  system_planid: devops("SYSTEM_PLANID"),
  system_jobid: devops("SYSTEM_JOBID"),
  system_hosttype: devops("SYSTEM_HOSTTYPE"),
} satisfies Record<string, Attribute>;

export type AttributeKey = keyof typeof ATTRIBUTES;

export const attributeOf = (key: AttributeKey): Attribute => ATTRIBUTES[key];

export const ATTRIBUTE_KEYS = Object.keys(ATTRIBUTES) as AttributeKey[];

/** How a message names one: its variable and its key. */
export const nameOf = (key: AttributeKey): string => {
  const [variable] = attributeOf(key).variables;
  return variable === undefined ? key : `${variable} (${key})`;
};

function devops(variable: string) {
  return { variables: [variable], about: "Set by Azure DevOps.", machine: true } as const;
}
