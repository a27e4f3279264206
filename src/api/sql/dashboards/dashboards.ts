import * as z from "zod";
import type { Client } from "../../http/client.ts";
import { ApiError } from "../../http/errors.ts";
import { nothing, text } from "../../http/fields.ts";
import type { Page } from "../../http/paging.ts";
import { path } from "../../http/path.ts";

/** `Dashboard`, the draft: the fields we read. Times are RFC 3339. Only get returns `serialized_dashboard`, list does not. */
const dashboard = z.looseObject({
  dashboard_id: z.string(),
  display_name: text,
  path: text,
  parent_path: text,
  etag: text,
  warehouse_id: text,
  lifecycle_state: text,
  serialized_dashboard: text,
  create_time: text,
  update_time: text,
});
/** The draft of a dashboard. */
export type Dashboard = z.output<typeof dashboard>;

/** `PublishedDashboard`: the version that viewers see. */
const published = z.looseObject({
  display_name: text,
  warehouse_id: text,
  embed_credentials: z.boolean().nullish(),
  revision_create_time: text,
});
/** The published version of a dashboard. */
export type PublishedDashboard = z.output<typeof published>;

const BASE = "/api/2.0/lakeview/dashboards";
const listing = z.looseObject({ dashboards: z.array(dashboard).nullish(), next_page_token: text });

/** `GET /api/2.0/lakeview/dashboards`: one page of drafts, without their documents. */
export async function listDashboards(
  client: Client,
  query: { page_size: number; page_token?: string | undefined; show_trashed?: boolean | undefined },
): Promise<Page<Dashboard>> {
  const { dashboards, next_page_token } = await client.get("lakeview.list", BASE, listing, { query });
  return { items: dashboards ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.0/lakeview/dashboards/{dashboard_id}`: the draft. @throws {ApiError} `not-found` for an unknown id */
export const getDashboard = (client: Client, { dashboard_id }: { dashboard_id: string }) =>
  client.get("lakeview.get", path`/api/2.0/lakeview/dashboards/${dashboard_id}`, dashboard);

/** `GET /api/2.0/lakeview/dashboards/{dashboard_id}/published`; undefined for a dashboard that was never published. */
export const findPublished = (client: Client, { dashboard_id }: { dashboard_id: string }) =>
  client
    .get("lakeview.getPublished", path`/api/2.0/lakeview/dashboards/${dashboard_id}/published`, published)
    .catch((error: unknown) => (error instanceof ApiError && error.kind === "not-found" ? undefined : raise(error)));

const raise = (error: unknown): never => {
  throw error;
};

/** The settings of a draft; `serialized_dashboard` is its document as JSON text. */
export interface DashboardSettings {
  readonly display_name?: string | undefined;
  readonly warehouse_id?: string | undefined;
  readonly serialized_dashboard?: string | undefined;
}

/** `POST /api/2.0/lakeview/dashboards`: creates a draft. */
export const createDashboard = (client: Client, body: DashboardSettings & { parent_path?: string | undefined }) =>
  client.post("lakeview.create", BASE, dashboard, { body });

/**
 * `PATCH /api/2.0/lakeview/dashboards/{dashboard_id}`: changes the draft.
 * @throws {ApiError} `conflict` for an `etag` that is not the current one
 */
export const updateDashboard = (
  client: Client,
  { dashboard_id, ...body }: DashboardSettings & { dashboard_id: string; etag?: string | undefined },
) => client.patch("lakeview.update", path`/api/2.0/lakeview/dashboards/${dashboard_id}`, dashboard, { body });

/** `POST /api/2.0/lakeview/dashboards/{dashboard_id}/published`: makes the draft the version that viewers see. */
export const publishDashboard = (
  client: Client,
  { dashboard_id, ...body }: { dashboard_id: string; embed_credentials: boolean },
) =>
  client.post("lakeview.publish", path`/api/2.0/lakeview/dashboards/${dashboard_id}/published`, published, {
    body,
    replay: "safe",
  });

/** `DELETE /api/2.0/lakeview/dashboards/{dashboard_id}`: moves the dashboard to the trash. */
export const trashDashboard = (client: Client, { dashboard_id }: { dashboard_id: string }) =>
  client.delete("lakeview.trash", path`/api/2.0/lakeview/dashboards/${dashboard_id}`, nothing);
