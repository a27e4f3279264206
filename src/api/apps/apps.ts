import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const status = z.looseObject({ state: text, message: text }).nullish();

const deployment = z.looseObject({
  deployment_id: text,
  source_code_path: text,
  git_source: z.looseObject({ branch: text, tag: text, commit: text, source_code_path: text }).nullish(),
  mode: text,
  status,
  creator: text,
  create_time: text,
});
/** `AppDeployment`: its source is a workspace folder or a Git repository. Times are in RFC 3339. */
export type AppDeployment = z.output<typeof deployment>;

const app = z.looseObject({
  name: z.string(),
  url: text,
  description: text,
  creator: text,
  create_time: text,
  update_time: text,
  compute_status: status,
  app_status: status,
  compute_size: text,
  default_source_code_path: text,
  git_repository: z.looseObject({ provider: text, url: text }).nullish(),
  resources: z.array(z.record(z.string(), z.unknown())).nullish(),
  user_api_scopes: z.array(z.string()).nullish(),
  service_principal_name: text,
  service_principal_client_id: text,
  active_deployment: deployment.nullish(),
  pending_deployment: deployment.nullish(),
});
/** `App`. `compute_status` is the state of the compute, `app_status` of the program on it. Times are in RFC 3339. */
export type App = z.output<typeof app>;

type Fields = Readonly<Record<string, unknown>>;
interface AppName {
  readonly name: string;
}
interface PageQuery {
  readonly page_size: number;
  readonly page_token?: string | undefined;
}

/** One page of apps. `GET /api/2.0/apps` */
export async function listApps(client: Client, query: PageQuery): Promise<Page<App>> {
  const schema = z.looseObject({ apps: z.array(app).nullish(), next_page_token: text });
  const { apps, next_page_token } = await client.get("apps.list", "/api/2.0/apps", schema, { query: { ...query } });
  return { items: apps ?? [], next: next_page_token || undefined };
}

/** One app. `GET /api/2.0/apps/{name}` @throws {ApiError} `not-found` */
export const getApp = (client: Client, { name }: AppName) => client.get("apps.get", path`/api/2.0/apps/${name}`, app);

/**
 * Creates an app and returns it while its compute is starting, or not started with `no_compute`. `POST /api/2.0/apps`
 *
 * @throws {ApiError} `conflict` if the name is taken
 */
export const createApp = (client: Client, { no_compute, ...body }: Fields & AppName & { no_compute?: boolean }) =>
  client.post("apps.create", "/api/2.0/apps", app, { body, ...(no_compute && { query: { no_compute } }) });

/** Changes the given fields, replacing lists as a whole, and returns the app. `PATCH /api/2.0/apps/{name}` */
export const updateApp = (client: Client, { name, ...body }: Fields & AppName) =>
  client.patch("apps.update", path`/api/2.0/apps/${name}`, app, { body: { name, ...body } });

/** Starts the deletion of an app. `DELETE /api/2.0/apps/{name}` */
export const deleteApp = (client: Client, { name }: AppName) =>
  client.delete("apps.delete", path`/api/2.0/apps/${name}`, nothing);

/** Starts an app and returns it while its compute is starting. `POST /api/2.0/apps/{name}/start` */
export const startApp = (client: Client, { name }: AppName) =>
  client.post("apps.start", path`/api/2.0/apps/${name}/start`, app, { body: {} });

/** Stops an app and returns it while its compute is stopping. `POST /api/2.0/apps/{name}/stop` */
export const stopApp = (client: Client, { name }: AppName) =>
  client.post("apps.stop", path`/api/2.0/apps/${name}/stop`, app, { body: {} });

/**
 * Deploys source code and returns the deployment while it is IN_PROGRESS. `POST /api/2.0/apps/{app_name}/deployments`
 *
 * @throws {ApiError} `conflict` if the app is not running or another deployment is in progress
 */
export const deployApp = (client: Client, { name, ...body }: Fields & AppName) =>
  client.post("apps.deploy", path`/api/2.0/apps/${name}/deployments`, deployment, { body });

/** One deployment. `GET /api/2.0/apps/{app_name}/deployments/{deployment_id}` */
export const getDeployment = (client: Client, { name, deployment_id }: AppName & { deployment_id: string }) =>
  client.get("apps.getDeployment", path`/api/2.0/apps/${name}/deployments/${deployment_id}`, deployment);

/** One page of deployments, newest first. `GET /api/2.0/apps/{app_name}/deployments` */
export async function listDeployments(
  client: Client,
  { name, ...query }: AppName & PageQuery,
): Promise<Page<AppDeployment>> {
  const schema = z.looseObject({ app_deployments: z.array(deployment).nullish(), next_page_token: text });
  const { app_deployments, next_page_token } = await client.get(
    "apps.listDeployments",
    path`/api/2.0/apps/${name}/deployments`,
    schema,
    {
      query,
    },
  );
  return { items: app_deployments ?? [], next: next_page_token || undefined };
}
