import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { eventually, openRepl, openSession, type Session } from "./session.ts";

// Interpreters start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const ANALYTICS = "0115-093012-abcd1234";
const NIGHTLY = "0108-141530-etl00nly";

let session: Session;
let python: Awaited<ReturnType<typeof openRepl>>;
beforeAll(async () => {
  session = await openSession();
  python = await openRepl(session, ANALYTICS);
});
afterAll(() => session.close());

describe("contexts", () => {
  test("are Pending, then Running", async () => {
    const slow = await openSession(2);
    const repl = await openRepl(slow, ANALYTICS, "sql");
    expect(await repl.state()).toBe("Pending");
    await eventually(repl.state, (state) => state === "Running");
    await slow.close();
  });

  test("do not exist after they are destroyed", async () => {
    const repl = await openRepl(session, ANALYTICS);
    expect(repl.ids.contextId).toMatch(/^\d{18,19}$/);
    const destroyed = await session.post("/api/1.2/contexts/destroy", repl.ids);
    expect(destroyed.body.id).toBe(repl.ids.contextId);
    const { status, body } = await session.get("/api/1.2/contexts/status", repl.ids);
    expect(status).toBe(404);
    expect(body.error).toMatch(/^ContextNotFound: Context \d+ does not exist/);
  });

  test("cannot be opened on a cluster that is not running", async () => {
    const { status, body } = await session.post("/api/1.2/contexts/create", { clusterId: NIGHTLY, language: "python" });
    expect(status).toBe(500);
    expect(body.error).toMatch(/^ClusterNotReadyException: .*TERMINATED/);
  });

  test("an unknown language is refused", async () => {
    const { status, body } = await session.post("/api/1.2/contexts/create", {
      clusterId: ANALYTICS,
      language: "cobol",
    });
    expect([status, body.error]).toEqual([
      400,
      "INVALID_PARAMETER_VALUE: Language cobol is not one of python, sql, scala, r",
    ]);
  });

  test("are limited to 145 per cluster, and are lost with it", async () => {
    const made = await session.post("/api/2.1/clusters/create", {
      spark_version: "15.4.x-scala2.12",
      node_type_id: "i3.xlarge",
      num_workers: 0,
    });
    const clusterId = String(made.body.cluster_id);
    const state = async () => (await session.get("/api/2.1/clusters/get", { cluster_id: clusterId })).body.state;
    await eventually(state, (value) => value === "RUNNING");
    const create = () => session.post("/api/1.2/contexts/create", { clusterId, language: "sql" });
    const contexts = await Promise.all(Array.from({ length: 145 }, create));
    expect(contexts.every(({ status }) => status === 200)).toBe(true);
    expect((await create()).body.error).toContain("Too many execution contexts");
    await session.post("/api/2.1/clusters/restart", { cluster_id: clusterId });
    const ids = { clusterId, contextId: String(contexts[0]?.body.id) };
    expect((await session.get("/api/1.2/contexts/status", ids)).body.error).toContain("ContextNotFound");
  });
});

describe("commands", () => {
  test("keep their state, and return the printed output and the last value", async () => {
    expect(await python.run("x = 40")).toEqual({ resultType: "text", data: "" });
    expect(await python.run("print('adding')\nx + 2")).toEqual({ resultType: "text", data: "adding\n42" });
  });

  test("do not share variables with another context", async () => {
    const other = await openRepl(session, ANALYTICS);
    await python.run("mine = 1");
    expect(await other.run("mine")).toMatchObject({
      resultType: "error",
      summary: expect.stringContaining("NameError"),
    });
    await session.post("/api/1.2/contexts/destroy", other.ids);
  });

  test("can be sent as JSON, as a form or as a multipart file", async () => {
    const fields = { ...python.ids, language: "python" };
    const form = new URLSearchParams({ ...fields, command: "'form & more'" });
    const file = new FormData();
    for (const [name, value] of Object.entries(fields)) file.set(name, value);
    file.set("command", new Blob(["'from a file'\n"]), "command.py");
    for (const [body, data] of [
      [form, "'form & more'"],
      [file, "'from a file'"],
    ] as const) {
      const { body: sent } = await session.post("/api/1.2/commands/execute", body);
      const { results } = await python.ended(String(sent.id));
      expect(results).toEqual({ resultType: "text", data });
    }
  });

  test("end as Finished with a traceback for an exception", async () => {
    const command = await python.execute("def share(a, b):\n    return a / b\n\nshare(1, 0)");
    const { status, results } = await python.ended(command);
    expect(status).toBe("Finished");
    expect(results?.summary).toBe('<span class="ansi-red-fg">ZeroDivisionError</span>: division by zero');
    expect(results?.cause).toContain("\u001b[0;31mZeroDivisionError\u001b[0m");
    const plain = stripVTControlCharacters(results?.cause ?? "");
    expect(plain).toMatch(/File <command-\d+>, line 4\n/);
    expect(plain).toContain("----> 2     return a / b");
    expect(plain).not.toContain("<exec>");
  });

  test("run one after another: the second is Queued while the first runs, and can be cancelled", async () => {
    const first = await python.execute("import time\ntime.sleep(30)");
    const second = await python.execute("never = 1");
    await eventually(
      () => python.status(first),
      ({ body }) => body.status === "Running",
    );
    expect((await python.status(second)).body).toMatchObject({ status: "Queued", results: null });
    await python.cancel(second);
    expect((await python.status(second)).body.status).toBe("Cancelled");
    await python.cancel(first);
    expect((await python.ended(first)).status).toBe("Cancelled");
    expect(await python.run("'never' in globals()")).toMatchObject({ data: "False" });
  });

  test.each([
    ["an endless loop", "while True: pass"],
    ["a long sleep", "import time\ntime.sleep(600)"],
    ["a wait", "import asyncio\nawait asyncio.sleep(600)"],
  ])("can be cancelled during %s without losing variables", async (_, source) => {
    await python.run("kept = 'kept'");
    const command = await python.execute(source);
    await eventually(
      () => python.status(command),
      ({ body }) => body.status === "Running",
    );
    await python.cancel(command);
    expect((await python.ended(command)).status).toBe("Cancelled");
    expect(await python.run("kept")).toMatchObject({ data: "'kept'" });
  });

  test("lose their context, with a message, if the code ignores the cancellation", async () => {
    const repl = await openRepl(session, ANALYTICS);
    await repl.run("1");
    const command = await repl.execute("while True:\n  try:\n    while True: pass\n  except BaseException: pass");
    await eventually(
      () => repl.status(command),
      ({ body }) => body.status === "Running",
    );
    // Waits until the code is in its loop: an earlier interrupt would end it.
    await pause(300);
    await repl.cancel(command);
    expect((await repl.status(command)).body.status).toBe("Cancelling");
    const { status, results } = await repl.ended(command);
    expect(status).toBe("Cancelled");
    expect(results?.cause).toContain("this context and its variables");
    expect(await repl.state()).toBe("Error");
    const body = { ...repl.ids, language: "python", command: "1" };
    expect((await session.post("/api/1.2/commands/execute", body)).body.error).toContain("ContextNotFound");
  });

  test("lose their context if the process exits", async () => {
    const repl = await openRepl(session, ANALYTICS);
    const { status, results } = await repl.ended(await repl.execute("import os\nos._exit(7)"));
    expect([status, results?.summary]).toEqual(["Error", "Fatal error: The Python kernel is unresponsive."]);
    expect(await repl.state()).toBe("Error");
  });

  test("must have the language of the context", async () => {
    const body = { ...python.ids, language: "sql", command: "SELECT 1" };
    const { status, body: answer } = await session.post("/api/1.2/commands/execute", body);
    expect(status).toBe(400);
    expect(answer.error).toContain("Language sql does not match the context's language python");
  });

  test("that are unknown return an error", async () => {
    const { status, body } = await python.status("feed");
    expect([status, body.error]).toEqual([404, "CommandNotFound: Command feed does not exist"]);
  });

  test.each(["scala", "r"])("%s returns the error of a cluster that does not allow it", async (language) => {
    const repl = await openRepl(session, ANALYTICS, language);
    const results = await repl.run("1 + 1");
    expect(results?.summary).toContain("only allowed sql and python commands on this cluster");
  });
});

test("a terminated cluster loses its contexts and running commands", async () => {
  await session.post("/api/2.1/clusters/start", { cluster_id: NIGHTLY });
  const state = async () => (await session.get("/api/2.1/clusters/get", { cluster_id: NIGHTLY })).body.state;
  await eventually(state, (value) => value === "RUNNING");
  const repl = await openRepl(session, NIGHTLY);
  const command = await repl.execute("while True: pass");
  await eventually(
    () => repl.status(command),
    ({ body }) => body.status === "Running",
  );
  await session.post("/api/2.1/clusters/delete", { cluster_id: NIGHTLY });
  expect((await repl.status(command)).body.error).toContain("ContextNotFound");
  const again = await session.post("/api/1.2/commands/execute", { ...repl.ids, language: "python", command: "1" });
  expect(again.body.error).toContain("ClusterNotReadyException");
});
