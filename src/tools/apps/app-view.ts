import * as z from "zod";
import type { App, AppDeployment } from "../../api/apps/apps.ts";
import { text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

/** A deployment: its source, who deployed it, and its state. Values of its environment variables are not shown. */
export const appDeploymentView = view(
  {
    deployment_id: z.string(),
    state: z.string(),
    message: text,
    source_code_path: text,
    git_reference: text,
    mode: text,
    creator: text,
    create_time: text,
  },
  ({ git_source: git, ...deployment }: AppDeployment) => ({
    deployment_id: deployment.deployment_id ?? "",
    state: deployment.status?.state ?? "UNKNOWN",
    message: deployment.status?.message,
    source_code_path: deployment.source_code_path ?? git?.source_code_path,
    git_reference: git?.branch ?? git?.tag ?? git?.commit,
    mode: deployment.mode,
    creator: deployment.creator,
    create_time: deployment.create_time,
  }),
);

/** State of an app: `compute_state` is the state of its compute, `app_state` of the program on it. */
export const appStateView = view(
  { name: z.string(), compute_state: z.string(), app_state: text, url: text },
  (app: App) => ({
    name: app.name,
    compute_state: app.compute_status?.state ?? "UNKNOWN",
    app_state: app.app_status?.state,
    url: app.url,
  }),
);

/** An app in a list. */
export const appSummary = view(
  { ...appStateView.fields, description: text, creator: text, update_time: text },
  (app: App) => ({
    ...appStateView(app),
    description: app.description,
    creator: app.creator,
    update_time: app.update_time,
  }),
);

/** One app with its resources, scopes, service principal and deployments. */
export const appDetails = view(
  {
    ...appSummary.fields,
    message: text,
    compute_size: text,
    default_source_code_path: text,
    git_repository: text,
    resources: z.array(z.record(z.string(), z.unknown())).optional().describe("resources it may use"),
    user_api_scopes: texts.describe("API scopes it may use on behalf of its user"),
    service_principal_name: text.describe("identity it acts as"),
    service_principal_client_id: text,
    active_deployment: appDeploymentView.schema.optional(),
    pending_deployment: appDeploymentView.schema.optional(),
  },
  (app: App) => ({
    ...appSummary(app),
    message: app.app_status?.message || app.compute_status?.message,
    compute_size: app.compute_size,
    default_source_code_path: app.default_source_code_path,
    git_repository: app.git_repository?.url,
    resources: app.resources,
    user_api_scopes: app.user_api_scopes,
    service_principal_name: app.service_principal_name,
    service_principal_client_id: app.service_principal_client_id,
    active_deployment: app.active_deployment && appDeploymentView(app.active_deployment),
    pending_deployment: app.pending_deployment && appDeploymentView(app.pending_deployment),
  }),
);
