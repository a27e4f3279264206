import * as z from "zod";
import type { Dashboard, PublishedDashboard } from "../../../api/sql/dashboards/dashboards.ts";
import { readOutline } from "../../../api/sql/dashboards/page.ts";
import { flag, text } from "../../../core/fields.ts";
import { view } from "../../../core/view.ts";

/** A dashboard in a list; the usual lifecycle state is left out. */
export const dashboardSummaryView = view(
  {
    dashboard_id: z.string(),
    display_name: text,
    warehouse_id: text,
    lifecycle_state: text.describe("only when not active"),
    create_time: text,
  },
  ({ dashboard_id, display_name, warehouse_id, lifecycle_state, create_time }: Dashboard) => ({
    dashboard_id,
    display_name,
    warehouse_id,
    lifecycle_state: lifecycle_state === "ACTIVE" ? undefined : lifecycle_state,
    create_time,
  }),
);

/** The draft of a dashboard with its pages and widgets, without its document. */
export const dashboardDraftView = view(
  {
    ...dashboardSummaryView.fields,
    path: text,
    etag: text.describe("for update_dashboard"),
    update_time: text,
    pages: z.array(z.object({ name: z.string(), widgets: z.array(z.string()) })).optional(),
  },
  (dashboard: Dashboard) => ({
    ...dashboardSummaryView(dashboard),
    path: dashboard.path,
    etag: dashboard.etag,
    update_time: dashboard.update_time,
    pages: readOutline(dashboard.serialized_dashboard)?.pages,
  }),
);

/** The version of a dashboard that viewers see. */
export const publishedDashboardView = view(
  { display_name: text, warehouse_id: text, embed_credentials: flag, revision_create_time: text, url: text },
  (
    { display_name, warehouse_id, embed_credentials, revision_create_time }: PublishedDashboard,
    { host, dashboard_id }: { readonly host: string; readonly dashboard_id: string },
  ) => ({
    display_name,
    warehouse_id,
    embed_credentials,
    revision_create_time,
    url: `${host}/dashboardsv3/${dashboard_id}/published`,
  }),
);

/** A dashboard in full: its draft, the outline of its document, and the published version. */
export const dashboardView = view(
  {
    ...dashboardDraftView.fields,
    datasets: z.array(z.object({ name: z.string(), query: z.string() })).optional(),
    published: publishedDashboardView.schema.optional().describe("absent if it was never published"),
    serialized_dashboard: text,
  },
  (
    dashboard: Dashboard,
    {
      published,
      include_serialized,
      host,
    }: { published: PublishedDashboard | undefined; include_serialized: boolean; host: string },
  ) => {
    const outline = readOutline(dashboard.serialized_dashboard);
    return {
      ...dashboardDraftView(dashboard),
      datasets: outline?.datasets,
      published: published && publishedDashboardView(published, { host, dashboard_id: dashboard.dashboard_id }),
      serialized_dashboard: include_serialized ? dashboard.serialized_dashboard : undefined,
    };
  },
);
