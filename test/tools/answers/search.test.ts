import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ME = "GET /api/2.0/preview/scim/v2/Me";
const LIST = "GET /api/2.0/workspace/list";
const EXPORT = "GET /api/2.0/workspace/export";
const CATALOGS = "GET /api/2.1/unity-catalog/catalogs";
const TABLES = "GET /api/2.1/unity-catalog/table-summaries";
const JOBS = "GET /api/2.2/jobs/list";
const DASHBOARDS = "GET /api/2.0/lakeview/dashboards";

const HOME = "/Users/ana@example.com";
type Tree = Readonly<Record<string, readonly object[]>>;
const folder = (path: string) => ({ path, object_type: "DIRECTORY" });
const notebook = (path: string) => ({ path, object_type: "NOTEBOOK", language: "PYTHON" });
const tree: Tree = {
  [HOME]: [folder(`${HOME}/etl`), notebook(`${HOME}/scratch`)],
  "/Shared": [],
  [`${HOME}/etl`]: [
    notebook(`${HOME}/etl/load_orders`),
    { path: `${HOME}/etl/orders.yml`, object_type: "FILE", size: 3 },
  ],
};
const listing =
  (of: Tree) =>
  ({ query }: Seen) => {
    const objects = of[String(query.path)];
    return objects ? { objects } : platformError(404, "RESOURCE_DOES_NOT_EXIST", "nothing there");
  };

function workspace() {
  return {
    me: on(ME, { userName: "ana@example.com" }),
    list: on(LIST, listing(tree)),
    catalogs: on(CATALOGS, { catalogs: [{ name: "main" }, { name: "system" }] }),
    tables: on(TABLES, {
      tables: [{ full_name: "main.sales.orders", table_type: "MANAGED" }, { full_name: "main.x.y" }],
    }),
    jobs: on(JOBS, {
      jobs: [
        { job_id: 7, settings: { name: "nightly", description: "Loads the orders" } },
        { job_id: 8, settings: { name: "other" } },
      ],
    }),
    dashboards: on(DASHBOARDS, {
      dashboards: [{ dashboard_id: "d1", display_name: "Orders today", path: "/Shared/x" }],
    }),
  };
}

describe("search_workspace", () => {
  test("by name, everywhere, the best first, and where it did not look", async () => {
    const { call } = await connect();
    const seen = workspace();
    const result = await call("search_workspace", { query: "orders" });
    expect(result.structuredContent).toEqual({
      results: [
        { kind: "table", name: "main.sales.orders", about: "MANAGED" },
        { kind: "file", name: `${HOME}/etl/orders.yml` },
        { kind: "dashboard", name: "Orders today", id: "d1", about: "/Shared/x" },
        { kind: "notebook", name: `${HOME}/etl/load_orders`, about: "PYTHON" },
        { kind: "job", name: "nightly", id: "7", about: "Loads the orders" },
      ],
      missing: [
        expect.stringContaining("folders of other people"),
        "tables of catalogs system: search_tables finds them",
      ],
    });
    expect(seen.tables[0]?.query).toEqual({ catalog_name: "main", table_name_pattern: "%orders%", max_results: "100" });
    expect(Object.values(seen).flat().length).toBeLessThanOrEqual(12);
    expect(textOf(result)).toContain("table | main.sales.orders |  | MANAGED");
  });

  test("in one folder nothing else is looked at", async () => {
    const { call } = await connect();
    const seen = workspace();
    expect((await call("search_workspace", { query: "orders", path: HOME })).structuredContent).toEqual({
      results: [
        { kind: "file", name: `${HOME}/etl/orders.yml` },
        { kind: "notebook", name: `${HOME}/etl/load_orders`, about: "PYTHON" },
      ],
    });
    expect(seen.list.map(({ query }) => query.path)).toEqual([HOME, `${HOME}/etl`]);
    expect([...seen.me, ...seen.catalogs, ...seen.jobs, ...seen.dashboards]).toEqual([]);
  });

  test("by content, with the line that has it", async () => {
    const { call } = await connect();
    workspace();
    const seen = on(EXPORT, ({ query }) => ({
      content: Buffer.from(
        query.path === `${HOME}/etl/load_orders` ? "x = 1\nrows = parse_line(x)\n" : "y = 2",
      ).toString("base64"),
    }));
    const { structuredContent } = await call("search_workspace", { query: "parse_line", path: HOME, content: true });
    expect(structuredContent).toEqual({
      results: [{ kind: "notebook", name: `${HOME}/etl/load_orders`, about: "line 2: rows = parse_line(x)" }],
    });
    expect(seen).toHaveLength(3);
  });

  test("however many folders and files there are, two dozen requests are enough, and what is left is named", async () => {
    const { call } = await connect();
    workspace();
    const many = Array.from({ length: 40 }, (_, at) => folder(`${HOME}/f${at}`));
    const files = Array.from({ length: 40 }, (_, at) => notebook(`${HOME}/n${at}`));
    const list = on(LIST, ({ query }) => (query.path === HOME ? { objects: [...many, ...files] } : {}));
    const read = on(EXPORT, { content: "" });
    const result = await call("search_workspace", { query: "absent", path: HOME, content: true });
    expect([list.length, read.length]).toEqual([8, 16]);
    expect(result.structuredContent).toEqual({
      results: [],
      missing: [
        `folders ${[7, 8, 9, 10, 11].map((at) => `${HOME}/f${at}`).join(", ")} and 28 more: give one as path`,
        expect.stringMatching(/^contents of .* and 19 more: give their folder as path, or export_notebook$/),
      ],
    });
    expect(textOf(result)).toContain("Nothing of this name was found.");
  });

  test("of many catalogs the first are looked into; pages and results left over are announced", async () => {
    const { call } = await connect();
    workspace();
    on(CATALOGS, { catalogs: ["a", "b", "c", "d"].map((name) => ({ name })), next_page_token: "t" });
    const summaries = Array.from({ length: 20 }, (_, at) => ({ full_name: `a.s.orders_${at}` }));
    const seen = on(TABLES, { tables: summaries, next_page_token: "t" });
    on(JOBS, { jobs: [], next_page_token: "t" });
    on(DASHBOARDS, { dashboards: [], next_page_token: "t" });
    const { structuredContent } = await call("search_workspace", { query: "orders" });
    expect(seen.map(({ query }) => query.catalog_name).sort()).toEqual(["a", "b", "c"]);
    expect(structuredContent).toHaveProperty("results.length", 30);
    expect(structuredContent).toMatchObject({
      missing: expect.arrayContaining([
        "tables of catalogs d: search_tables finds them",
        "tables of further catalogs: list_catalogs names them",
        "tables of catalog a: only a part; search_tables has the others",
        "jobs: only the newest 0; list_jobs has the others",
        "dashboards: only 0; list_dashboards has the others",
        "32 further results: use more words",
      ]),
    });
  });

  test("places that may not be searched are named; a folder that is not there is no matter unless it was asked for", async () => {
    const { call } = await connect();
    workspace();
    const denied = () => platformError(403, "PERMISSION_DENIED", "no");
    for (const route of [CATALOGS, JOBS, DASHBOARDS] as const) on(route, denied);
    on(LIST, listing({}));
    const everywhere = (await call("search_workspace", { query: "orders" })).structuredContent;
    expect(everywhere).toEqual({
      results: [],
      missing: expect.arrayContaining([
        expect.stringMatching(/^(?=.*tables)(?=.*jobs)(?=.*dashboards).*: this identity lacks a permission – no$/),
      ]),
    });
    expect(JSON.stringify(everywhere)).not.toContain("nothing there");
    expect((await call("search_workspace", { query: "orders", path: "/nowhere" })).structuredContent).toEqual({
      results: [],
      missing: ["folder /nowhere: the workspace does not have it (any more) – nothing there"],
    });
  });

  test("an identity without a folder of its own begins at the root", async () => {
    const { call } = await connect();
    workspace();
    on(ME, () => platformError(403, "PERMISSION_DENIED", "no"));
    const seen = on(LIST, { objects: [notebook("/orders")] });
    expect((await call("search_workspace", { query: "orders" })).structuredContent).toMatchObject({
      results: expect.arrayContaining([{ kind: "notebook", name: "/orders", about: "PYTHON" }]),
    });
    expect(seen.map(({ query }) => query.path)).toEqual(["/"]);
  });
});
