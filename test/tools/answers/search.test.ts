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
const QUERIES = "GET /api/2.0/sql/queries";
const UNITY_MODELS = "GET /api/2.1/unity-catalog/models";
const MODELS = "GET /api/2.0/mlflow/registered-models/search";
const PIPELINES = "GET /api/2.0/pipelines";
const EXPERIMENTS = "POST /api/2.0/mlflow/experiments/search";
const ENDPOINTS = "GET /api/2.0/serving-endpoints";
const SCHEMAS = "GET /api/2.1/unity-catalog/schemas";
const ALERTS = "GET /api/2.0/alerts";
const SPACES = "GET /api/2.0/genie/spaces";
const CLUSTERS = "GET /api/2.1/clusters/list";
const WAREHOUSES = "GET /api/2.0/sql/warehouses";
const ELSEWHERE =
  "and the schemas, tables, models, experiments, jobs, pipelines, queries, dashboards, alerts, Genie spaces, clusters, warehouses and serving endpoints";

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
    schemas: on(SCHEMAS, {
      schemas: [
        { name: "taxi", full_name: "main.taxi", comment: "Trips" },
        { name: "sales", full_name: "main.sales" },
      ],
    }),
    alerts: on(ALERTS, { alerts: [{ id: "a1", display_name: "Late taxi", evaluation: { state: "OK" } }] }),
    spaces: on(SPACES, { spaces: [{ space_id: "s1", title: "Taxi", description: "Ask about trips" }] }),
    clusters: on(CLUSTERS, { clusters: [{ cluster_id: "c1", cluster_name: "taxi", state: "RUNNING" }] }),
    warehouses: on(WAREHOUSES, { warehouses: [{ id: "w1", name: "Taxi team", state: "STOPPED" }] }),
    jobs: on(JOBS, {
      jobs: [
        { job_id: 7, settings: { name: "nightly", description: "Loads the orders" } },
        { job_id: 8, settings: { name: "other" } },
      ],
    }),
    dashboards: on(DASHBOARDS, {
      dashboards: [{ dashboard_id: "d1", display_name: "Orders today", path: "/Shared/x" }],
    }),
    queries: on(QUERIES, {
      results: [{ id: "q1", display_name: "Late", owner_user_name: "eva", description: "Late orders" }, { id: "q2" }],
    }),
    unity: on(UNITY_MODELS, { registered_models: [{ full_name: "main.ml.orders_forecast", comment: "Daily" }] }),
    pipelines: on(PIPELINES, {
      statuses: [
        { pipeline_id: "p1", name: "orders_bronze", state: "IDLE" },
        { pipeline_id: "p2", name: "other" },
      ],
    }),
    experiments: on(EXPERIMENTS, { experiments: [{ experiment_id: "9", name: `${HOME}/orders_churn` }] }),
    models: on(MODELS, { registered_models: [{ name: "other" }] }),
    endpoints: on(ENDPOINTS, {
      endpoints: [
        {
          name: "forecast",
          config: { served_entities: [{ entity_name: "main.ml.orders_forecast", entity_version: "1" }] },
        },
      ],
    }),
  };
}

/** With time for every folder, however slow the machine is. */
const patient = () => connect({ settings: { waitBudgetMs: 60_000 } });

describe("search_workspace", () => {
  test("says that a registry has more models than were searched", async () => {
    const { call } = await patient();
    workspace();
    on(MODELS, { registered_models: [{ name: "other" }], next_page_token: "more" });
    const result = await call("search_workspace", { query: "orders" });
    expect(result.structuredContent).toMatchObject({
      missing: expect.arrayContaining(["models: only 1 were searched; see list_registered_models"]),
    });
  });

  test("searches everywhere by name, lists the best first, and reports places that were not searched", async () => {
    const { call } = await patient();
    const seen = workspace();
    const result = await call("search_workspace", { query: "orders" });
    expect(result.structuredContent).toEqual({
      results: [
        { kind: "table", name: "main.sales.orders", about: "MANAGED" },
        { kind: "file", name: `${HOME}/etl/orders.yml` },
        { kind: "experiment", name: `${HOME}/orders_churn`, id: "9" },
        { kind: "dashboard", name: "Orders today", id: "d1", about: "/Shared/x" },
        { kind: "model", name: "main.ml.orders_forecast", about: "Daily" },
        { kind: "pipeline", name: "orders_bronze", id: "p1", about: "IDLE" },
        { kind: "notebook", name: `${HOME}/etl/load_orders`, about: "PYTHON" },
        { kind: "query", name: "Late", id: "q1", about: "eva; Late orders" },
        { kind: "serving endpoint", name: "forecast", about: expect.stringContaining("orders_forecast") },
        { kind: "job", name: "nightly", id: "7", about: "Loads the orders" },
      ],
      searched: `4 folders, ${ELSEWHERE}`,
    });
    expect(seen.tables[0]?.query).toEqual({ catalog_name: "main", table_name_pattern: "%orders%", max_results: "100" });
    expect(Object.values(seen).flat().length).toBeLessThanOrEqual(22);
    expect(textOf(result)).toContain("table | main.sales.orders |  | MANAGED");
  });

  test("with content, finds saved queries by their SQL", async () => {
    const { call } = await patient();
    workspace();
    const results = [{ id: "q3", display_name: "Late", query_text: "SELECT 1\nFROM main.sales.orders" }];
    on(QUERIES, { results });
    const found = async (content: boolean) =>
      JSON.stringify((await call("search_workspace", { query: "sales.orders", content })).structuredContent);
    expect(await found(true)).toContain('"id":"q3","about":"line 2: FROM main.sales.orders"');
    expect(await found(false)).not.toContain("q3");
  });

  test("finds schemas, alerts, Genie spaces, clusters and warehouses", async () => {
    const { call } = await patient();
    workspace();
    const result = await call("search_workspace", { query: "taxi" });
    expect(result.structuredContent).toMatchObject({
      results: expect.arrayContaining([
        { kind: "schema", name: "main.taxi", about: "Trips" },
        { kind: "alert", name: "Late taxi", id: "a1", about: "OK" },
        { kind: "Genie space", name: "Taxi", id: "s1", about: "Ask about trips" },
        { kind: "cluster", name: "taxi", id: "c1", about: "RUNNING" },
        { kind: "SQL warehouse", name: "Taxi team", id: "w1", about: "STOPPED" },
      ]),
    });
  });

  test("says where it never searches only if it found nothing", async () => {
    const { call } = await patient();
    workspace();
    const text = textOf(await call("search_workspace", { query: "zebra" }));
    expect(text).toContain("folders of other users: pass one as path");
    expect(text).toContain("tables of the catalog system: use search_tables");
    expect(textOf(await call("search_workspace", { query: "orders" }))).not.toContain("missing:");
  });

  test("finds the job whose task runs a notebook, and an experiment of a folder once", async () => {
    const { call } = await patient();
    workspace();
    const tasks = [{ task_key: "load", notebook_task: { notebook_path: "/Shared/etl/load_orders" } }];
    const seen = on(JOBS, { jobs: [{ job_id: 9, settings: { name: "every night", tasks } }] });
    on(LIST, listing({ ...tree, "/Shared": [{ path: "/Shared/load_orders", object_type: "MLFLOW_EXPERIMENT" }] }));
    on(EXPERIMENTS, { experiments: [{ experiment_id: "10", name: "/Shared/load_orders" }] });
    const { structuredContent } = await call("search_workspace", { query: "load_orders" });
    expect(seen[0]?.query).toMatchObject({ expand_tasks: "true" });
    expect(structuredContent).toMatchObject({
      results: [
        { kind: "experiment", name: "/Shared/load_orders", id: "10" },
        { kind: "notebook", name: `${HOME}/etl/load_orders` },
        { kind: "job", name: "every night", id: "9", about: "task load: /Shared/etl/load_orders" },
      ],
    });
  });

  test("lists a dashboard that is also a file of a folder once, with its path", async () => {
    const { call } = await patient();
    workspace();
    const path = "/Shared/Orders today.lvdash.json";
    on(LIST, listing({ ...tree, "/Shared": [{ path, object_type: "DASHBOARD", resource_id: "d1" }] }));
    on(DASHBOARDS, { dashboards: [{ dashboard_id: "d1", display_name: "Orders today" }] });
    const { structuredContent } = await call("search_workspace", { query: "today" });
    expect(structuredContent).toMatchObject({
      results: [{ kind: "dashboard", name: "Orders today", id: "d1", about: path }],
    });
  });

  test("names the tools for what it does not search, if nothing was found", async () => {
    const { call } = await patient();
    workspace();
    const text = textOf(await call("search_workspace", { query: "zebra" }));
    expect(text).toContain("Genie spaces");
    expect(textOf(await call("search_workspace", { query: "orders" }))).not.toContain("Genie spaces");
  });

  test("searches only the given folder", async () => {
    const { call } = await patient();
    const seen = workspace();
    expect((await call("search_workspace", { query: "orders", path: HOME })).structuredContent).toEqual({
      results: [
        { kind: "file", name: `${HOME}/etl/orders.yml` },
        { kind: "notebook", name: `${HOME}/etl/load_orders`, about: "PYTHON" },
      ],
      searched: "2 folders",
    });
    expect(seen.list.map(({ query }) => query.path)).toEqual([HOME, `${HOME}/etl`]);
    expect([...seen.me, ...seen.catalogs, ...seen.jobs, ...seen.dashboards]).toEqual([]);
  });

  test("searches by content and returns the matching line", async () => {
    const { call } = await patient();
    workspace();
    const seen = on(EXPORT, ({ query }) => ({
      content: Buffer.from(
        query.path === `${HOME}/etl/load_orders` ? "x = 1\nrows = parse_line(x)\n" : "y = 2",
      ).toString("base64"),
    }));
    const { structuredContent } = await call("search_workspace", { query: "parse_line", path: HOME, content: true });
    expect(structuredContent).toEqual({
      results: [{ kind: "notebook", name: `${HOME}/etl/load_orders`, about: "line 2: rows = parse_line(x)" }],
      searched: "2 folders, the contents of 3 of 3 files",
    });
    expect(seen).toHaveLength(3);
  });

  test("searches all of dozens of folders and files in one call", async () => {
    const { call } = await patient();
    workspace();
    const many = Array.from({ length: 40 }, (_, at) => folder(`${HOME}/f${at}`));
    const files = Array.from({ length: 40 }, (_, at) => notebook(`${HOME}/n${at}`));
    on(LIST, ({ query }) => {
      if (query.path === HOME) return { objects: [...many, ...files] };
      return query.path === `${HOME}/f39` ? { objects: [notebook(`${HOME}/f39/forecast`)] } : {};
    });
    on(EXPORT, { content: "" });
    const result = await call("search_workspace", { query: "forecast", path: HOME, content: true });
    expect(result.structuredContent).toEqual({
      results: [{ kind: "notebook", name: `${HOME}/f39/forecast`, about: "PYTHON" }],
      searched: "41 folders, the contents of 40 of 40 files",
    });
  });

  test("says first what it searched, and continues where it stopped", async () => {
    const { call } = await patient();
    workspace();
    const many = Array.from({ length: 450 }, (_, at) => folder(`${HOME}/f${at}`));
    const list = on(LIST, ({ query }) => {
      if (query.path === HOME) return { objects: many };
      return query.path === `${HOME}/f449` ? { objects: [notebook(`${HOME}/f449/forecast`)] } : {};
    });
    // The call is as slow as the machine: it stops at its limit of folders or of time.
    const first = await call("search_workspace", { query: "forecast", path: HOME });
    expect(textOf(first)).toMatch(/^<<<.*\nNot found in \d+ of at least 451 folders\. Other places were not searched/);
    const found: unknown[] = [];
    let page = first.structuredContent as { next_page_token?: string; results: unknown[] };
    for (let calls = 0; page.next_page_token !== undefined && calls < 50; calls++) {
      const args = { query: "forecast", path: HOME, page_token: page.next_page_token };
      page = (await call("search_workspace", args)).structuredContent as typeof page;
      found.push(...page.results);
    }
    expect(found).toEqual([{ kind: "notebook", name: `${HOME}/f449/forecast`, about: "PYTHON" }]);
    expect(new Set(list.map(({ query }) => query.path)).size).toBe(451);
    expect(list).toHaveLength(451);
    expect(textOf(await call("search_workspace", { query: "forecast", page_token: "gone" }))).toContain("has expired");
  });

  test("survives folders with more objects than a call can take as arguments", async () => {
    const { call } = await patient();
    workspace();
    const many = Array.from({ length: 150_000 }, (_, at) => ({ path: `${HOME}/${at}`, object_type: "NOTEBOOK" }));
    on(LIST, ({ query }) => (query.path === HOME ? { objects: many } : {}));
    const { structuredContent } = await call("search_workspace", { query: "149999", path: HOME });
    expect(structuredContent).toMatchObject({ results: [{ kind: "notebook", name: `${HOME}/149999` }] });
  });

  test("searches the first of many catalogs, and reports remaining pages and results", async () => {
    const { call } = await patient();
    workspace();
    on(CATALOGS, { catalogs: "abcdefghijk".split("").map((name) => ({ name })), next_page_token: "t" });
    const tablesOf = (catalog: unknown) =>
      Array.from({ length: 20 }, (_, at) => ({ full_name: `${String(catalog)}.s.orders_${at}` }));
    const seen = on(TABLES, ({ query }) => ({ tables: tablesOf(query.catalog_name), next_page_token: "t" }));
    let page = 0;
    on(JOBS, () => ({ jobs: [], next_page_token: `t${++page}` }));
    on(DASHBOARDS, () => ({ dashboards: [], next_page_token: `t${++page}` }));
    const { structuredContent } = await call("search_workspace", { query: "orders" });
    expect(seen.map(({ query }) => query.catalog_name).sort()).toEqual("abcdefghij".split(""));
    expect(structuredContent).toHaveProperty("results.length", 30);
    expect(structuredContent).toMatchObject({
      missing: expect.arrayContaining([
        "tables of catalogs k: use search_tables",
        "tables of further catalogs: list_catalogs lists them",
        "tables of catalog a: only a part was searched; use search_tables for the others",
        "jobs: only the newest 0 were searched; list_jobs lists the others",
        "dashboards: only 0 were searched; list_dashboards lists the others",
        expect.stringMatching(/^\d+ further results: use more words$/),
      ]),
    });
  });

  test("lists places that cannot be searched; a folder may be missing unless the caller named it", async () => {
    const { call } = await patient();
    workspace();
    const denied = () => platformError(403, "PERMISSION_DENIED", "no");
    for (const route of [
      CATALOGS,
      JOBS,
      DASHBOARDS,
      QUERIES,
      UNITY_MODELS,
      MODELS,
      ENDPOINTS,
      PIPELINES,
      EXPERIMENTS,
    ] as const)
      on(route, denied);
    on(LIST, listing({}));
    const everywhere = (await call("search_workspace", { query: "orders" })).structuredContent;
    expect(everywhere).toEqual({
      results: [],
      searched: expect.any(String),
      missing: expect.arrayContaining([
        expect.stringMatching(
          /^(?=.*tables)(?=.*jobs)(?=.*dashboards)(?=.*saved queries).*: this identity lacks a permission – no$/,
        ),
      ]),
    });
    expect(JSON.stringify(everywhere)).not.toContain("nothing there");
    expect((await call("search_workspace", { query: "orders", path: "/nowhere" })).structuredContent).toEqual({
      results: [],
      searched: "1 folder",
      missing: [
        "folder /nowhere: not found in the workspace – nothing there",
        "the content of notebooks, files and queries: pass content",
      ],
    });
  });

  test("starts at the root for an identity without a home folder", async () => {
    const { call } = await patient();
    workspace();
    on(ME, () => platformError(403, "PERMISSION_DENIED", "no"));
    const seen = on(LIST, { objects: [notebook("/orders")] });
    expect((await call("search_workspace", { query: "orders" })).structuredContent).toMatchObject({
      results: expect.arrayContaining([{ kind: "notebook", name: "/orders", about: "PYTHON" }]),
    });
    expect(seen.map(({ query }) => query.path)).toEqual(["/"]);
  });
});
