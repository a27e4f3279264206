import { beforeEach, describe, expect, test } from "vitest";
import { readOutline } from "../../../../src/api/sql/dashboards/page.ts";
import { connect, textOf, yes } from "../../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../../support/workspace.ts";

useWorkspace();

const PATH = "/api/2.0/lakeview/dashboards";
const dashboard = {
  dashboard_id: "d1",
  display_name: "Sales",
  path: "/Users/ana@example.com/Sales.lvdash.json",
  etag: "7",
  warehouse_id: "w1",
  lifecycle_state: "ACTIVE",
  serialized_dashboard: JSON.stringify({
    datasets: [
      { name: "x1", displayName: "Revenue", queryLines: ["SELECT sum(total)\n", "FROM main.sales.orders"] },
      { name: "x2", query: "SELECT 1" },
    ],
    pages: [
      {
        name: "p1",
        displayName: "Overview",
        layout: [
          { widget: { name: "w1", spec: { widgetType: "line", frame: { title: "Revenue" } } } },
          { widget: { name: "w2", textbox_spec: "# Notes" } },
          { widget: { name: "w3" } },
        ],
      },
    ],
  }),
  create_time: "2026-01-10T08:00:00Z",
  update_time: "2026-01-12T08:00:00Z",
};
const summary = {
  dashboard_id: "d1",
  display_name: "Sales",
  warehouse_id: "w1",
  create_time: "2026-01-10T08:00:00Z",
};
const pages = [{ name: "Overview", widgets: ["line: Revenue", "text: # Notes", "widget: w3"] }];
const draft = { ...summary, path: dashboard.path, etag: "7", update_time: "2026-01-12T08:00:00Z", pages };
const version = {
  display_name: "Sales",
  warehouse_id: "w1",
  embed_credentials: false,
  revision_create_time: "2026-01-12T09:00:00Z",
};
const publishedView = { ...version, url: "https://adb-1.2.azuredatabricks.net/dashboardsv3/d1/published" };

describe("list_dashboards", () => {
  test("returns one page, with trashed dashboards on request", async () => {
    const asked = on(`GET ${PATH}`, {
      dashboards: [dashboard, { dashboard_id: "d2", lifecycle_state: "TRASHED" }],
      next_page_token: "t2",
    });
    const { call } = await connect();
    const result = await call("list_dashboards", { show_trashed: true, page_token: "t1" });
    expect(asked[0]?.query).toEqual({ page_size: "50", page_token: "t1", show_trashed: "true" });
    expect(result.structuredContent).toEqual({
      dashboards: [summary, { dashboard_id: "d2", lifecycle_state: "TRASHED" }],
      next_page_token: "t2",
    });
  });
});

describe("get_dashboard", () => {
  const outline = {
    pages: [{ name: "Overview", widgets: ["line: Revenue", "text: # Notes", "widget: w3"] }],
    datasets: [
      { name: "Revenue", query: "SELECT sum(total) FROM main.sales.orders" },
      { name: "x2", query: "SELECT 1" },
    ],
  };

  test("returns pages, widgets, SQL and the published version", async () => {
    on(`GET ${PATH}/d1`, dashboard);
    on(`GET ${PATH}/d1/published`, version);
    const { call } = await connect();
    const result = await call("get_dashboard", { dashboard_id: "d1" });
    expect(result.structuredContent).toEqual({ ...draft, ...outline, published: publishedView });
  });

  test("says which query and expression the numbers of a widget come from", async () => {
    const widget = (title: string, type: string, query: unknown) => ({
      widget: { name: title, queries: [{ name: "main_query", query }], spec: { widgetType: type, frame: { title } } },
    });
    const total = { datasetName: "x1", fields: [{ name: "total", expression: "SUM(`total`)" }] };
    on(`GET ${PATH}/d1`, {
      ...dashboard,
      serialized_dashboard: JSON.stringify({
        datasets: [{ name: "x1", displayName: "Orders", query: "SELECT * FROM main.sales.orders" }],
        pages: [
          {
            name: "p1",
            layout: [
              widget("Revenue", "counter", total),
              widget("Paid", "counter", { ...total, filters: [{ expression: "`status` = 'paid'" }] }),
              widget("Lost", "counter", { ...total, datasetName: "gone" }),
            ],
          },
        ],
      }),
    });
    on(`GET ${PATH}/d1/published`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "not published"));
    const { call } = await connect();
    expect((await call("get_dashboard", { dashboard_id: "d1" })).structuredContent).toMatchObject({
      pages: [
        {
          widgets: [
            "counter: Revenue, SUM(`total`) from dataset Orders",
            "counter: Paid, SUM(`total`) from dataset Orders where `status` = 'paid'",
            "counter: Lost",
          ],
        },
      ],
      datasets: [{ name: "Orders", query: "SELECT * FROM main.sales.orders" }],
    });
  });

  test("omits the published version if there is none, and returns the document on request", async () => {
    on(`GET ${PATH}/d1`, dashboard);
    on(`GET ${PATH}/d1/published`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "not published"));
    const { call } = await connect();
    const { serialized_dashboard } = dashboard;
    const result = await call("get_dashboard", { dashboard_id: "d1", include_serialized: true });
    expect(result.structuredContent).toEqual({ ...draft, ...outline, serialized_dashboard });
  });

  test("omits the outline of an unreadable document; other failures are reported", async () => {
    on(`GET ${PATH}/d1`, { ...dashboard, serialized_dashboard: "{" });
    on(`GET ${PATH}/d1/published`, version, platformError(403, "PERMISSION_DENIED", "no"));
    const { call } = await connect();
    const { pages: _, ...withoutPages } = draft;
    expect((await call("get_dashboard", { dashboard_id: "d1" })).structuredContent).toEqual({
      ...withoutPages,
      published: publishedView,
    });
    expect((await call("get_dashboard", { dashboard_id: "d1" })).isError).toBe(true);
  });
});

/** No warehouse runs that could check the datasets: that is in document-check.test.ts. */
function stopped() {
  on("GET /api/2.0/sql/warehouses", { warehouses: [] });
  on("GET /api/2.0/sql/warehouses/w1", { id: "w1", state: "STOPPED" });
}

describe("create_dashboard", () => {
  beforeEach(stopped);

  test("creates a draft", async () => {
    const asked = on(`POST ${PATH}`, dashboard);
    const { call } = await connect();
    const { serialized_dashboard } = dashboard;
    const args = { display_name: "Sales", warehouse_id: "w1", parent_path: "/Shared", serialized_dashboard };
    expect((await call("create_dashboard", args)).structuredContent).toEqual(draft);
    expect(asked[0]?.body).toEqual(args);
  });

  test("refuses a document without a page, with an example that can be drawn", async () => {
    const asked = on(`POST ${PATH}`, dashboard);
    const { call } = await connect();
    const text = textOf(await call("create_dashboard", { display_name: "Sales", serialized_dashboard: "{}" }));
    const [, example = ""] = /e\.g\. (\{.*\})/.exec(text) ?? [];
    expect(readOutline(example)?.pages).toEqual([
      { name: "Overview", widgets: [expect.stringContaining("line: Total by day")] },
    ]);
    expect(asked).toEqual([]);
    await call("create_dashboard", { display_name: "Sales", serialized_dashboard: example });
    expect(asked).toHaveLength(1);
  });
});

describe("update_dashboard", () => {
  beforeEach(stopped);

  test("sends the changes with the etag they are based on", async () => {
    const asked = on(`PATCH ${PATH}/d1`, { ...dashboard, etag: "8" });
    on(`GET ${PATH}/d1`, dashboard);
    const { call, questions } = await connect({ answer: yes });
    const { serialized_dashboard } = dashboard;
    const result = await call("update_dashboard", { dashboard_id: "d1", etag: "7", serialized_dashboard });
    expect(asked[0]?.body).toEqual({ etag: "7", serialized_dashboard });
    expect(result.structuredContent).toEqual({ ...draft, etag: "8" });
    expect(questions).toEqual([]);
  });

  test("asks before parts are removed, and names them", async () => {
    on(`GET ${PATH}/d1`, dashboard);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const serialized_dashboard = JSON.stringify({
      datasets: [{ name: "x1" }],
      pages: [{ name: "p1", layout: [{ widget: { name: "w2" } }, { widget: { name: "w3" } }] }],
    });
    await call("update_dashboard", { dashboard_id: "d1", etag: "7", serialized_dashboard });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Change the draft of dashboard "Sales" (id d1, path "/Users/ana@example.com/Sales.lvdash.json")?',
        'The new draft no longer has "dataset x2".',
        'The new draft no longer has "widget Revenue".',
      ].join("\n"),
    ]);
  });

  test.each([
    ["without an etag", {}, "can remove, replace or share something"],
    ["with an etag", { etag: "7" }, 'The new draft no longer has "page Overview".'],
  ])("call_api lakeview.update %s asks before it empties a draft", async (_, etag, words) => {
    on(`GET ${PATH}/d1`, dashboard);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const parameters = { dashboard_id: "d1", serialized_dashboard: "{}", ...etag };
    expect((await call("call_api", { operation: "lakeview.update", parameters })).isError).toBe(true);
    expect(questions[0]).toContain(words);
  });

  test.each(["ask", "never"] as const)("a protected dashboard stays as it is with --confirm %s", async (confirm) => {
    on(`GET ${PATH}/d1`, dashboard);
    const { call } = await connect({ settings: { confirm, protect: ["/Users/ana@example.com/*"] }, answer: yes });
    const results = [
      await call("update_dashboard", { dashboard_id: "d1", display_name: "New" }),
      await call("publish_dashboard", { dashboard_id: "d1" }),
      await call("delete_dashboard", { dashboard_id: "d1" }),
      await call("call_api", {
        operation: "lakeview.update",
        parameters: { dashboard_id: "d1", display_name: "New" },
      }),
    ];
    for (const result of results) expect(textOf(result)).toContain("the operator protects this object");
  });

  test("refuses to replace a document without an etag", async () => {
    const asked = on(`PATCH ${PATH}/d1`, dashboard);
    const { call } = await connect();
    const result = await call("update_dashboard", { dashboard_id: "d1", serialized_dashboard: "{}" });
    expect(textOf(result)).toContain("requires the etag");
    expect(asked).toHaveLength(0);
  });

  test("reports a stale etag as a conflict", async () => {
    on(`PATCH ${PATH}/d1`, platformError(409, "ABORTED", "etag 7 is not the present one"));
    const { call } = await connect();
    const result = await call("update_dashboard", { dashboard_id: "d1", etag: "7", display_name: "New" });
    expect(textOf(result)).toContain("The object's current state does not allow this.");
  });
});

describe("publish_dashboard", () => {
  test("does not embed credentials by default", async () => {
    const asked = on(`POST ${PATH}/d1/published`, version);
    const { call } = await connect();
    const result = await call("publish_dashboard", { dashboard_id: "d1" });
    expect(asked[0]?.body).toEqual({ embed_credentials: false });
    expect(result.structuredContent).toEqual(publishedView);
  });

  test("R4 asks before embedding credentials", async () => {
    on(`GET ${PATH}/d1`, dashboard);
    const asked = on(`POST ${PATH}/d1/published`, { ...version, embed_credentials: true });
    const { call, questions } = await connect({ answer: yes });
    await call("publish_dashboard", { dashboard_id: "d1", embed_credentials: true });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Publish dashboard "Sales" (id d1, path "/Users/ana@example.com/Sales.lvdash.json")?',
        "Everyone it is shared with will see its data with the permissions of this server's identity.",
      ].join("\n"),
    ]);
    expect(asked[0]?.body).toEqual({ embed_credentials: true });
  });
});

describe("delete_dashboard", () => {
  test("asks with name and path, then moves it to the trash", async () => {
    on(`GET ${PATH}/d1`, dashboard);
    const asked = on(`DELETE ${PATH}/d1`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_dashboard", { dashboard_id: "d1" });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Move to the trash dashboard "Sales" (id d1, path "/Users/ana@example.com/Sales.lvdash.json")?',
        "Viewers lose access to it, and its schedules stop.",
      ].join("\n"),
    ]);
    expect(asked).toHaveLength(1);
    expect(result.structuredContent).toEqual({ dashboard_id: "d1", name: "Sales", lifecycle_state: "TRASHED" });
  });
});
