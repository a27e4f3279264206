import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("what is on a dashboard, and the SQL behind it", async () => {
  const { dashboards } = await story.call("list_dashboards");
  expect(dashboards).toMatchObject([{ display_name: "Sales" }]);
  const [{ dashboard_id }] = Object(dashboards);
  const found = await story.call("get_dashboard", { dashboard_id });
  expect(found).toMatchObject({
    pages: [
      {
        name: "Overview",
        widgets: ["text: # Sales All figures in euro.", "line: Revenue by month", "pie: Orders by status"],
      },
    ],
    datasets: [{ name: "Revenue by month" }, { name: "Orders by status" }],
    published: { embed_credentials: false },
  });
  const [, { query }] = Object(found.datasets);
  expect(await story.call("execute_sql_read_only", { statement: query })).toMatchObject({
    columns: [{ name: "status" }, { name: "orders" }],
  });
});

test("a dashboard from draft to viewers to the trash; a stale etag is refused", async () => {
  const { call, failure } = story;
  const created = await call("create_dashboard", { display_name: "Empty", warehouse_id: "7e083095329f3ca5" });
  const dashboard_id = String(created.dashboard_id);
  expect(created).toMatchObject({ path: "/Workspace/Users/ana@example.com/Empty.lvdash.json", etag: "1" });
  expect(await call("get_dashboard", { dashboard_id })).not.toHaveProperty("published");

  const { serialized_dashboard, etag } = await call("get_dashboard", { dashboard_id, include_serialized: true });
  expect(serialized_dashboard).toBe('{"pages":[]}');
  const document = JSON.stringify({ pages: [{ name: "p1", displayName: "First" }] });
  expect(await failure("update_dashboard", { dashboard_id, serialized_dashboard: document })).toContain(
    "needs the etag",
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
    dashboards: [{ display_name: "Sales" }, { display_name: "Empty", lifecycle_state: "TRASHED" }],
  });
});
