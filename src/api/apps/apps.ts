import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const status = z.looseObject({ state: text, message: text }).nullish();

/** `AppDeployment`: source in a workspace folder or in git. Times are RFC 3339. */
const deployment = z.looseObject({
  deployment_id: text,
  source_code_path: text,
  git_source: z.looseObject({ branch: text, tag: text, commit: text, source_code_path: text }).nullish(),
  mode: text,
  status,
  creator: text,
  create_time: text,
});
export type AppDeployment = z.output<typeof deployment>;

/** `App`: `compute_status` is the machine, `app_status` the program on it. */
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
export type App = z.output<typeof app>;

type Fields = Readonly<Record<string, unknown>>;
interface Named {
  readonly name: string;
}
interface PageQuery {
  readonly page_size: number;
  readonly page_token?: string | undefined;
}

/** `GET /api/2.0/apps`. */
export async function listApps(client: Client, query: PageQuery): Promise<Page<App>> {
  const schema = z.looseObject({ apps: z.array(app).nullish(), next_page_token: text });
  const { apps, next_page_token } = await client.get("apps.list", "/api/2.0/apps", schema, { query: { ...query } });
  return { items: apps ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.0/apps/{name}`. */
export const getApp = (client: Client, { name }: Named) => client.get("apps.get", path`/api/2.0/apps/${name}`, app);

/** `POST /api/2.0/apps`: returns at once while its compute starts, unless it is to have none yet. */
export const createApp = (client: Client, { no_compute, ...body }: Fields & Named & { no_compute?: boolean }) =>
  client.post("apps.create", "/api/2.0/apps", app, { body, ...(no_compute && { query: { no_compute } }) });

/** `PATCH /api/2.0/apps/{name}`: the fields given; lists are replaced whole. */
export const updateApp = (client: Client, { name, ...body }: Fields & Named) =>
  client.patch("apps.update", path`/api/2.0/apps/${name}`, app, { body: { name, ...body } });

/** `DELETE /api/2.0/apps/{name}`: returns at once with the app DELETING. */
export const deleteApp = (client: Client, { name }: Named) =>
  client.delete("apps.delete", path`/api/2.0/apps/${name}`, app);

/** `POST /api/2.0/apps/{name}/start`: returns at once. */
export const startApp = (client: Client, { name }: Named) =>
  client.post("apps.start", path`/api/2.0/apps/${name}/start`, app, { body: {} });

/** `POST /api/2.0/apps/{name}/stop`: returns at once. */
export const stopApp = (client: Client, { name }: Named) =>
  client.post("apps.stop", path`/api/2.0/apps/${name}/stop`, app, { body: {} });

/** `POST /api/2.0/apps/{app_name}/deployments`: returns at once with the deployment IN_PROGRESS. */
export const deployApp = (client: Client, { name, ...body }: Fields & Named) =>
  client.post("apps.deploy", path`/api/2.0/apps/${name}/deployments`, deployment, { body });

/** `GET /api/2.0/apps/{app_name}/deployments/{deployment_id}`. */
export const getDeployment = (client: Client, { name, deployment_id }: Named & { deployment_id: string }) =>
  client.get("apps.getDeployment", path`/api/2.0/apps/${name}/deployments/${deployment_id}`, deployment);

/** `GET /api/2.0/apps/{app_name}/deployments`, newest first. */
export async function listDeployments(
  client: Client,
  { name, ...query }: Named & PageQuery,
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
