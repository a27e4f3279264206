import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const OUTPUT = "GET /api/2.2/jobs/runs/get-output";
const GET = "GET /api/2.2/jobs/runs/get";
const EXPORT = "GET /api/2.2/jobs/runs/export";
const TASK = "455644840";

const metadata = (result_state: string, more: object = {}) => ({
  run_id: Number(TASK),
  job_id: 7,
  task_key: "load",
  run_name: "nightly",
  run_page_url: "https://adb-1.2.azuredatabricks.net/#job/7/run/8",
  state: { life_cycle_state: "TERMINATED", result_state, state_message: "" },
  execution_duration: 65_000,
  ...more,
});
const about = {
  run_id: TASK,
  task_key: "load",
  run_name: "nightly",
  life_cycle_state: "TERMINATED",
  duration: "1 min 5 s",
};

const page = (model: object) => {
  const text = Buffer.from(encodeURIComponent(JSON.stringify(model))).toString("base64");
  return `<!DOCTYPE html><script>var __DATABRICKS_NOTEBOOK_MODEL = '${text}';</script>`;
};

describe("get_job_run_output", () => {
  test("returns error and traceback without ANSI codes and markup", async () => {
    const { call } = await connect();
    const seen = on(OUTPUT, {
      metadata: metadata("FAILED"),
      error: '<span class="ansi-red-fg">ValueError</span>: not enough values',
      error_trace: "\u001b[0;31mTraceback\u001b[0m\nValueError: not enough values",
    });
    const result = await call("get_job_run_output", { run_id: TASK });
    expect(seen[0]?.query).toEqual({ run_id: TASK });
    expect(result.structuredContent).toEqual({
      ...about,
      result_state: "FAILED",
      error: "ValueError: not enough values",
      error_trace: "Traceback\nValueError: not enough values",
    });
    const text = textOf(result);
    expect(text).toContain(`task run ${TASK}, load, nightly\nTERMINATED FAILED\n`);
    // The traceback ends with the error.
    expect(text.match(/ValueError/g)).toHaveLength(1);
  });

  test.each([
    [
      "a notebook",
      { notebook_output: { result: '{"rows": 1042}', truncated: true } },
      { notebook_result: '{"rows": 1042}', notebook_result_truncated: true },
    ],
    [
      "a clean-room notebook",
      { clean_rooms_notebook_output: { notebook_output: { result: "ok", truncated: false } } },
      { notebook_result: "ok" },
    ],
    [
      "a SQL query",
      { sql_output: { query_output: { query_text: "SELECT 1", warehouse_id: "w1", output_link: "https://x/?o=1" } } },
      { query_text: "SELECT 1", warehouse_id: "w1" },
    ],
    [
      "a dashboard",
      {
        sql_output: {
          dashboard_output: {
            warehouse_id: "w1",
            widgets: [{ widget_title: "Sales", status: "FAILED", error: { message: "no such table" } }],
          },
        },
      },
      { warehouse_id: "w1", widgets: [{ title: "Sales", status: "FAILED", error: "no such table" }] },
    ],
    ["an alert", { sql_output: { alert_output: { alert_state: "TRIGGERED" } } }, { alert_state: "TRIGGERED" }],
    ["a run of another job", { run_job_output: { run_id: 99 } }, { started_run_id: "99" }],
    [
      "training",
      { ai_runtime_task_output: { mlflow_experiment_id: "1", mlflow_run_id: "ab" } },
      { mlflow_experiment_id: "1", mlflow_run_id: "ab" },
    ],
    [
      "dbt, without its presigned link",
      { dbt_output: { artifacts_link: "https://bucket.s3.amazonaws.com/x?sig=SECRET", artifacts_headers: { a: "b" } } },
      {
        dbt_artifacts: "Stored by the platform. Download them from the run's page.",
        run_page_url: "https://adb-1.2.azuredatabricks.net/#job/7/run/8",
      },
    ],
    [
      "logs",
      { logs: "one\ntwo", logs_truncated: true, info: "cold start" },
      { logs: "one\ntwo", logs_truncated: true, info: "cold start" },
    ],
  ])("returns the output of %s", async (_, output, expected) => {
    const { call } = await connect();
    on(OUTPUT, { metadata: metadata("SUCCESS"), ...output });
    const result = await call("get_job_run_output", { run_id: TASK });
    expect(result.structuredContent).toEqual({ ...about, result_state: "SUCCESS", ...expected });
    expect(JSON.stringify(result)).not.toContain("SECRET");
  });

  test("returns the end of long logs and a link to the complete logs", async () => {
    const { client, call } = await connect({ settings: { outputBudgetChars: 2000 } });
    const logs = Array.from({ length: 500 }, (_, at) => `line ${at}`).join("\n");
    on(OUTPUT, { metadata: metadata("SUCCESS"), logs });
    const fields = new Map(
      Object.entries((await call("get_job_run_output", { run_id: TASK })).structuredContent ?? {}),
    );
    const shown = String(fields.get("logs"));
    expect(shown).toMatch(/^line \d+\n/);
    expect(shown.endsWith("line 499")).toBe(true);
    expect(shown.length).toBeLessThanOrEqual(1000);
    const { contents } = await client.readResource({ uri: String(fields.get("logs_uri")) });
    expect(contents[0]).toMatchObject({ text: logs });
  });

  describe("a notebook that returned no value", () => {
    const silent = { metadata: metadata("SUCCESS"), notebook_output: { truncated: false } };
    const cell = (position: number, command: string, data?: string) => ({
      position,
      command,
      ...(data === undefined ? {} : { results: { type: "ansi", data } }),
    });

    test("shows the results of its cells", async () => {
      const { call } = await connect();
      on(OUTPUT, silent);
      const commands = [
        cell(1, "%sql CREATE VIEW v AS SELECT 1"),
        cell(2, "%sql SELECT count(*) FROM v", "1042"),
        { position: 3, command: "boom()", errorSummary: "NameError: boom" },
      ];
      const seen = on(EXPORT, { views: [{ content: page({ commands }) }] });
      const result = await call("get_job_run_output", { run_id: TASK });
      expect(seen[0]?.query).toEqual({ run_id: TASK, views_to_export: "CODE" });
      expect(result.structuredContent).toMatchObject({
        cells: [
          { index: 1, output: "1042" },
          { index: 2, error: "NameError: boom" },
        ],
      });
      expect(result.structuredContent).not.toHaveProperty("next");
      expect(textOf(result)).toContain("[1] 1042\n[2] ✗ NameError: boom");
    });

    test("bounds them, and says which call returns all", async () => {
      const { call } = await connect({ settings: { outputBudgetChars: 6000 } });
      on(OUTPUT, silent);
      const commands = [cell(1, "a", `${"x".repeat(1999)}😀`), cell(2, "b", "y".repeat(1500)), cell(3, "c", "z")];
      on(EXPORT, { views: [{ content: page({ commands }) }] });
      expect((await call("get_job_run_output", { run_id: TASK })).structuredContent).toMatchObject({
        cells: [{ index: 0, output: "x".repeat(1999), shortened: true }],
        next: `export_job_run with run_id ${TASK} returns all 3 cells in full.`,
      });
    });

    test.each([
      [
        "without results",
        { views: [{ content: page({ commands: [cell(1, "x = 1")] }) }] },
        "none of its cells has a result",
      ],
      ["that cannot be exported", platformError(403, "PERMISSION_DENIED", "no"), "its cells cannot be read"],
    ])("says so of a run %s", async (_, exported, words) => {
      const { call } = await connect();
      on(OUTPUT, silent);
      on(EXPORT, exported);
      expect(textOf(await call("get_job_run_output", { run_id: TASK }))).toContain(words);
    });
  });

  test("accepts the ID of a job run with one task; for several tasks the error names the ID to use", async () => {
    const { call } = await connect();
    const several = () =>
      platformError(
        400,
        "INVALID_PARAMETER_VALUE",
        "Retrieving the output of runs with multiple tasks is not supported.",
      );
    const seen = on(OUTPUT, several, { metadata: metadata("SUCCESS") });
    on(GET, { run_id: 8, tasks: [{ task_key: "load", run_id: Number(TASK) }] });
    expect((await call("get_job_run_output", { run_id: "8" })).structuredContent).toMatchObject({ run_id: TASK });
    expect(seen.map(({ query }) => query.run_id)).toEqual(["8", TASK]);

    on(OUTPUT, several);
    on(GET, {
      run_id: 8,
      tasks: [
        { task_key: "a", run_id: 9 },
        { task_key: "b", run_id: 10 },
      ],
    });
    const result = await call("get_job_run_output", { run_id: "8" });
    expect(textOf(result)).toContain("Use the run_id of one of its tasks, which get_job_run lists.");
    expect(textOf(result)).not.toContain("failed task");

    on(OUTPUT, several);
    const state = (result_state: string) => ({ life_cycle_state: "TERMINATED", result_state });
    on(GET, {
      run_id: 8,
      tasks: [
        { task_key: "a", run_id: 9, state: state("SUCCESS") },
        { task_key: "b", run_id: 10, state: state("FAILED") },
      ],
    });
    const failed = await call("get_job_run_output", { run_id: "8" });
    expect(textOf(failed)).toContain("which get_job_run lists. The first failed task is 10.");
  });

  test("reports an unknown run", async () => {
    const { call } = await connect();
    on(OUTPUT, platformError(400, "INVALID_PARAMETER_VALUE", `Run ${TASK} does not exist.`));
    expect(textOf(await call("get_job_run_output", { run_id: TASK }))).toContain("Runs are kept for 60 days");
  });
});

describe("export_job_run", () => {
  test("returns the cells in order with their output, and a link to the page", async () => {
    const { client, call } = await connect();
    const content = page({
      version: "NotebookV1",
      language: "python",
      commands: [
        {
          position: 3,
          command: "boom()",
          errorSummary: '<span class="ansi-red-fg">NameError</span>: boom',
          error: null,
        },
        { position: 1, command: "print(1)", results: { type: "ansi", data: "1\n" } },
        {
          position: 2,
          command: "display(rows)",
          commandTitle: "Rows",
          showCommandTitle: true,
          results: {
            type: "listResults",
            data: [
              { type: "ansi", data: "two" },
              { type: "table", data: [[1, "a"]] },
            ],
          },
        },
      ],
    });
    const seen = on(EXPORT, { views: [{ name: "load", type: "NOTEBOOK", content }] });
    const result = await call("export_job_run", { run_id: TASK });
    expect(seen[0]?.query).toEqual({ run_id: TASK, views_to_export: "CODE" });
    expect(result.structuredContent).toEqual({
      views: [
        {
          name: "load",
          type: "NOTEBOOK",
          uri: expect.stringMatching(/^databricks:\/\/results\//),
          cells: [
            { source: "print(1)", output: "1" },
            { source: "display(rows)", title: "Rows", output: 'two\n[1,"a"]' },
            { source: "boom()", error: "NameError: boom" },
          ],
        },
      ],
    });
    expect(textOf(result)).toContain("[0]\nprint(1)\n→ 1\n[1] Rows\ndisplay(rows)");
    const link = result.content.find(({ type }) => type === "resource_link");
    expect(link).toMatchObject({ name: "run-455644840-1.html", mimeType: "text/html" });
    const { contents } = await client.readResource({ uri: String(link && "uri" in link ? link.uri : "") });
    expect(contents[0]).toMatchObject({ text: content });
  });

  test("returns only a link for a page that is not a notebook", async () => {
    const { call } = await connect();
    on(EXPORT, {
      views: [
        { name: "board", type: "DASHBOARD", content: "<html>" },
        { content: "__DATABRICKS_NOTEBOOK_MODEL = 'AAAA'" },
      ],
    });
    const { structuredContent } = await call("export_job_run", { run_id: TASK });
    expect(structuredContent).toEqual({
      views: [
        { name: "board", type: "DASHBOARD", uri: expect.any(String) },
        { name: "", uri: expect.any(String) },
      ],
    });
  });
});
