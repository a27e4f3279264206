import * as z from "zod";
import { collect } from "../../../api/http/paging.ts";
import * as api from "../../../api/sql/dashboards/dashboards.ts";
import { outline } from "../../../api/sql/dashboards/page.ts";
import { ToolError } from "../../../core/errors.ts";
import { text } from "../../../core/fields.ts";
import * as params from "../../../core/params.ts";
import { compact } from "../../../records.ts";
import { changing, NOTHING } from "../../api/body.ts";
import { dashboardId, dashboards } from "./toolset.ts";

const summary = {
  dashboard_id: z.string(),
  display_name: text,
  warehouse_id: text,
  lifecycle_state: text.describe("only when not active"),
  create_time: text,
};

const summarise = ({ dashboard_id, display_name, warehouse_id, lifecycle_state, create_time }: api.Dashboard) => ({
  dashboard_id,
  ...compact({
    display_name,
    warehouse_id,
    lifecycle_state: lifecycle_state === "ACTIVE" ? undefined : lifecycle_state,
    create_time,
  }),
});

const draft = {
  ...summary,
  path: text,
  etag: text.describe("for update_dashboard"),
  update_time: text,
};

const draftView = (dashboard: api.Dashboard) => ({
  ...summarise(dashboard),
  ...compact({ path: dashboard.path, etag: dashboard.etag, update_time: dashboard.update_time }),
});

const published = z.object({
  display_name: text,
  warehouse_id: text,
  embed_credentials: z.boolean().optional(),
  revision_create_time: text,
});

const publishedView = (version: api.PublishedDashboard): z.input<typeof published> =>
  compact({
    display_name: version.display_name,
    warehouse_id: version.warehouse_id,
    embed_credentials: version.embed_credentials,
    revision_create_time: version.revision_create_time,
  });

export const listDashboards = dashboards.tool({
  name: "list_dashboards",
  title: "List dashboards",
  description: "Lists AI/BI dashboards.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    show_trashed: z.boolean().optional().describe("Trashed too"),
    limit: params.limit(50, 100),
    page_token: params.pageToken,
  }),
  output: z.object({ dashboards: z.array(z.object(summary)), next_page_token: text }),
  async run(ctx, { limit, page_token, show_trashed }) {
    const { items, next } = await collect(
      (token) => api.listDashboards(ctx.client, { page_size: limit, page_token: token, show_trashed }),
      1,
      { from: page_token },
    );
    return { dashboards: items.map(summarise), ...compact({ next_page_token: next }) };
  },
});

export const getDashboard = dashboards.tool({
  name: "get_dashboard",
  title: "Get a dashboard",
  description: "Returns a dashboard's pages, widgets, dataset queries and published version.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    dashboard_id: dashboardId,
    include_serialized: z.boolean().default(false).describe("Its JSON too, for editing"),
  }),
  output: z.object({
    ...draft,
    pages: z.array(z.object({ name: z.string(), widgets: z.array(z.string()) })).optional(),
    datasets: z.array(z.object({ name: z.string(), query: z.string() })).optional(),
    published: published.optional().describe("absent: viewers see nothing"),
    serialized_dashboard: text,
  }),
  async run(ctx, { dashboard_id, include_serialized }) {
    const dashboard = await api.getDashboard(ctx.client, { dashboard_id });
    const version = await api.findPublished(ctx.client, { dashboard_id });
    const { serialized_dashboard } = dashboard;
    return {
      ...draftView(dashboard),
      ...outline(serialized_dashboard),
      ...compact({
        published: version && publishedView(version),
        serialized_dashboard: include_serialized ? serialized_dashboard : undefined,
      }),
    };
  },
});

const name = z.string().min(1).max(255).describe("Name");
const serialized = z.string().min(2).max(10_000_000).describe("JSON text");
const warehouse = z.string().max(128).optional().describe("Where it runs");

export const createDashboard = dashboards.tool({
  name: "create_dashboard",
  title: "Create a dashboard",
  description: "Creates a dashboard draft; publish_dashboard shows it to viewers.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    display_name: name,
    serialized_dashboard: serialized.optional(),
    warehouse_id: warehouse,
    parent_path: z.string().max(4096).optional().describe("Folder; default home"),
  }),
  output: z.object(draft),
  run: async (ctx, args) => draftView(await api.createDashboard(ctx.client, args)),
});

export const updateDashboard = dashboards.tool({
  name: "update_dashboard",
  title: "Update a dashboard draft",
  description: "Changes a draft; viewers see it after publish_dashboard.",
  access: "write",
  untrusted: true,
  input: z
    .strictObject({
      dashboard_id: dashboardId,
      etag: z.string().max(255).optional().describe("From get_dashboard, for serialized_dashboard"),
      display_name: name.optional(),
      serialized_dashboard: serialized.optional(),
      warehouse_id: warehouse,
    })
    .refine(changing("dashboard_id", "etag"), NOTHING),
  output: z.object(draft),
  async run(ctx, args) {
    // Replacing a document nobody read would throw away somebody's work.
    if (args.serialized_dashboard !== undefined && args.etag === undefined) {
      throw new ToolError(
        "serialized_dashboard replaces the whole draft, so it needs the etag of the draft it is made from.",
        {
          next: "Read the draft with get_dashboard include_serialized and give its etag.",
        },
      );
    }
    return draftView(await api.updateDashboard(ctx.client, args));
  },
});

export const publishDashboard = dashboards.tool({
  name: "publish_dashboard",
  title: "Publish a dashboard",
  description: "Makes the draft the version viewers see.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ embed_credentials }) => (embed_credentials ? "destructive" : "write"),
  },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    dashboard_id: dashboardId,
    embed_credentials: z.boolean().default(false).describe("Viewers query as the publisher"),
  }),
  output: published,
  async confirm({ dashboard_id }, ctx) {
    const { display_name } = await api.getDashboard(ctx.client, { dashboard_id });
    return `Publish dashboard "${display_name ?? ""}" (${dashboard_id}) with embedded credentials? Everybody it is shared with then sees data with this identity's rights.`;
  },
  run: async (ctx, args) => publishedView(await api.publishDashboard(ctx.client, args)),
});

export const deleteDashboard = dashboards.tool({
  name: "delete_dashboard",
  title: "Trash a dashboard",
  description: "Moves a dashboard to the trash; viewers lose it.",
  access: "destructive",
  input: z.strictObject({ dashboard_id: dashboardId }),
  output: z.object({ dashboard_id: z.string(), lifecycle_state: z.string() }),
  async confirm({ dashboard_id }, ctx) {
    const { display_name, path } = await api.getDashboard(ctx.client, { dashboard_id });
    return `Move dashboard "${display_name ?? ""}" (${dashboard_id}${path ? `, ${path}` : ""}) to the trash? Its viewers and schedules lose it.`;
  },
  async run(ctx, { dashboard_id }) {
    await api.trashDashboard(ctx.client, { dashboard_id });
    return { dashboard_id, lifecycle_state: "TRASHED" };
  },
});
