import * as z from "zod";
import { getDashboard } from "../../../api/sql/dashboards/dashboards.ts";
import { type DashboardPage, readPages, type Widget } from "../../../api/sql/dashboards/page.ts";
import { sheetSvg } from "../../../charts/panels.ts";
import { layOut } from "../../../charts/panels-layout.ts";
import type { Context } from "../../../core/calls/context.ts";
import { ToolError } from "../../../core/errors.ts";
import * as params from "../../../core/params.ts";
import { oneLine } from "../../../text.ts";
import { attachSvg } from "../../pictures.ts";
import { waitBudgetMs } from "../../waiting.ts";
import { chooseWarehouse } from "../choice.ts";
import { drawWidgetRows, noteOf, rowLimitOf } from "./panels.ts";
import { type DrawnPanel, snapshotOutput, snapshotText, snapshotWidgetView } from "./snapshot-view.ts";
import { readWidget, type WidgetOutcome } from "./statements.ts";
import { dashboardId, dashboards } from "./toolset.ts";

/** Further widgets would make the picture unreadable. */
const MAX_WIDGETS = 24;

export const exportDashboardSnapshot = dashboards.tool({
  name: "export_dashboard_snapshot",
  title: "Draw a dashboard page",
  description:
    "Draws a page of a dashboard's draft as an image, with its data in words. Statements that are not provably reads are not run, and filters are not applied.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    dashboard_id: dashboardId,
    page: z.string().max(255).optional().describe("Page title; defaults to the first"),
    wait_seconds: params.waitSeconds,
  }),
  output: snapshotOutput,
  text: snapshotText,
  async run(ctx, { dashboard_id, page: wanted, wait_seconds }) {
    const { display_name, warehouse_id, serialized_dashboard } = await getDashboard(ctx.client, { dashboard_id });
    const pages = pagesOf(serialized_dashboard);
    const page = choosePage(pages, wanted);
    const read = await widgetReader(ctx, page, { warehouse_id, budgetMs: waitBudgetMs(ctx, wait_seconds) });
    const { boxes } = layOut(
      page.widgets.map(({ place }) => place),
      page.columns,
    );
    const all = await Promise.all(
      page.widgets.map(async (widget, index) => {
        const shown = index < MAX_WIDGETS && boxes[index] !== undefined;
        const drawn: DrawnPanel = shown
          ? await drawWidget(widget, read)
          : noteOf("Not drawn: below the end of the picture.");
        return { widget, shown, drawn };
      }),
    );
    const filtered = pages.some(({ widgets }) => widgets.some(({ type }) => isFilter(type)));
    const note = filtered ? "Filters are not applied." : "";
    const svg = await sheetSvg({
      title: display_name ?? "",
      subtitle: [page.title, "draft", filtered ? "filters not applied" : ""].filter(Boolean).join("  ·  "),
      columns: page.columns,
      panels: all
        .filter(({ shown }) => shown)
        .map(({ widget, drawn }) => ({ title: headingOf(widget, drawn), place: widget.place, body: drawn.body })),
    });
    await attachSvg(ctx, svg, "dashboard.png");
    return {
      dashboard_id,
      display_name,
      page: page.title,
      other_pages: pages.filter((other) => other !== page).map(({ title }) => title),
      widgets: all.map(({ widget, drawn }) => snapshotWidgetView(widget, drawn)),
      note,
      next: all.some(({ drawn }) => drawn.statement_id) ? RUNNING : undefined,
    };
  },
});

const RUNNING =
  "Some statements are still running. Call export_dashboard_snapshot again to wait for them and draw them, or read one with poll_sql_result.";

const isFilter = (type: string): boolean => type.startsWith("filter-");

function pagesOf(serialized: string | null | undefined): readonly DashboardPage[] {
  const pages = readPages(serialized);
  if (!pages) {
    throw new ToolError("This dashboard's document cannot be read, because it is not that of an AI/BI dashboard.", {
      next: "Read it with get_dashboard and include_serialized. A legacy dashboard must be converted in the workspace first.",
    });
  }
  if (pages.length > 0) return pages;
  throw new ToolError("This dashboard's draft has no pages.", { next: "Add pages with update_dashboard." });
}

/** The page with this title or name, or else the first page that shows more than filters. */
function choosePage(pages: readonly DashboardPage[], wanted: string | undefined): DashboardPage {
  const named = wanted?.trim().toLowerCase();
  const found =
    named === undefined
      ? (pages.find(({ widgets }) => widgets.some(({ type }) => !isFilter(type))) ?? pages[0])
      : (pages.find(({ title }) => title.toLowerCase() === named) ??
        pages.find(({ name }) => name.toLowerCase() === named));
  if (found) return found;
  throw new ToolError("The dashboard does not have a page of this name.", {
    next: "Its pages are listed below.",
    quoted: pages.map(({ title }) => oneLine(title, 100)).join("\n"),
  });
}

type WidgetReader = (widget: Widget, row_limit: number) => Promise<WidgetOutcome>;

/** Reads the rows of widgets, each distinct statement once. A page without statements does not need a warehouse. */
async function widgetReader(
  ctx: Context,
  { widgets }: DashboardPage,
  { warehouse_id, budgetMs }: { warehouse_id: string | null | undefined; budgetMs: number },
): Promise<WidgetReader> {
  const hasStatements = widgets.some(({ type, query }) => rowLimitOf(type) !== undefined && "request" in query);
  const place = hasStatements ? await chooseWarehouse(ctx, warehouse_id || undefined) : { id: "" };
  const started = new Map<string, Promise<WidgetOutcome>>();
  return ({ query }, row_limit) => {
    if ("problem" in query) return Promise.resolve(query);
    const request = { ...query.request, row_limit };
    const key = JSON.stringify(request);
    const outcome = started.get(key) ?? readWidget(ctx, request, { place, budgetMs });
    started.set(key, outcome);
    return outcome;
  };
}

async function drawWidget(widget: Widget, read: WidgetReader): Promise<DrawnPanel> {
  const { type, text } = widget;
  if (text !== undefined) return { body: { kind: "text", text }, facts: oneLine(text, 200) };
  const row_limit = rowLimitOf(type);
  if (row_limit === undefined)
    return noteOf(
      isFilter(type) ? "A filter; it is not applied." : `Not drawn: widgets of type ${type} are not supported.`,
    );
  const outcome = await read(widget, row_limit);
  if ("problem" in outcome) return noteOf(outcome.problem, true);
  if ("result" in outcome) return { ...drawWidgetRows(widget, outcome.result), rows: outcome.result.total };
  const { state, statement_id } = outcome;
  const words = state === "PENDING" ? "Waiting for the warehouse." : "Still running.";
  return { body: { kind: "note", text: words, alarming: false }, state, statement_id };
}

const headingOf = ({ title, type }: Widget, { body }: DrawnPanel): string =>
  title || (body.kind === "note" ? type : "");
