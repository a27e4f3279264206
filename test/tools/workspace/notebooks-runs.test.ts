import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const PATH = "/Users/ana@example.com/load";
const NOTEBOOK = { object_type: "NOTEBOOK", path: PATH, language: "PYTHON", object_id: 3042 };
const URL = "https://adb-1.2.azuredatabricks.net/#job/1/run/2";
const times = { start_time: 1768469412000, end_time: 1768469424000 };
const run = (state: object, task: object = state) => ({
  run_id: 9007199254740993n.toString(),
  run_name: "load",
  run_page_url: URL,
  ...times,
  state,
  tasks: [{ task_key: "notebook", run_id: 72, state: task }],
});
const ok = { life_cycle_state: "TERMINATED", result_state: "SUCCESS" };
const bad = { life_cycle_state: "TERMINATED", result_state: "FAILED", state_message: "Task notebook failed." };

const page = (...commands: object[]) => {
  const model = JSON.stringify({ commands: commands.map((one, at) => ({ position: at + 1, ...one })) });
  return `<script>var __DATABRICKS_NOTEBOOK_MODEL = '${Buffer.from(encodeURIComponent(model)).toString("base64")}';</script>`;
};
const exported = (...commands: object[]) =>
  on("GET /api/2.2/jobs/runs/export", { views: [{ name: "load", type: "NOTEBOOK", content: page(...commands) }] });

function started(...runs: object[]) {
  on("GET /api/2.0/workspace/get-status", NOTEBOOK);
  on("GET /api/2.2/jobs/runs/get", ...runs);
  return on("POST /api/2.2/jobs/runs/submit", { run_id: 71 });
}

describe("run_notebook", () => {
  test("submits a serverless run and returns its exit value and outputs", async () => {
    const submitted = started(run({ life_cycle_state: "RUNNING" }), run(ok));
    const outputs = on("GET /api/2.2/jobs/runs/get-output", { notebook_output: { result: "42", truncated: false } });
    exported({ command: "print(1)", results: { type: "ansi", data: "1\n" } }, { command: "x = 1", results: null });
    const { call } = await connect();
    const result = await call("run_notebook", { path: `${PATH}/`, parameters: { day: "2026-01-14" } });
    expect(submitted.map(({ body }) => body)).toEqual([
      {
        run_name: "load",
        idempotency_token: expect.stringMatching(/^[0-9a-f-]{36}$/),
        tasks: [
          {
            task_key: "notebook",
            notebook_task: { notebook_path: PATH, source: "WORKSPACE", base_parameters: { day: "2026-01-14" } },
          },
        ],
      },
    ]);
    expect(outputs.map(({ query }) => query)).toEqual([{ run_id: "72" }]);
    expect(result.structuredContent).toEqual({
      run_id: "9007199254740993",
      task_run_id: "72",
      path: PATH,
      life_cycle_state: "TERMINATED",
      result_state: "SUCCESS",
      duration: "12 s",
      notebook_result: "42",
      cells: [{ index: 0, output: "1" }],
      run_page_url: URL,
    });
    expect(textOf(result)).toContain("TERMINATED SUCCESS, took 12 s\nexit value: 42\n[0] → 1\n");
  });

  test("attaches images of plots and libraries, without base64 in the text", async () => {
    started(run(ok));
    on("GET /api/2.2/jobs/runs/get-output", {});
    const png = "iVBORw0KGgo=";
    exported(
      { command: "plot()", results: { type: "image", data: png } },
      {
        command: "both()",
        results: {
          type: "listResults",
          data: [
            { type: "ansi", data: "drawn" },
            { type: "mimeBundle", data: { "image/png": `data:image/png;base64,${png}`, "text/plain": "<Figure>" } },
          ],
        },
      },
      { command: "lost()", results: { type: "image", data: "/plots/1.png" } },
    );
    const { call } = await connect();
    const result = await call("run_notebook", { path: PATH });
    expect(result.structuredContent).toMatchObject({
      cells: [
        { index: 0, images: 1 },
        { index: 1, output: "drawn", images: 1 },
        { index: 2, output: "/plots/1.png" },
      ],
    });
    expect(result.content.slice(1)).toEqual([1, 2].map(() => ({ type: "image", data: png, mimeType: "image/png" })));
    expect(textOf(result)).toContain("[1] → drawn, images: 1");
    expect(textOf(result)).not.toContain(png);
  });

  test("returns the failed cell with its error", async () => {
    const submitted = started(run(bad));
    on("GET /api/2.2/jobs/runs/get-output", { error: "ValueError: bad", error_trace: "Traceback\nValueError: bad" });
    exported({ command: "a", results: { data: "fine" } }, { command: "b", errorSummary: "ValueError: bad" });
    const { call } = await connect();
    const result = await call("run_notebook", { path: PATH, cluster_id: "0115-093012-abcd1234" });
    expect(submitted[0]?.body).toMatchObject({ tasks: [{ existing_cluster_id: "0115-093012-abcd1234" }] });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject({
      result_state: "FAILED",
      failed_cell: 1,
      error: "ValueError: bad",
    });
    expect(textOf(result)).toContain("[0] → fine\nFailed in cell 1.\nTraceback\nValueError: bad\n");
  });

  test("returns the next step for a run that has not ended", async () => {
    started(run({ life_cycle_state: "PENDING" }));
    const { call } = await connect();
    const result = await call("run_notebook", { path: PATH, wait_seconds: 0 });
    expect(result.structuredContent).toMatchObject({
      run_id: "9007199254740993",
      life_cycle_state: "PENDING",
      next: expect.stringContaining("get_job_run with run_id 9007199254740993 to keep waiting"),
    });
  });

  test("marks an exit value that the platform truncated", async () => {
    started(run(ok));
    on("GET /api/2.2/jobs/runs/get-output", { notebook_output: { result: "long", truncated: true } });
    exported();
    const { call } = await connect();
    const result = await call("run_notebook", { path: PATH });
    expect(result.structuredContent).toMatchObject({ notebook_result: "long", notebook_result_truncated: true });
    expect(textOf(result)).toContain("exit value, truncated by the platform: long");
  });

  test("returns the result of a run that cannot be exported, but fails if the credential has expired", async () => {
    started(run(ok));
    on("GET /api/2.2/jobs/runs/get-output", { notebook_output: { result: "42" } });
    on("GET /api/2.2/jobs/runs/export", platformError(400, "INVALID_PARAMETER_VALUE", "Run is too large."));
    const { call } = await connect();
    const { structuredContent } = await call("run_notebook", { path: PATH });
    expect(structuredContent).toMatchObject({ notebook_result: "42" });
    expect(structuredContent).not.toHaveProperty("cells");

    on("GET /api/2.2/jobs/runs/export", platformError(401, "UNAUTHENTICATED", "Token expired."));
    expect((await call("run_notebook", { path: PATH })).isError).toBe(true);
  });

  test("runs only notebooks", async () => {
    const submitted = started();
    on("GET /api/2.0/workspace/get-status", { ...NOTEBOOK, object_type: "DIRECTORY" });
    const { call } = await connect();
    expect(textOf(await call("run_notebook", { path: PATH }))).toContain("is a DIRECTORY, not a notebook.");
    expect(submitted).toEqual([]);
  });
});
