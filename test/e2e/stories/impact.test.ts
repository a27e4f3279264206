import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";
import { openStory, type Story } from "../../support/story.ts";

// An answer reads every notebook, query and dashboard of the workspace.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const affected = z.array(
  z.object({ kind: z.string(), name: z.string().default(""), id: z.string().optional(), because: z.string() }),
);
const answer = z.object({
  breaks: affected.default([]),
  may_break: affected.default([]),
  missing: z.array(z.string()),
});
const analyze = async (args: Record<string, unknown>) => answer.parse(await story.call("analyze_impact", args));
const names = (found: z.output<typeof affected>) => found.map(({ kind, name }) => `${kind} ${name}`).toSorted();
const sql = (statement: string) => story.call("execute_sql", { statement });

test("who uses the orders is the same as a search of every object, one by one", async () => {
  const { url, token } = story.sandbox;
  const get = async (path: string) =>
    z
      .record(z.string(), z.unknown())
      .parse(await (await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })).json());
  const listOf = async (path: string, field: string) =>
    z.array(z.record(z.string(), z.unknown())).parse((await get(path))[field] ?? []);
  const uses = (text: unknown) => /\bmain\.sales\.orders\b/.test(String(text));
  const expected: string[] = [];
  for (const one of await listOf("/api/2.0/sql/queries", "results"))
    if (uses(one.query_text)) expected.push(`query ${one.display_name}`);
  for (const one of await listOf("/api/2.0/lakeview/dashboards", "dashboards")) {
    const { serialized_dashboard } = await get(`/api/2.0/lakeview/dashboards/${one.dashboard_id}`);
    if (uses(serialized_dashboard)) expected.push(`dashboard ${one.display_name}`);
  }
  const folders = ["/Users/ana@example.com", "/Shared", "/Repos/ana@example.com"];
  const code = new Set<string>();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const { path, object_type } of await listOf(`/api/2.0/workspace/list?path=${folder}`, "objects")) {
      if (object_type === "DIRECTORY" || object_type === "REPO") folders.push(String(path));
      if (object_type !== "NOTEBOOK" && object_type !== "FILE") continue;
      const { content } = await get(`/api/2.0/workspace/export?format=SOURCE&path=${path}`);
      const lines = Buffer.from(String(content), "base64").toString().split("\n");
      // Comments of notebooks are their Markdown cells; SQL cells follow MAGIC without a text mark.
      if (!lines.some((line) => uses(line) && !/`main\.sales\.orders`|into main/.test(line))) continue;
      code.add(String(path));
      expected.push(`${String(object_type).toLowerCase()} ${path}`);
    }
  }
  for (const { job_id, settings } of await listOf("/api/2.2/jobs/list?expand_tasks=true", "jobs")) {
    const runs = [...JSON.stringify(settings).matchAll(/"(?:notebook_path|python_file)":"([^"]+)"/g)];
    const { name } = z.object({ name: z.string() }).parse(settings);
    if (runs.some(([, path = ""]) => code.has(path))) expected.push(`job ${name}`);
    expect(job_id).toBeDefined();
  }
  for (const { pipeline_id, name } of await listOf("/api/2.0/pipelines", "statuses"))
    if (uses(JSON.stringify(await get(`/api/2.0/pipelines/${pipeline_id}`)))) expected.push(`pipeline ${name}`);

  const found = await analyze({ full_name: "main.sales.orders" });
  expect(names(found.breaks)).toEqual(expected.toSorted());
  expect(found.breaks.length).toBeGreaterThan(6);
  expect(found.may_break).toEqual([]);
  expect(found.missing.join()).toContain("Genie spaces");
});

test("a table with one dependent of each kind, and others that only look like it", async () => {
  const { call } = story;
  const table = "main.default.parcels";
  await sql(`CREATE TABLE ${table} (id BIGINT, weight DOUBLE, city STRING)`);
  await sql("CREATE TABLE main.sales.parcels (id BIGINT, weight DOUBLE)");
  await sql(`CREATE VIEW main.default.heavy AS SELECT id, weight FROM ${table} WHERE weight > 10`);
  await sql("CREATE VIEW main.default.heaviest AS SELECT id FROM main.default.heavy");
  await sql(`CREATE VIEW main.default.cities AS SELECT DISTINCT city FROM ${table}`);
  await sql(`CREATE FUNCTION main.default.parcel_count() RETURNS BIGINT RETURN SELECT count(*) FROM ${table}`);
  await sql(`CREATE TABLE main.default.by_city AS SELECT city, sum(weight) AS total FROM ${table} GROUP BY city`);
  const warehouse_id = "7e083095329f3ca5";
  const query = (display_name: string, query_text: string, settings: object = {}) =>
    call("create_query", { display_name, query_text, warehouse_id, ...settings });
  const { id: query_id } = await query("parcels by weight", `SELECT weight FROM ${table}`);
  await query("short name", "SELECT * FROM parcels", { catalog: "main", schema: "default" });
  await query("another schema", "SELECT * FROM parcels", { catalog: "main", schema: "sales" });
  await query("only a comment", `-- ${table}\nSELECT 'main.default.parcels' AS name`);
  const tasks = [{ task_key: "report", sql_task: { query: { query_id }, warehouse_id } }];
  await call("create_job", { name: "parcel-report", tasks });
  await call("import_notebook", {
    path: "/Users/ana@example.com/parcels",
    language: "PYTHON",
    content: `df = spark.table("${table}")\nold = spark.table("parcels")`,
  });
  await call("import_notebook", {
    path: "/Users/ana@example.com/perhaps",
    language: "PYTHON",
    content: 'df = spark.table("parcels")',
  });
  const share = { action: "ADD", data_object: { name: table, data_object_type: "TABLE" } };
  await call("call_api", { operation: "shares.create", parameters: { name: "parcels_out" } });
  await call("call_api", { operation: "shares.update", parameters: { name: "parcels_out", updates: [share] } });

  const whole = await analyze({ full_name: table });
  expect(names(whole.breaks)).toEqual([
    "function main.default.parcel_count",
    "job parcel-report",
    "notebook /Users/ana@example.com/parcels",
    "query parcels by weight",
    "query short name",
    "share parcels_out",
    "table main.default.by_city",
    "view main.default.cities",
    "view main.default.heaviest",
    "view main.default.heavy",
  ]);
  expect(names(whole.may_break)).toEqual(["notebook /Users/ana@example.com/perhaps"]);
  expect(whole.breaks.find(({ name }) => name === "main.default.heaviest")?.because).toMatch(
    /^through main\.default\.heavy, line 1: /,
  );
  expect(whole.breaks.find(({ name }) => name === "parcel-report")?.because).toBe("runs query parcels by weight");

  const column = await analyze({ full_name: table, column_name: "city" });
  expect(names(column.breaks)).toEqual([
    "column main.default.by_city.city",
    "column main.default.cities.city",
    "query short name",
    "share parcels_out",
    "view main.default.cities",
  ]);
  expect(names(column.may_break)).toEqual([
    "notebook /Users/ana@example.com/parcels",
    "notebook /Users/ana@example.com/perhaps",
  ]);
});

test("a column that does not exist, and a table that does not exist", async () => {
  const { failure } = story;
  expect(await failure("analyze_impact", { full_name: "main.sales.orders", column_name: "no" })).toContain("get_table");
  expect(await failure("analyze_impact", { full_name: "main.sales.nothing" })).toContain("TABLE_DOES_NOT_EXIST");
});
