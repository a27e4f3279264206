import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const SANDBOXES = "/api/2.0/sandboxes";
const EXEC = "/api/2.0/sandbox-exec/sandboxes/:id/exec-sync";
const running = { name: "sandboxes/run-code-1", status: { state: "SANDBOX_STATE_RUNNING" } };
const accept = () => ({ action: "accept" as const, content: { confirm: true } });

/** The response of a process that wrote this result. */
const wrote =
  (result: object, more: object = {}) =>
  ({ body }: Seen) => {
    const { envs } = body as { envs: { RUN_MARK: string } };
    const written = JSON.stringify({ text: "", images: [], error: null, lost: [], ...result });
    return {
      status: "EXECUTE_COMMAND_STATUS_COMPLETED",
      exit_code: 0,
      stdout: `from a child\n${envs.RUN_MARK}${written}`,
      ...more,
    };
  };
const sent = <T>([first]: readonly Seen[]): T => first?.body as T;
const sandboxed = () => {
  on(`POST ${SANDBOXES}`, running);
  on(`GET ${SANDBOXES}/:id`, running);
};

describe("run_code", () => {
  test("in a sandbox that is kept for the next call", async () => {
    const made = on(`POST ${SANDBOXES}`, { ...running, status: { state: "SANDBOX_STATE_PENDING" } });
    on(`GET ${SANDBOXES}/:id`, running);
    const table = { columns: [{ name: "n", type: "int64" }], rows: [[1]], total_rows: 1 };
    const ran = on(`POST ${EXEC}`, wrote({ text: "hi\n", ...table, images: ["iVBORw0KGgo="], lost: ["conn"] }));
    const { call } = await connect();
    const result = await call("run_code", { code: "print('hi')", wait_seconds: 20 });
    await call("run_code", { code: "1" });
    expect(made).toHaveLength(1);
    expect(made[0]?.body).toMatchObject({ spec: { compute: { inactivity_timeout: "1800s" } } });
    const { cmd, envs, execution_timeout } = sent<{
      cmd: string;
      envs: { RUN_CODE: string };
      execution_timeout: string;
    }>(ran);
    expect([cmd, execution_timeout]).toEqual(["python3", "20s"]);
    expect(Buffer.from(envs.RUN_CODE, "base64").toString()).toBe("print('hi')");
    expect(result.structuredContent).toEqual({
      text: "from a child\nhi\n",
      ...table,
      images: 1,
      sandbox: made[0]?.query.sandbox_id,
      note: "Not kept for the next call: conn.",
    });
    expect(result.content.map(({ type }) => type)).toContain("image");
  });

  test("an exception in the code is not an error of the tool", async () => {
    sandboxed();
    on(`POST ${EXEC}`, wrote({ error: { summary: "ValueError: x", traceback: "Traceback …\nValueError: x\n" } }));
    const { call } = await connect();
    const result = await call("run_code", { code: "raise ValueError('x')" });
    expect(result.isError).toBeFalsy();
    expect(textOf(result)).toContain("Traceback …\nValueError: x");
  });

  test.each([
    [{ stdout: "before", stderr: "Killed", exit_code: 137 }, "Python ended with code 137."],
    [{ stdout: "before", truncated: true, exit_code: 0 }, "The output is too large to be returned."],
  ])("a process without a result: %j", async (ended, summary) => {
    sandboxed();
    on(`POST ${EXEC}`, ended);
    const { call } = await connect();
    expect((await call("run_code", { code: "x" })).structuredContent).toMatchObject({
      text: "before",
      error: { summary },
    });
  });

  test("code that takes too long is stopped, with the other way named", async () => {
    sandboxed();
    on(`POST ${EXEC}`, { status: "EXECUTE_COMMAND_STATUS_TIMED_OUT" });
    const { call } = await connect();
    const said = textOf(await call("run_code", { code: "x", wait_seconds: 600 }));
    expect(said).toMatch(/stopped after [45]\d seconds/);
    expect(said).toContain("keep_state: false");
  });

  test("packages are installed first; if that fails, nothing runs", async () => {
    sandboxed();
    const ran = on(`POST ${EXEC}`, { exit_code: 1, stderr: "No matching distribution found for polarz" });
    const { call } = await connect();
    const said = textOf(await call("run_code", { code: "x", dependencies: ["polarz==1"] }));
    expect(said).toContain("The packages could not be installed. The code was not run.");
    expect(said).toContain("No matching distribution");
    expect(ran).toHaveLength(1);
    expect(ran[0]?.body).toMatchObject({ args: ["-m", "pip", "install", "--quiet", "polarz==1"] });
    expect(textOf(await call("run_code", { code: "x", dependencies: ["--index-url=http://x"] }))).toContain(
      "must be a package",
    );
  });

  test("a sandbox that has ended is replaced, and the note says so", async () => {
    const made = on(`POST ${SANDBOXES}`, running);
    const gone = platformError(404, "NOT_FOUND", "gone");
    on(`GET ${SANDBOXES}/:id`, () => (made.length === 1 ? gone.clone() : running));
    on(`POST ${EXEC}`, wrote({ text: "ok" }));
    const { call } = await connect();
    const result = await call("run_code", { code: "x" });
    expect(made).toHaveLength(2);
    expect(result.structuredContent).toMatchObject({ note: expect.stringContaining("without earlier variables") });
  });

  test("a stopped one is started", async () => {
    on(`POST ${SANDBOXES}`, running);
    on(`GET ${SANDBOXES}/:id`, { ...running, status: { state: "SANDBOX_STATE_STOPPED" } });
    const started = on(`POST ${SANDBOXES}/:id/start`, running);
    on(`POST ${EXEC}`, wrote({ text: "ok" }));
    const { call } = await connect();
    await call("run_code", { code: "x" });
    expect(started).toHaveLength(1);
  });

  test("one that does not start runs nothing", async () => {
    const pending = { ...running, status: { state: "SANDBOX_STATE_PENDING" } };
    on(`POST ${SANDBOXES}`, pending);
    on(`GET ${SANDBOXES}/:id`, pending);
    const { call } = await connect();
    expect(textOf(await call("run_code", { code: "x" }))).toContain("The sandbox is PENDING. The code was not run.");
  });

  test("code that removes something asks, and shows the code", async () => {
    sandboxed();
    on(`POST ${EXEC}`, wrote({}));
    const { call, questions } = await connect({ answer: accept });
    await call("run_code", { code: 'import shutil\nshutil.rmtree("/Volumes/a/b/c")' });
    expect(questions[0]).toContain('"/Volumes/a/b/c" is deleted.');
    expect(questions[0]).toContain("shutil.rmtree");
  });
});

describe("run_code without sandboxes", () => {
  const page = (cells: object[]) => {
    const model = { commands: cells.map((cell, position) => ({ position, ...cell })) };
    const encoded = Buffer.from(encodeURIComponent(JSON.stringify(model))).toString("base64");
    return { views: [{ name: "n", type: "NOTEBOOK", content: `__DATABRICKS_NOTEBOOK_MODEL = '${encoded}'` }] };
  };
  const ended = {
    run_id: 7,
    state: { life_cycle_state: "TERMINATED", result_state: "SUCCESS" },
    tasks: [{ run_id: 8 }],
  };
  const absent = () => {
    const tried = on(`POST ${SANDBOXES}`, platformError(404, "ENDPOINT_NOT_FOUND", "No API found"));
    on("GET /api/2.0/preview/scim/v2/Me", { userName: "ana@example.com" });
    on("POST /api/2.0/workspace/mkdirs", {});
    const imported = on("POST /api/2.0/workspace/import", {});
    const submitted = on("POST /api/2.2/jobs/runs/submit", { run_id: 7 });
    const removed = on("POST /api/2.0/workspace/delete", {});
    return { tried, imported, submitted, removed };
  };

  test("a run of its own, whose notebook is removed", async () => {
    const { tried, imported, submitted, removed } = absent();
    on("GET /api/2.2/jobs/runs/get", ended);
    on("GET /api/2.2/jobs/runs/get-output", { metadata: ended });
    on("GET /api/2.2/jobs/runs/export", page([{ command: "print(1)", results: { type: "ansi", data: "1\n" } }]));
    const { call } = await connect();
    const result = await call("run_code", { code: "print(1)", dependencies: ["polars"] });
    await call("run_code", { code: "print(1)" });
    expect(tried).toHaveLength(1);
    const { path, content } = sent<{ path: string; content: string }>(imported);
    expect(path).toMatch(/^\/Users\/ana@example.com\/.run_code\/[\w-]+$/);
    expect(Buffer.from(content, "base64").toString()).toBe(
      "# Databricks notebook source\n# MAGIC %pip install polars\n# COMMAND ----------\nprint(1)",
    );
    expect(submitted[0]?.body).toMatchObject({ tasks: [{ notebook_task: { notebook_path: path } }] });
    expect(removed[0]?.body).toEqual({ path, recursive: false });
    expect(result.structuredContent).toMatchObject({
      run_id: "7",
      note: expect.stringContaining("has no code sandboxes"),
    });
  });

  test("a failed run has its traceback", async () => {
    absent();
    on("GET /api/2.2/jobs/runs/get", { ...ended, state: { life_cycle_state: "TERMINATED", result_state: "FAILED" } });
    on("GET /api/2.2/jobs/runs/get-output", { error: "ValueError: x", error_trace: "Traceback\nValueError: x" });
    on("GET /api/2.2/jobs/runs/export", {});
    const { call } = await connect();
    expect((await call("run_code", { code: "x", keep_state: false })).structuredContent).toEqual({
      error: { summary: "ValueError: x", traceback: "Traceback\nValueError: x" },
      run_id: "7",
    });
  });

  test("one that takes longer than the wait names the tools that follow it", async () => {
    const { removed } = absent();
    on("GET /api/2.2/jobs/runs/get", { run_id: 7, state: { life_cycle_state: "RUNNING" } });
    const { call } = await connect();
    const result = await call("run_code", { code: "x", keep_state: false, wait_seconds: 0 });
    expect(result.structuredContent).toMatchObject({
      run_id: "7",
      next: expect.stringContaining("get_job_run_output"),
    });
    expect(removed).toHaveLength(0);
  });

  test("a run that cannot be started leaves no notebook", async () => {
    const { removed } = absent();
    on("POST /api/2.2/jobs/runs/submit", platformError(403, "PERMISSION_DENIED", "no serverless"));
    const { call } = await connect();
    expect((await call("run_code", { code: "x" })).isError).toBe(true);
    expect(removed).toHaveLength(1);
  });
});
