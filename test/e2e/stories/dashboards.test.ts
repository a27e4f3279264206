import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("reads the widgets of a dashboard and the SQL behind them", async () => {
  const { dashboards } = await story.call("list_dashboards");
  expect(dashboards).toMatchObject([{ display_name: "Sales" }]);
  const [{ dashboard_id }] = Object(dashboards);
  const found = await story.call("get_dashboard", { dashboard_id });
  expect(found).toMatchObject({
    pages: [
      {
        name: "Overview",
        widgets: expect.arrayContaining([
          "text: # Sales All figures in euro.",
          "line: Revenue by month, `month`, `revenue` from dataset Revenue by month",
          "pie: Orders by status, `status`, `orders` from dataset Orders by status",
          "counter: Average order, AVG(`total`) from dataset Orders",
        ]),
      },
    ],
    datasets: [
      { name: "Revenue by month" },
      { name: "Orders by status" },
      { name: "Orders" },
      { name: "Lines of orders" },
    ],
    published: { embed_credentials: false },
  });
  const [, { query }] = Object(found.datasets);
  expect(await story.call("execute_sql_read_only", { statement: query })).toMatchObject({
    columns: [{ name: "status" }, { name: "orders" }],
  });
});

const png = z.object({ type: z.literal("image"), mimeType: z.literal("image/png"), data: z.string() });

test("draws the dashboard of a new workspace as a picture and in words", { timeout: 60_000 }, async () => {
  const { dashboards } = await story.call("list_dashboards");
  const [{ dashboard_id }] = Object(dashboards);
  const { structuredContent, content } = await story.client.callTool({
    name: "export_dashboard_snapshot",
    arguments: { dashboard_id },
  });
  const { page, widgets } = Object(structuredContent);
  const lines = widgets.map(({ type, title, facts, problem }: Record<string, string>) =>
    [type, title, problem ?? facts].join(": "),
  );
  expect(page).toBe("Overview");
  expect(lines).toEqual([
    "text: : # Sales All figures in euro.",
    expect.stringMatching(/^counter: Revenue: €2\.\d+M \(since the shop opened\)$/),
    "counter: Orders: 5,000",
    expect.stringMatching(/^counter: Average order: €\d{3}(\.\d\d)?$/),
    expect.stringMatching(/^line: Revenue by month: Revenue, EUR: 12 points, Month 2025-01-01 … 2025-12-01, from /),
    expect.stringMatching(/^pie: Orders by status: Orders: 5 points, .* \(at delivered\)/),
    expect.stringMatching(/^table: Products: 12 rows of Product \| Lines \| Pieces \| Revenue; Two-person tent \| /),
    expect.stringMatching(/^bar: Revenue by country: Revenue, EUR: 10 points, /),
  ]);
  const [image] = content.flatMap((block) => png.safeParse(block).data ?? []);
  const picture = Buffer.from(image?.data ?? "", "base64");
  expect(picture.readUInt32BE(16)).toBe(1200);
  expect(picture.readUInt32BE(20)).toBeGreaterThan(800);
  expect(picture.length).toBeGreaterThan(20_000);
});

test("a draft is drawn before it is published: failing, writing and undrawable panels are reported", async () => {
  const widget = (widgetType: string, datasetName: string, expression: string, y: number) => ({
    widget: {
      name: `w${y}`,
      queries: [
        { name: "main_query", query: { datasetName, fields: [{ name: "v", expression }], disaggregated: false } },
      ],
      spec: { version: 2, widgetType, encodings: { value: { fieldName: "v" } } },
    },
    position: { x: 0, y, width: 6, height: 2 },
  });
  const { dashboard_id } = await story.call("create_dashboard", {
    display_name: "Draft",
    warehouse_id: "7e083095329f3ca5",
    serialized_dashboard: JSON.stringify({
      datasets: [
        {
          name: "some",
          queryLines: ["SELECT total FROM main.sales.orders\n", "WHERE status = :status -- one of five\n"],
          parameters: [
            {
              keyword: "status",
              dataType: "STRING",
              defaultSelection: { values: { dataType: "STRING", values: [{ value: "returned" }] } },
            },
          ],
        },
        { name: "lost", queryLines: ["SELECT * FROM main.sales.gone"] },
        { name: "wipe", queryLines: ["DELETE FROM main.sales.orders"] },
      ],
      pages: [
        {
          name: "p1",
          layout: [
            widget("counter", "some", "COUNT(`*`)", 0),
            widget("counter", "lost", "COUNT(`*`)", 2),
            widget("counter", "wipe", "COUNT(`*`)", 4),
            widget("sankey", "some", "COUNT(`*`)", 6),
          ],
        },
      ],
    }),
  });
  const { rows } = await story.call("execute_sql_read_only", {
    statement: "SELECT count(*) FROM main.sales.orders WHERE status = 'returned'",
  });
  const [[returned]] = Object(rows);
  expect(await story.call("export_dashboard_snapshot", { dashboard_id, page: "p1" })).toMatchObject({
    display_name: "Draft",
    widgets: [
      { facts: `${returned} (v)` },
      { problem: expect.stringMatching(/^TABLE_OR_VIEW_NOT_FOUND: /) },
      { problem: expect.stringMatching(/^Not run, because it is not provably a read: it contains the keyword DELETE/) },
      { problem: "Not drawn: widgets of type sankey are not supported." },
    ],
  });
  await story.call("delete_dashboard", { dashboard_id });
});

test("creates, publishes and trashes a dashboard, and refuses a stale etag", async () => {
  const { call, failure } = story;
  const created = await call("create_dashboard", { display_name: "Empty", warehouse_id: "7e083095329f3ca5" });
  const dashboard_id = String(created.dashboard_id);
  expect(created).toMatchObject({ path: "/Workspace/Users/ana@example.com/Empty.lvdash.json", etag: "1" });
  expect(await call("get_dashboard", { dashboard_id })).not.toHaveProperty("published");

  const { serialized_dashboard, etag } = await call("get_dashboard", { dashboard_id, include_serialized: true });
  expect(serialized_dashboard).toBe('{"pages":[]}');
  const document = JSON.stringify({ pages: [{ name: "p1", displayName: "First" }] });
  expect(await failure("update_dashboard", { dashboard_id, serialized_dashboard: document })).toContain(
    "requires the etag",
  );
  await call("update_dashboard", { dashboard_id, serialized_dashboard: document, etag });
  expect(await failure("update_dashboard", { dashboard_id, serialized_dashboard: document, etag })).toContain("etag 1");

  await call("publish_dashboard", { dashboard_id });
  expect(await call("get_dashboard", { dashboard_id })).toMatchObject({
    pages: [{ name: "First" }],
    published: { display_name: "Empty", embed_credentials: false },
  });
  await call("delete_dashboard", { dashboard_id });
  expect(await call("list_dashboards", { show_trashed: true })).toMatchObject({
    dashboards: expect.arrayContaining([
      expect.objectContaining({ display_name: "Sales" }),
      expect.objectContaining({ display_name: "Empty", lifecycle_state: "TRASHED" }),
    ]),
  });
});
