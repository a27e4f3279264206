import * as z from "zod";
import { collect } from "../../../api/http/paging.ts";
import * as api from "../../../api/sql/dashboards/dashboards.ts";
import { readDocument } from "../../../api/sql/dashboards/document.ts";
import type { Context } from "../../../core/calls/context.ts";
import { type AffectedObject, say, unnamed } from "../../../core/consent/facts.ts";
import { ToolError } from "../../../core/errors.ts";
import { objectName, text, texts } from "../../../core/fields.ts";
import * as params from "../../../core/params.ts";
import { hasChanges, NO_CHANGE } from "../../api/body.ts";
import { dashboardDraftView, dashboardSummaryView, dashboardView, publishedDashboardView } from "./dashboard-view.ts";
import { problemsOfDocument } from "./document-check.ts";
import { removedParts } from "./removed-parts.ts";
import { dashboardId, dashboards } from "./toolset.ts";

export const listDashboards = dashboards.tool({
  name: "list_dashboards",
  title: "List dashboards",
  description: "Lists AI/BI dashboards. search_workspace finds one by name.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    show_trashed: z.boolean().optional().describe("Includes dashboards in the trash"),
    limit: params.limit(50, 100),
    page_token: params.pageToken,
  }),
  aliases: { page_size: "limit", max_results: "limit" },
  output: z.object({ dashboards: z.array(dashboardSummaryView.schema), next_page_token: text }),
  async run(ctx, { limit, page_token, show_trashed }) {
    const { items, next } = await collect(
      (token) => api.listDashboards(ctx.client, { page_size: limit, page_token: token, show_trashed }),
      1,
      { from: page_token },
    );
    return { dashboards: items.map((dashboard) => dashboardSummaryView(dashboard)), next_page_token: next };
  },
});

export const getDashboard = dashboards.tool({
  name: "get_dashboard",
  title: "Get a dashboard",
  description:
    "Returns a dashboard's pages, widgets, dataset queries and published version. export_dashboard_snapshot draws a page.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    dashboard_id: dashboardId,
    include_serialized: z.boolean().default(false).describe("Also returns the dashboard's JSON, for editing"),
  }),
  output: dashboardView.schema,
  async run(ctx, { dashboard_id, include_serialized }) {
    const dashboard = await api.getDashboard(ctx.client, { dashboard_id });
    const published = await api.findPublished(ctx.client, { dashboard_id });
    return dashboardView(dashboard, { published, include_serialized, host: ctx.client.host });
  },
});

const name = z.string().min(1).max(255).describe("Name");

/** A line chart of a query: datasets, and pages with widgets that select from them. */
const EXAMPLE = {
  datasets: [{ name: "sales", displayName: "Sales", queryLines: ["SELECT day, total FROM main.shop.daily"] }],
  pages: [
    {
      name: "overview",
      displayName: "Overview",
      layout: [
        {
          position: { x: 0, y: 0, width: 6, height: 6 },
          widget: {
            name: "total_by_day",
            queries: [
              {
                name: "main_query",
                query: {
                  datasetName: "sales",
                  fields: [
                    { name: "day", expression: "`day`" },
                    { name: "total", expression: "`total`" },
                  ],
                  disaggregated: true,
                },
              },
            ],
            spec: {
              version: 3,
              widgetType: "line",
              encodings: {
                x: { fieldName: "day", scale: { type: "temporal" } },
                y: { fieldName: "total", scale: { type: "quantitative" } },
              },
              frame: { showTitle: true, title: "Total by day" },
            },
          },
        },
      ],
    },
  ],
};

/** A new dashboard whose document shows nothing helps no one, and its caller does not know the format. */
function requirePages(text: string | undefined): void {
  if (text === undefined || (readDocument(text)?.pages.length ?? 0) > 0) return;
  throw new ToolError("serialized_dashboard has no page; nothing was created.", {
    next: `It is JSON text with datasets, and pages of widgets that select from them, e.g. ${JSON.stringify(EXAMPLE)}`,
  });
}

const checkedDraft = dashboardDraftView.schema.extend({
  check: texts.describe("datasets that fail, and widgets that show what their dataset does not return"),
});

const serialized = z.string().min(2).max(10_000_000).describe("Dashboard definition as JSON text");
const warehouse = params.warehouseId.optional().describe("Warehouse that runs its queries");

export const createDashboard = dashboards.tool({
  name: "create_dashboard",
  title: "Create a dashboard",
  description: "Creates a dashboard as a draft. Viewers see it after publish_dashboard.",
  access: "write",
  covers: "lakeview.create",
  affects: ({ display_name, parent_path }) => ({
    effect: "Create",
    objects: [{ kind: "dashboard", name: display_name, within: [parent_path] }],
    consequences: [],
  }),
  untrusted: true,
  input: z.strictObject({
    display_name: name,
    serialized_dashboard: serialized
      .optional()
      .describe("Dashboard definition as JSON text; {} is refused with an example"),
    warehouse_id: warehouse,
    parent_path: z.string().min(1).max(4096).optional().describe("Folder; defaults to the home folder"),
  }),
  output: checkedDraft,
  async run(ctx, args) {
    requirePages(args.serialized_dashboard);
    const check = await problemsOfDocument(ctx, args.serialized_dashboard, args.warehouse_id);
    return { ...dashboardDraftView(await api.createDashboard(ctx.client, args)), check: [...check] };
  },
});

/** Replacing a document without having read it would discard another user's work. */
function requireEtag(args: { readonly serialized_dashboard?: string | undefined; readonly etag?: string | undefined }) {
  if (args.serialized_dashboard === undefined || args.etag !== undefined) return;
  throw new ToolError(
    "serialized_dashboard replaces the whole draft, so it requires the etag of the draft it is based on.",
    { next: "Read the draft with get_dashboard and include_serialized, and pass its etag." },
  );
}

const dashboardObject = ({ dashboard_id, display_name, path }: api.Dashboard): AffectedObject => ({
  kind: "dashboard",
  name: display_name,
  id: dashboard_id,
  within: [path],
  details: { path },
});

const affectedDashboard = async (ctx: Context, { dashboard_id }: { dashboard_id: string }): Promise<AffectedObject> =>
  dashboardObject(await api.getDashboard(ctx.client, { dashboard_id }));

export const updateDashboard = dashboards.tool({
  name: "update_dashboard",
  title: "Update a dashboard draft",
  description:
    "Changes a dashboard's draft. Viewers see the change after publish_dashboard. Removing pages, widgets or datasets requires the user's confirmation.",
  // The platform replaces the whole document: what the new one leaves out is lost.
  access: { least: "write", most: "destructive", of: () => "write" },
  untrusted: true,
  input: z
    .strictObject({
      dashboard_id: dashboardId,
      etag: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .describe("etag from get_dashboard; required with serialized_dashboard"),
      display_name: name.optional(),
      serialized_dashboard: serialized.optional(),
      warehouse_id: warehouse,
    })
    .refine(hasChanges("dashboard_id", "etag"), NO_CHANGE),
  output: checkedDraft,
  covers: "lakeview.update",
  async affects(args, ctx) {
    requireEtag(args);
    const { dashboard_id, serialized_dashboard } = args;
    if (serialized_dashboard === undefined && !ctx.settings.protect) {
      return unnamed("Change the draft of", { kind: "dashboard", id: dashboard_id });
    }
    const dashboard = await api.getDashboard(ctx.client, { dashboard_id });
    return {
      effect: "Change the draft of",
      objects: [dashboardObject(dashboard)],
      consequences:
        serialized_dashboard === undefined
          ? []
          : removedParts(dashboard.serialized_dashboard, serialized_dashboard).map((part) => ({
              reason: "replacement",
              text: say`The new draft no longer has ${part}.`,
            })),
    };
  },
  async run(ctx, args) {
    requireEtag(args);
    const check = await problemsOfDocument(ctx, args.serialized_dashboard, args.warehouse_id);
    return { ...dashboardDraftView(await api.updateDashboard(ctx.client, args)), check: [...check] };
  },
});

export const publishDashboard = dashboards.tool({
  name: "publish_dashboard",
  title: "Publish a dashboard",
  description:
    "Publishes a dashboard's draft as the version that viewers see. Embedding credentials requires the user's confirmation.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ embed_credentials }) => (embed_credentials ? "destructive" : "write"),
  },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    dashboard_id: dashboardId,
    embed_credentials: z.boolean().default(false).describe("Viewers query with the publisher's permissions"),
  }),
  output: publishedDashboardView.schema,
  covers: "lakeview.publish",
  async affects(args, ctx) {
    if (!args.embed_credentials && !ctx.settings.protect) {
      return unnamed("Publish", { kind: "dashboard", id: args.dashboard_id });
    }
    return {
      effect: "Publish",
      objects: [await affectedDashboard(ctx, args)],
      consequences: args.embed_credentials
        ? [
            {
              reason: "outbound",
              text: say`Everyone it is shared with will see its data with the permissions of this server's identity.`,
            },
          ]
        : [],
    };
  },
  run: async (ctx, args) =>
    publishedDashboardView(await api.publishDashboard(ctx.client, args), {
      host: ctx.client.host,
      dashboard_id: args.dashboard_id,
    }),
});

export const deleteDashboard = dashboards.tool({
  name: "delete_dashboard",
  title: "Trash a dashboard",
  description: "Moves a dashboard to the trash. Viewers lose access to it, and its schedules stop.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ dashboard_id: dashboardId }),
  output: z.object({ dashboard_id: z.string(), name: objectName, lifecycle_state: z.string() }),
  covers: "lakeview.trash",
  affects: async (args, ctx) => ({
    effect: "Move to the trash",
    objects: [await affectedDashboard(ctx, args)],
    consequences: [{ reason: "others", text: say`Viewers lose access to it, and its schedules stop.` }],
  }),
  async run(ctx, { dashboard_id }) {
    await api.trashDashboard(ctx.client, { dashboard_id });
    return { dashboard_id, lifecycle_state: "TRASHED" };
  },
});
