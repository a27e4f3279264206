import type { App, AppDeployment } from "../../api/apps/apps.ts";
import { compact } from "../../records.ts";

/** An app in a list: its machine's state and its program's. */
export function appSummary(app: App) {
  return {
    name: app.name,
    compute_state: app.compute_status?.state ?? "UNKNOWN",
    ...compact({
      app_state: app.app_status?.state,
      url: app.url,
      description: app.description,
      creator: app.creator,
      update_time: app.update_time,
    }),
  };
}

/** One app: what it may use, who it acts as, and what is deployed on it. */
export function appDetails(app: App) {
  return {
    ...appSummary(app),
    ...compact({
      message: app.app_status?.message || app.compute_status?.message,
      compute_size: app.compute_size,
      default_source_code_path: app.default_source_code_path,
      git_repository: app.git_repository?.url,
      resources: app.resources,
      user_api_scopes: app.user_api_scopes,
      service_principal_name: app.service_principal_name,
      service_principal_client_id: app.service_principal_client_id,
      active_deployment: app.active_deployment && deploymentView(app.active_deployment),
      pending_deployment: app.pending_deployment && deploymentView(app.pending_deployment),
    }),
  };
}

/** A deployment: what was deployed, by whom, and how it went. Values of its environment are not shown. */
export function deploymentView({ deployment_id, status, git_source: git, ...deployment }: AppDeployment) {
  return {
    deployment_id: deployment_id ?? "",
    state: status?.state ?? "UNKNOWN",
    ...compact({
      message: status?.message,
      source_code_path: deployment.source_code_path ?? git?.source_code_path,
      git_reference: git?.branch ?? git?.tag ?? git?.commit,
      mode: deployment.mode,
      creator: deployment.creator,
      create_time: deployment.create_time,
    }),
  };
}
