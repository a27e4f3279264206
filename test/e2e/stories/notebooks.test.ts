import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const HOME = "/Users/ana@example.com";
const PATH = `${HOME}/drafts/report`;
const source = async (path: string) => (await story.call("export_notebook", { path })).content;

test("an agent reads a notebook, fixes a cell, adds one, runs it, and cleans up", async () => {
  const { call, failure } = story;
  const content = [
    "# Databricks notebook source",
    "# MAGIC %md # Report",
    "",
    "# COMMAND ----------",
    "",
    "# DBTITLE 1,Sum",
    "total = sum(range(10)",
    "print(total)",
    "",
  ].join("\n");
  await call("import_notebook", { path: PATH, content, language: "PYTHON" });
  const read = await call("read_notebook", { path: PATH });
  expect(read).toMatchObject({
    language: "PYTHON",
    total_cells: 2,
    cells: [
      { language: "md", source: "%md # Report" },
      { language: "python", title: "Sum", source: "total = sum(range(10)\nprint(total)" },
    ],
  });

  const broken = await call("run_notebook", { path: PATH });
  expect(broken).toMatchObject({
    result_state: "FAILED",
    failed_cell: 1,
    error: expect.stringContaining("SyntaxError"),
  });

  const edits = [
    { replace: 1, source: "total = sum(range(10))\nprint(total)" },
    { insert: 2, source: "dbutils.notebook.exit(dbutils.widgets.get('day'))", title: "Leave" },
  ];
  const edited = await call("edit_notebook", { path: PATH, version: read.version, edits });
  expect(edited).toMatchObject({ total_cells: 3, written: [1, 2] });
  expect(await failure("edit_notebook", { path: PATH, version: read.version, edits })).toContain("read_notebook again");

  const ran = await call("run_notebook", { path: PATH, parameters: { day: "2026-01-14" } });
  expect(ran).toMatchObject({
    result_state: "SUCCESS",
    notebook_result: "2026-01-14",
    cells: [{ index: 1, output: "45" }, {}],
  });

  const { version } = await call("read_notebook", { path: PATH, cells: "0" });
  expect(version).toBe(edited.version);
  await call("edit_notebook", { path: PATH, version, edits: [{ move: 2, to: 0 }, { delete: 1 }] });
  expect(await source(PATH)).toBe(
    "# Databricks notebook source\n# DBTITLE 1,Leave\ndbutils.notebook.exit(dbutils.widgets.get('day'))\n\n# COMMAND ----------\n\n# MAGIC %md # Report\n",
  );
}, 60_000);

test("an edit of a Python notebook keeps outputs and the bytes of all other cells", async () => {
  const { call } = story;
  const path = `${HOME}/etl/load_orders`;
  const before = String(await source(path));
  const read = await call("read_notebook", { path, cells: "0-1", outputs: true });
  expect(read).toMatchObject({
    cells: [{ language: "md" }, { title: "Parameters", output: expect.stringMatching(/^loading/) }],
  });
  const edited = await call("edit_notebook", {
    path,
    version: read.version,
    edits: [{ insert: 0, source: "%sql\nSELECT 1" }],
  });
  expect(edited).not.toHaveProperty("note");
  expect(await source(path)).toBe(
    before.replace("source\n", "source\n# MAGIC %sql\n# MAGIC SELECT 1\n\n# COMMAND ----------\n\n"),
  );
  expect(await call("read_notebook", { path, cells: "2", outputs: true })).toMatchObject({
    cells: [{ title: "Parameters", output: expect.stringMatching(/^loading/) }],
  });
});

describe("a round trip through a move there and back", () => {
  test.each([
    `${HOME}/etl/load_orders`,
    `${HOME}/etl/stream_events`,
    `${HOME}/ml/churn_model`,
    `${HOME}/ml/feature_catalogue`,
    `${HOME}/ml/survival`,
    "/Shared/dashboards/daily_revenue",
  ])("%s", async (path) => {
    const { call } = story;
    const before = await source(path);
    const read = await call("read_notebook", { path });
    const last = Number(read.total_cells) - 1;
    const moved = await call("edit_notebook", { path, version: read.version, edits: [{ move: last, to: 0 }] });
    expect(await source(path)).not.toBe(before);
    const edits = [{ move: 0, to: last + 1 }];
    const back = await call("edit_notebook", { path, version: moved.version, edits });
    expect(back.version).toBe(read.version);
    expect(await source(path)).toBe(before);
  });
});

test("runs a notebook on a cluster, and refuses a folder", async () => {
  const { call, failure } = story;
  const path = `${HOME}/drafts/one`;
  await call("import_notebook", { path, content: "print('on a cluster')", language: "PYTHON" });
  const ran = await call("run_notebook", { path, cluster_id: "0115-093012-abcd1234" });
  expect(ran).toMatchObject({ result_state: "SUCCESS", cells: [{ index: 0, output: "on a cluster" }] });
  expect(await failure("read_notebook", { path: HOME })).toContain("list_workspace_objects");
}, 60_000);
