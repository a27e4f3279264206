import type { LoginMethod } from "./method.ts";
import { azureCli } from "./methods/azure-cli.ts";
import { azureClientSecret } from "./methods/azure-client-secret.ts";
import { azureDevopsOidc } from "./methods/azure-devops-oidc.ts";
import { azureMsi } from "./methods/azure-msi.ts";
import { basic } from "./methods/basic.ts";
import { databricksCli } from "./methods/databricks-cli.ts";
import { envOidc } from "./methods/env-oidc.ts";
import { fileOidc } from "./methods/file-oidc.ts";
import { githubOidc } from "./methods/github-oidc.ts";
import { githubOidcAzure } from "./methods/github-oidc-azure.ts";
import { googleCredentials } from "./methods/google-credentials.ts";
import { googleId } from "./methods/google-id.ts";
import { metadataService } from "./methods/metadata-service.ts";
import { oauthM2m } from "./methods/oauth-m2m.ts";
import { pat } from "./methods/pat.ts";

/** Every login method, in the order in which they are tried, which is that of the official Go SDK. */
export const METHODS: readonly LoginMethod[] = [
  pat,
  basic,
  oauthM2m,
  databricksCli,
  metadataService,
  githubOidc,
  azureDevopsOidc,
  envOidc,
  fileOidc,
  githubOidcAzure,
  azureMsi,
  azureClientSecret,
  azureCli,
  googleCredentials,
  googleId,
];
