import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

// Views, queries, dashboards, jobs and notebooks are in test/e2e/stories/impact.test.ts.

const NAME = "main.sales.orders";
const UC = "/api/2.1/unity-catalog";
const statementOf = ({ body }: Seen): string => String(new Map(Object.entries(body ?? {})).get("statement"));
const rows = (...data_array: (string | null)[][]) => ({
  statement_id: "s1",
  status: { state: "SUCCEEDED" },
  manifest: { schema: { columns: (data_array[0] ?? []).map((_, at) => ({ name: `c${at}` })) }, total_row_count: 1 },
  result: { chunk_index: 0, row_offset: 0, row_count: data_array.length, data_array },
});

/** A workspace in which nothing depends on the table. */
function workspace() {
  on(`GET ${UC}/tables/${NAME}`, { name: "orders", full_name: NAME, columns: [{ name: "id" }, { name: "Total" }] });
  on("GET /api/2.0/sql/warehouses", { warehouses: [{ id: "w1", state: "RUNNING" }] });
  on("POST /api/2.0/sql/statements", (seen) => (statementOf(seen).includes("IS NULL") ? rows(["0"]) : rows()));
  on("GET /api/2.0/lineage-tracking/table-lineage", {});
  on("GET /api/2.0/lineage-tracking/column-lineage", {});
  on("GET /api/2.0/sql/queries", {});
  on("GET /api/2.0/alerts", {});
  on("GET /api/2.0/lakeview/dashboards", {});
  on("GET /api/2.2/jobs/list", {});
  on("GET /api/2.0/pipelines", {});
  on("GET /api/2.0/preview/scim/v2/Me", { id: "1", userName: "ana@example.com" });
  on("GET /api/2.0/workspace/list", {});
  on(`GET ${UC}/models`, {});
  on("GET /api/2.0/serving-endpoints", {});
  on("GET /api/2.0/vector-search/endpoints", {});
  on(`GET ${UC}/shares`, {});
  on("GET /api/data-quality/v1/monitors", {});
}

describe("analyze_impact", () => {
  test("says where it searched when nothing depends on the table", async () => {
    workspace();
    const { call } = await connect({ settings: { access: "read" } });
    const result = await call("analyze_impact", { full_name: NAME });
    expect(result.structuredContent).toMatchObject({ full_name: NAME, breaks: [], may_break: [] });
    const text = textOf(result);
    expect(text).toContain(`Nothing was found that depends on ${NAME}.`);
    expect(text).toContain("Searched: lineage of the last year");
    expect(text).toContain("Not searched:");
  });

  describe("data quality monitors", () => {
    const monitor = (object_id: string, data_profiling_config: object) => ({
      object_type: "table",
      object_id,
      data_profiling_config,
    });
    const monitors = [
      monitor("t1", {
        monitored_table_name: NAME,
        slicing_exprs: ["upper(Region)"],
        time_series: { timestamp_column: "Day" },
      }),
      monitor("t2", { monitored_table_name: "main.a.b", baseline_table_name: NAME }),
      monitor("t3", { monitored_table_name: "main.a.c", drift_metrics_table_name: "Main.Sales.Orders" }),
      monitor("t4", { monitored_table_name: "main.a.d" }),
    ];
    const columns = ["Region", "Day", "Total"].map((name) => ({ name }));
    const breaksOf = async (args: object) => {
      workspace();
      on(`GET ${UC}/tables/${NAME}`, { name: "orders", full_name: NAME, table_id: "t1", columns });
      on("GET /api/data-quality/v1/monitors", { monitors });
      const { call } = await connect();
      const { breaks } = Object((await call("analyze_impact", { full_name: NAME, ...args })).structuredContent);
      return breaks.map((one: { id: string; because: string }) => [one.id, one.because]);
    };

    test("of the table, against it, and those that write into it", async () => {
      expect(await breaksOf({})).toEqual([
        ["t1", "monitors it"],
        ["t2", "compares its table with it"],
        ["t3", "writes its metrics into it"],
      ]);
    });

    test.each([
      ["Region", [["t1", "slices by upper(Region)"]]],
      ["Day", [["t1", "its time column is this one"]]],
      ["Total", []],
    ])("that name the column %s", async (column_name, expected) => {
      expect(await breaksOf({ column_name })).toEqual(expected);
    });
  });

  test("models trained on it, endpoints that serve them, indexes and shares", async () => {
    workspace();
    on(`GET ${UC}/models`, {
      registered_models: [
        { name: "churn", full_name: "main.ml.churn", owner: "eva" },
        { name: "other", full_name: "main.ml.other" },
      ],
    });
    on(`GET ${UC}/models/:name/versions`, ({ path }) => ({
      model_versions: [{ version: 3, run_id: path.includes("churn") ? "r1" : "r2" }],
    }));
    const dataset = { name: "train", source_type: "delta_table", source: '{"delta_table_name": "main.sales.orders"}' };
    on("GET /api/2.0/mlflow/runs/get", ({ query }) => ({
      run: {
        info: { run_id: String(query.run_id) },
        inputs: { dataset_inputs: [{ dataset: query.run_id === "r1" ? dataset : { name: "else" } }] },
      },
    }));
    on("GET /api/2.0/serving-endpoints", {
      endpoints: [
        { name: "churn-api", config: { served_entities: [{ entity_name: "main.ml.churn", entity_version: "3" }] } },
        { name: "llm", config: { served_entities: [{ entity_name: "system.ai.llm" }] } },
      ],
    });
    on("GET /api/2.0/vector-search/endpoints", { endpoints: [{ name: "search" }] });
    on("GET /api/2.0/vector-search/indexes", { vector_indexes: [{ name: "main.s.a" }, { name: "main.s.b" }] });
    on("GET /api/2.0/vector-search/indexes/:name", ({ path }) => ({
      name: path.endsWith("a") ? "main.s.a" : "main.s.b",
      primary_key: "id",
      delta_sync_index_spec: {
        source_table: path.endsWith("a") ? NAME : "main.x.y",
        embedding_source_columns: [{ name: "total" }],
      },
    }));
    on(`GET ${UC}/shares`, { shares: [{ name: "out" }, { name: "whole_schema" }, { name: "none" }] });
    on(`GET ${UC}/shares/:name`, ({ path }) => {
      const [object] = path.endsWith("out")
        ? [{ name: NAME, data_object_type: "TABLE" }]
        : path.endsWith("schema")
          ? [{ name: "main.sales", data_object_type: "SCHEMA" }]
          : [{ name: "main.sales.orders_old", data_object_type: "TABLE" }];
      return { name: path.split("/").at(-1), objects: [object] };
    });
    const { call } = await connect();
    const whole = (await call("analyze_impact", { full_name: NAME })).structuredContent;
    expect(whole).toMatchObject({
      breaks: [
        { kind: "model", name: "main.ml.churn", owner: "eva", because: expect.stringContaining("version 3") },
        { kind: "vector search index", name: "main.s.a" },
        { kind: "share", name: "out" },
        { kind: "share", name: "whole_schema" },
      ],
      may_break: [{ kind: "serving endpoint", name: "churn-api" }],
    });
    const column = (await call("analyze_impact", { full_name: NAME, column_name: "total" })).structuredContent;
    expect(column).toMatchObject({ breaks: [{ because: "is filled from its column total" }, {}, {}] });
  });

  test("a column of an index is found regardless of case", async () => {
    workspace();
    on("GET /api/2.0/vector-search/endpoints", { endpoints: [{ name: "search" }] });
    on("GET /api/2.0/vector-search/indexes", { vector_indexes: [{ name: "main.s.a" }] });
    on("GET /api/2.0/vector-search/indexes/:name", {
      name: "main.s.a",
      primary_key: "id",
      delta_sync_index_spec: { source_table: NAME, columns_to_sync: ["id", "Total"] },
    });
    const { call } = await connect();
    const { structuredContent } = await call("analyze_impact", { full_name: NAME, column_name: "Total" });
    expect(structuredContent).toMatchObject({
      breaks: [{ name: "main.s.a", because: "is filled from its column Total" }],
    });
  });

  test("a listing that has more than is searched says so, also when it has no further page", async () => {
    workspace();
    const models = Array.from({ length: 60 }, (_, at) => ({ name: `m${at}`, full_name: `main.ml.m${at}` }));
    on(`GET ${UC}/models`, { registered_models: models });
    const read = on(`GET ${UC}/models/:name/versions`, {});
    const { call } = await connect();
    const result = await call("analyze_impact", { full_name: NAME });
    expect(result.isError, textOf(result)).not.toBe(true);
    expect(JSON.stringify(result.structuredContent)).toContain("models: only the first 50 were searched");
    expect(read).toHaveLength(50);
  });

  test("past use that only lineage knows may break, by its ids and the names that can be read", async () => {
    workspace();
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "daily load" } });
    on("GET /api/2.0/lakeview/dashboards/d1", () => platformError(403, "PERMISSION_DENIED", "not yours"));
    on("GET /api/2.0/lineage-tracking/table-lineage", {
      downstreams: [
        {
          tableInfo: { catalog_name: "main", schema_name: "x", name: "daily", table_type: "TABLE" },
          jobInfos: [{ job_id: 7 }],
        },
        { notebookInfos: [{ notebook_id: 12 }], dashboardInfos: [{ dashboard_id: "d1" }] },
      ],
    });
    const { call } = await connect();
    const { structuredContent } = await call("analyze_impact", { full_name: NAME });
    expect(structuredContent).toMatchObject({
      breaks: [{ kind: "table", name: "main.x.daily", because: "computed from it by job 7" }],
      may_break: [
        { kind: "job", id: "7", name: "daily load" },
        { kind: "notebook", id: "12", because: "read it in the last year" },
        { kind: "dashboard", id: "d1" },
      ],
    });
  });

  test("jobs and pipelines that name it in their settings or run each other", async () => {
    workspace();
    on("GET /api/2.2/jobs/list", {
      jobs: [
        { job_id: 1, settings: { name: "on update", trigger: { table_update: { table_names: [NAME] } } } },
        { job_id: 2, settings: { name: "runs it", tasks: [{ pipeline_task: { pipeline_id: "p1" } }] } },
        { job_id: 3, settings: { name: "other", tasks: [{ notebook_task: { notebook_path: "/Workspace/Other/n" } }] } },
      ],
    });
    on("GET /api/2.0/pipelines", { statuses: [{ pipeline_id: "p1", name: "load" }] });
    on("GET /api/2.0/pipelines/p1", {
      pipeline_id: "p1",
      name: "load",
      spec: { configuration: { source: NAME }, libraries: [] },
    });
    const read = on("GET /api/2.0/workspace/export", { content: btoa("x = 1") });
    const { call } = await connect();
    const { structuredContent } = await call("analyze_impact", { full_name: NAME });
    expect(structuredContent).toMatchObject({
      breaks: [
        { kind: "job", name: "on update", because: `its setting table_names is ${NAME}` },
        { kind: "pipeline", name: "load", because: `its setting source is ${NAME}` },
        { kind: "job", name: "runs it", because: "runs pipeline load" },
      ],
      may_break: [],
    });
    // Notebooks of jobs are read wherever they are.
    expect(read.map(({ query }) => query.path)).toEqual(["/Other/n"]);
  });

  test("code of a pipeline that names it without catalog and schema, and the pipeline that makes it", async () => {
    workspace();
    on(`GET ${UC}/tables/${NAME}`, {
      name: "orders",
      full_name: NAME,
      table_type: "STREAMING_TABLE",
      pipeline_id: "p1",
    });
    on("GET /api/2.0/pipelines", {
      statuses: [
        { pipeline_id: "p1", name: "flow" },
        { pipeline_id: "p2", name: "elsewhere" },
      ],
    });
    const spec = (place: object, path: string) => ({
      ...place,
      libraries: [{ glob: { include: path } }, { notebook: { path } }],
    });
    on("GET /api/2.0/pipelines/p1", {
      pipeline_id: "p1",
      name: "flow",
      spec: spec({ catalog: "main", schema: "sales" }, "/Workspace/Flow/code"),
    });
    on("GET /api/2.0/pipelines/p2", {
      pipeline_id: "p2",
      name: "elsewhere",
      spec: spec({ catalog: "main", target: "other" }, "/Other/code"),
    });
    on("GET /api/2.0/workspace/export", {
      content: btoa("CREATE MATERIALIZED VIEW gold AS SELECT * FROM STREAM orders"),
    });
    const { call } = await connect();
    const answer = await call("analyze_impact", { full_name: NAME });
    expect(answer.structuredContent).toMatchObject({
      breaks: [
        { kind: "notebook", name: "/Flow/code" },
        { kind: "pipeline", name: "flow", because: "runs notebook /Flow/code" },
      ],
      may_break: [],
      notes: ["Pipeline p1 makes it, so it is changed in that pipeline's code."],
    });
  });

  test("a materialized view has lineage of its own", async () => {
    workspace();
    on(`GET ${UC}/tables/${NAME}`, { name: "orders", full_name: NAME, table_type: "MATERIALIZED_VIEW" });
    const { call } = await connect();
    expect(textOf(await call("analyze_impact", { full_name: NAME }))).not.toContain("lineage belongs");
  });

  test("what it could not look at is named with the reason", async () => {
    workspace();
    on("GET /api/2.0/sql/warehouses", { warehouses: [{ id: "w1", state: "STOPPED" }] });
    on("GET /api/2.0/alerts", platformError(403, "PERMISSION_DENIED", "no"));
    on("GET /api/2.0/vector-search/endpoints", platformError(404, "FEATURE_DISABLED", "off"));
    const { call } = await connect();
    const { structuredContent } = await call("analyze_impact", { full_name: NAME });
    const { missing } = structuredContent as { missing: string[] };
    expect(missing.join("\n")).toMatch(/definitions of views and functions: no SQL warehouse is running/);
    expect(missing.join("\n")).toMatch(/alerts: .*permission/);
    expect(missing.join("\n")).toMatch(/vector search endpoints: /);
  });

  test("views whose definition only their owner can read are counted", async () => {
    workspace();
    on("POST /api/2.0/sql/statements", (seen) => (statementOf(seen).includes("IS NULL") ? rows(["4"]) : rows()));
    const { call } = await connect();
    const { structuredContent } = await call("analyze_impact", { full_name: NAME });
    expect(JSON.stringify(structuredContent)).toContain("definitions of 4 views: only their owners can read them");
  });

  test("a column that the table does not have is refused", async () => {
    workspace();
    const { call } = await connect();
    expect(textOf(await call("analyze_impact", { full_name: NAME, column_name: "nope" }))).toContain("no column nope");
  });
});
