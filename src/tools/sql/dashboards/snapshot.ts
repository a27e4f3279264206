import * as z from "zod";
import { getDashboard } from "../../../api/sql/dashboards/dashboards.ts";
import { type Page, readPages, type Widget } from "../../../api/sql/dashboards/page.ts";
import { sheetSvg } from "../../../charts/panels.ts";
import { layOut } from "../../../charts/panels-layout.ts";
import type { Context } from "../../../core/calls/context.ts";
import { ToolError } from "../../../core/errors.ts";
import { text } from "../../../core/fields.ts";
import * as params from "../../../core/params.ts";
import { compact } from "../../../records.ts";
import { oneLine } from "../../../text.ts";
import { attachSvg } from "../../pictures.ts";
import { budgetOf } from "../../waiting.ts";
import { chooseWarehouse } from "../choice.ts";
import { type Drawn, drawnFrom, noted, rowsWanted } from "./panels.ts";
import { askWidget, type Outcome } from "./statements.ts";
import { dashboardId, dashboards } from "./toolset.ts";

const output = z.object({
  dashboard_id: z.string(),
  display_name: text,
  page: z.string(),
  other_pages: z.array(z.string()).optional(),
  widgets: z.array(
    z.object({
      title: z.string(),
      type: z.string(),
      rows: z.number().optional(),
      facts: text,
      state: text.describe("of a statement that still runs"),
      statement_id: text,
      problem: text,
    }),
  ),
  note: text,
  next: text,
});

/** A page is drawn as far as a picture can be read. */
const MOST_WIDGETS = 24;

export const exportDashboardSnapshot = dashboards.tool({
  name: "export_dashboard_snapshot",
  title: "Picture of a dashboard",
  description: "Draws a draft's page as an image.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    dashboard_id: dashboardId,
    page: z.string().max(255).optional().describe("Default first"),
    wait_seconds: params.waitSeconds,
  }),
  output,
  text: snapshotText,
  async run(ctx, { dashboard_id, page: wanted, wait_seconds }) {
    const { display_name, warehouse_id, serialized_dashboard } = await getDashboard(ctx.client, { dashboard_id });
    const pages = pagesOf(serialized_dashboard);
    const page = choosePage(pages, wanted);
    const ask = await asker(ctx, page, { warehouse_id, budgetMs: budgetOf(ctx, wait_seconds) });
    const { boxes } = layOut(
      page.widgets.map(({ place }) => place),
      page.columns,
    );
    const all = await Promise.all(
      page.widgets.map(async (widget, index) => {
        const shown = index < MOST_WIDGETS && boxes[index] !== undefined;
        const told: Told = shown ? await drawWidget(widget, ask) : noted("Not drawn: below the end of the picture.");
        return { widget, shown, told };
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
        .map(({ widget, told }) => ({ title: headingOf(widget, told), place: widget.place, body: told.body })),
    });
    await attachSvg(ctx, svg, "dashboard.png");
    return {
      dashboard_id,
      page: page.title,
      widgets: all.map(({ widget, told }) => widgetView(widget, told)),
      ...compact({
        display_name,
        other_pages: pages.filter((other) => other !== page).map(({ title }) => title),
        note,
        next: all.some(({ told }) => told.statement_id) ? RUNNING : undefined,
      }),
    };
  },
});

const RUNNING =
  "Some statements still run: call export_dashboard_snapshot again to wait for them and draw them; poll_sql_result with a statement_id reads one.";

const isFilter = (type: string): boolean => type.startsWith("filter-");

function pagesOf(serialized: string | null | undefined): readonly Page[] {
  const pages = readPages(serialized);
  if (!pages) {
    throw new ToolError("This dashboard's document cannot be read: it is not one of an AI/BI dashboard.", {
      next: "get_dashboard include_serialized shows it; a legacy dashboard must be converted in the workspace first.",
    });
  }
  if (pages.length > 0) return pages;
  throw new ToolError("This dashboard's draft has no pages.", { next: "update_dashboard gives it some." });
}

/** By its title or name; else the first that shows something else than filters. */
function choosePage(pages: readonly Page[], wanted: string | undefined): Page {
  const named = wanted?.trim().toLowerCase();
  const found =
    named === undefined
      ? (pages.find(({ widgets }) => widgets.some(({ type }) => !isFilter(type))) ?? pages[0])
      : (pages.find(({ title }) => title.toLowerCase() === named) ??
        pages.find(({ name }) => name.toLowerCase() === named));
  if (found) return found;
  throw new ToolError("The dashboard has no page of this name.", {
    next: "Its pages are those below.",
    quoted: pages.map(({ title }) => oneLine(title, 100)).join("\n"),
  });
}

type Ask = (widget: Widget, row_limit: number) => Promise<Outcome>;

/** Asks what widgets ask, the same question once. A page without any question needs no warehouse. */
async function asker(
  ctx: Context,
  { widgets }: Page,
  { warehouse_id, budgetMs }: { warehouse_id: string | null | undefined; budgetMs: number },
): Promise<Ask> {
  const asks = widgets.some(({ type, query }) => rowsWanted(type) !== undefined && "request" in query);
  const place = asks ? await chooseWarehouse(ctx, warehouse_id || undefined) : { id: "" };
  const asked = new Map<string, Promise<Outcome>>();
  return ({ query }, row_limit) => {
    if ("problem" in query) return Promise.resolve(query);
    const request = { ...query.request, row_limit };
    const key = JSON.stringify(request);
    const outcome = asked.get(key) ?? askWidget(ctx, request, { place, budgetMs });
    asked.set(key, outcome);
    return outcome;
  };
}

type Told = Drawn & { readonly rows?: number; readonly state?: string; readonly statement_id?: string };

async function drawWidget(widget: Widget, ask: Ask): Promise<Told> {
  const { type, text } = widget;
  if (text !== undefined) return { body: { kind: "text", text }, facts: oneLine(text, 200) };
  const row_limit = rowsWanted(type);
  if (row_limit === undefined)
    return noted(isFilter(type) ? "A filter; it is not applied." : `Not drawn: widgets of type ${type}.`);
  const outcome = await ask(widget, row_limit);
  if ("problem" in outcome) return noted(outcome.problem, true);
  if ("answer" in outcome) return { ...drawnFrom(widget, outcome.answer), rows: outcome.answer.total };
  const { state, statement_id } = outcome;
  const words = state === "PENDING" ? "Waiting for the warehouse." : "Still running.";
  return { body: { kind: "note", text: words, alarming: false }, state, statement_id };
}

const headingOf = ({ title, type }: Widget, { body }: Told): string => title || (body.kind === "note" ? type : "");

const widgetView = ({ title, type }: Widget, { rows, facts, state, statement_id, problem }: Told) => ({
  title,
  type,
  ...(rows === undefined ? {} : { rows }),
  ...compact({ facts, state, statement_id, problem }),
});

/** The page for who does not see it: a line for each widget. */
function snapshotText({ display_name, page, widgets, other_pages, note }: z.output<typeof output>): string {
  const lines = widgets.map(({ title, type, facts, state, statement_id, problem }) => {
    const said = [facts, state && `${state}, statement_id ${statement_id}`, problem].filter(Boolean).join("; ");
    return `${[type, title].filter(Boolean).join(" ")}: ${said}`;
  });
  return [
    `${display_name ?? ""}, page ${page}`,
    ...lines,
    ...(note ? [note] : []),
    ...(other_pages ? [`Other pages: ${other_pages.join(", ")}`] : []),
  ].join("\n");
}
