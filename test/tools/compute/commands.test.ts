import { describe, expect, test, vi } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const CLUSTER = "0115-093012-abcd1234";
const IDS = { cluster_id: CLUSTER, context_id: "c1", command_id: "m1" };
const GET_CLUSTER = "GET /api/2.1/clusters/get";
const CREATE = "POST /api/1.2/contexts/create";
const CONTEXT = "GET /api/1.2/contexts/status";
const DESTROY = "POST /api/1.2/contexts/destroy";
const EXECUTE = "POST /api/1.2/commands/execute";
const STATUS = "GET /api/1.2/commands/status";
const CANCEL = "POST /api/1.2/commands/cancel";

const running = { cluster_id: CLUSTER, cluster_name: "analytics", state: "RUNNING" };
const idle = {
  ...running,
  state: "TERMINATED",
  termination_reason: { code: "INACTIVITY", type: "SUCCESS", parameters: { inactivity_duration_min: "60" } },
};
const finished = (results: object) => ({ id: "m1", status: "Finished", results });
const hello = finished({ resultType: "text", data: "hello" });
const noContext = () => Response.json({ error: "ContextNotFound: Context c1 does not exist" }, { status: 404 });

/** A cluster that runs, opens contexts `c1`, `c2`, … and accepts commands `m1`, `m2`, … */
function ready() {
  let contexts = 0;
  let commands = 0;
  return {
    clusters: on(GET_CLUSTER, running),
    creates: on(CREATE, () => ({ id: `c${++contexts}` })),
    contexts: on(CONTEXT, ({ query }: Seen) => ({ id: String(query.contextId), status: "Running" })),
    executes: on(EXECUTE, () => ({ id: `m${++commands}` })),
  };
}

const python = { command: "print('hello')", cluster_id: CLUSTER };

describe("execute_command", () => {
  test("opens a context, runs the code in it and waits for the result", async () => {
    const { call } = await connect();
    const { creates, contexts, executes } = ready();
    const reads = on(STATUS, { id: "m1", status: "Running", results: null }, hello);
    const result = await call("execute_command", python);
    expect(creates.map(({ body }) => body)).toEqual([{ clusterId: CLUSTER, language: "python" }]);
    expect(contexts.map(({ query }) => query)).toEqual([{ clusterId: CLUSTER, contextId: "c1" }]);
    expect(executes.map(({ body }) => body)).toEqual([
      { clusterId: CLUSTER, contextId: "c1", language: "python", command: "print('hello')" },
    ]);
    expect(reads[0]?.query).toEqual({ clusterId: CLUSTER, contextId: "c1", commandId: "m1" });
    expect(reads.length).toBe(2);
    expect(result.structuredContent).toEqual({ ...IDS, status: "Finished", text: "hello" });
    expect(textOf(result)).toContain("hello\nFinished; context_id c1\n");
  });

  test("keeps one context per cluster and language", async () => {
    const { call } = await connect();
    const { creates, executes } = ready();
    on(STATUS, hello);
    await call("execute_command", python);
    await call("execute_command", python);
    await call("execute_command", { ...python, language: "sql", command: "SELECT 1" });
    expect(creates.map(({ body }) => body)).toEqual([
      { clusterId: CLUSTER, language: "python" },
      { clusterId: CLUSTER, language: "sql" },
    ]);
    expect(executes.map(({ body }) => body)).toMatchObject([
      { contextId: "c1" },
      { contextId: "c1" },
      { contextId: "c2", language: "sql" },
    ]);
  });

  test("runs in the given context", async () => {
    const { call } = await connect();
    const { creates, executes } = ready();
    on(STATUS, hello);
    await call("execute_command", { ...python, context_id: "mine" });
    expect(creates.length).toBe(0);
    expect(executes[0]?.body).toMatchObject({ contextId: "mine" });
  });

  test("uses the server's default cluster without cluster_id", async () => {
    const { call } = await connect({ settings: { clusterId: "default-1" } });
    const { executes } = ready();
    on(STATUS, hello);
    await call("execute_command", { command: "1" });
    expect(executes[0]?.body).toMatchObject({ clusterId: "default-1" });
  });

  test("uses the only cluster that runs", async () => {
    const { call } = await connect();
    const { executes } = ready();
    on(STATUS, hello);
    const lists = on("GET /api/2.1/clusters/list", { clusters: [running] });
    const result = await call("execute_command", { command: "1" });
    expect(executes[0]?.body).toMatchObject({ clusterId: CLUSTER });
    expect(result.structuredContent).toMatchObject({ cluster_id: CLUSTER });
    expect(lists.length).toBeGreaterThan(0);
  });

  test("of several running clusters chooses none, lists them and runs nothing", async () => {
    const { call } = await connect();
    const { executes } = ready();
    const other = { ...running, cluster_id: "other", cluster_name: "other" };
    const lists = on("GET /api/2.1/clusters/list", { clusters: [running, other] }, {});
    const named = await call("execute_command", { command: "1" });
    expect(lists[0]?.query).toEqual({
      "filter_by.cluster_states": ["RUNNING", "RESIZING"],
      "filter_by.cluster_sources": ["UI", "API"],
      page_size: "20",
    });
    expect(named.isError).toBe(true);
    expect(textOf(named)).toMatch(
      /cluster_id of a running cluster\. They are listed below\.\n<<<\w+ .*\n0115-093012-abcd1234 {2}analytics/,
    );
    expect(textOf(await call("execute_command", { command: "1" }))).toContain("No cluster is running");
    expect(executes.length).toBe(0);
  });

  test("explains why the cluster is not running and how to start it", async () => {
    const { call } = await connect();
    on(GET_CLUSTER, idle);
    const result = await call("execute_command", python);
    expect(textOf(result)).toContain(
      `Cluster ${CLUSTER} cannot run commands. It is TERMINATED: it was idle for longer than its auto-termination ` +
        "time (INACTIVITY). Start it with start_cluster.",
    );
  });

  test("returns the ID of a context that is still opening when the wait ends, and runs nothing", async () => {
    const { call } = await connect();
    const { executes } = ready();
    on(CONTEXT, { id: "c1", status: "Pending" });
    const result = await call("execute_command", { ...python, wait_seconds: 0 });
    expect(textOf(result)).toBe(
      "The execution context is still opening. The command was not run. Call execute_command again with context_id c1.",
    );
    expect(executes.length).toBe(0);
  });

  test("reports a context that cannot open, and the next call tries again", async () => {
    const { call } = await connect();
    const { creates } = ready();
    on(CONTEXT, { id: "c1", status: "Error" }, { id: "c2", status: "Running" });
    on(STATUS, hello);
    expect(textOf(await call("execute_command", python))).toContain("could not open a python context");
    expect((await call("execute_command", python)).structuredContent).toMatchObject({ context_id: "c2" });
    expect(creates.length).toBe(2);
  });

  test("D15 returns the IDs of a command that runs longer than the wait, and the next tool returns its result", async () => {
    const { call } = await connect();
    ready();
    on(STATUS, { id: "m1", status: "Running" }, hello);
    const first = await call("execute_command", { ...python, wait_seconds: 0 });
    expect(first.isError).toBeFalsy();
    expect(first.structuredContent).toEqual({
      ...IDS,
      status: "Running",
      next: "Still running. Call get_command_status with these IDs to keep waiting, or cancel_command to stop it.",
    });
    expect(textOf(first)).toContain(`Running; cluster_id ${CLUSTER}, context_id c1, command_id m1\n`);
    const { structuredContent } = await call("get_command_status", IDS);
    expect(structuredContent).toEqual({ ...IDS, status: "Finished", text: "hello" });
  });

  test("D14 replaces a kept context that no longer exists, and reports that its state is lost", async () => {
    const { call } = await connect();
    const { creates } = ready();
    on(STATUS, hello);
    await call("execute_command", python);
    const executes = on(EXECUTE, noContext, { id: "m9" });
    const result = await call("execute_command", python);
    expect(executes.map(({ body }) => body)).toMatchObject([{ contextId: "c1" }, { contextId: "c2" }]);
    expect(creates.length).toBe(2);
    expect(result.structuredContent).toMatchObject({
      context_id: "c2",
      command_id: "m9",
      note: expect.stringContaining("Earlier variables, imports and temporary views are lost"),
    });
    expect(textOf(result)).toContain("The earlier execution context no longer existed");
  });

  test("D14 replaces it only once", async () => {
    const { call } = await connect();
    const { creates } = ready();
    on(STATUS, hello);
    await call("execute_command", python);
    const executes = on(EXECUTE, noContext);
    const result = await call("execute_command", python);
    expect(textOf(result)).toContain("Execution context c2 no longer exists");
    expect([creates.length, executes.length]).toEqual([2, 2]);
  });

  test("D14 opens one new context for two calls that lose the same context", async () => {
    const { call } = await connect();
    const { creates } = ready();
    on(STATUS, hello);
    await call("execute_command", python);
    on(EXECUTE, ({ body }: Seen) => (JSON.stringify(body).includes('"c1"') ? noContext() : { id: "m9" }));
    const both = await Promise.all([call("execute_command", python), call("execute_command", python)]);
    expect(both.map(({ structuredContent }) => structuredContent)).toMatchObject([
      { context_id: "c2" },
      { context_id: "c2" },
    ]);
    expect(creates.length).toBe(2);
  });

  test("D14 never replaces a context that the caller named", async () => {
    const { call } = await connect();
    const { creates } = ready();
    const executes = on(EXECUTE, noContext);
    const result = await call("execute_command", { ...python, context_id: "mine" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Execution context mine no longer exists. Its variables");
    expect([creates.length, executes.length]).toEqual([0, 1]);
  });

  test("D13 explains why the cluster terminated under a command, and does not open another context", async () => {
    const { call } = await connect();
    const { creates } = ready();
    const clusters = on(GET_CLUSTER, running, {
      ...idle,
      termination_reason: { code: "DRIVER_OUT_OF_MEMORY", type: "CLIENT_ERROR" },
    });
    const reads = on(STATUS, { id: "m1", status: "Running" }, noContext);
    const result = await call("execute_command", python);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(
      `Cluster ${CLUSTER} terminated, so its execution contexts and commands are lost. It is TERMINATED: ` +
        "the driver ran out of memory (DRIVER_OUT_OF_MEMORY). Use a larger driver node",
    );
    expect([creates.length, reads.length, clusters.length]).toEqual([1, 2, 2]);
  });

  test("D13 checks the cluster if a command ends without results", async () => {
    const { call } = await connect();
    ready();
    on(GET_CLUSTER, running, idle);
    on(STATUS, { id: "m1", status: "Cancelled", results: null });
    expect(textOf(await call("execute_command", python))).toContain("It is TERMINATED: it was idle");
  });

  test("does not run the command again if its context is lost on a running cluster", async () => {
    const { call } = await connect();
    const { executes } = ready();
    on(STATUS, noContext);
    const result = await call("execute_command", python);
    expect(textOf(result)).toContain("It is unknown whether a command that was running in the old one finished.");
    expect(executes.length).toBe(1);
  });

  test("D10 cancels the command once when the call is cancelled, and watches it end", async () => {
    const { client } = await connect({ settings: { waitBudgetMs: 30_000 } });
    ready();
    const cancels = on(CANCEL, { id: "m1" });
    let watched = 0;
    const reads = on(STATUS, () => {
      if (cancels.length > 0) watched += 1;
      return { id: "m1", status: cancels.length === 0 ? "Running" : "Cancelled" };
    });
    const abort = new AbortController();
    const pending = client.callTool({ name: "execute_command", arguments: python }, { signal: abort.signal });
    await vi.waitFor(() => expect(reads.length).toBeGreaterThan(0));
    abort.abort();
    await expect(pending).rejects.toThrow();
    await vi.waitFor(() => expect(watched).toBe(1));
    expect(cancels.map(({ body }) => body)).toEqual([{ clusterId: CLUSTER, contextId: "c1", commandId: "m1" }]);
  });

  test("D10 cancels a command that is being sent as soon as its ID is known", async () => {
    const { client } = await connect();
    ready();
    const abort = new AbortController();
    const executes = on(EXECUTE, async () => {
      abort.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { id: "m7" };
    });
    on(STATUS, { id: "m7", status: "Cancelled" });
    const cancels = on(CANCEL, { id: "m7" });
    await expect(
      client.callTool({ name: "execute_command", arguments: python }, { signal: abort.signal }),
    ).rejects.toThrow();
    await vi.waitFor(() => expect(cancels.map(({ body }) => body)).toMatchObject([{ commandId: "m7" }]));
    expect(executes.length).toBe(1);
  });

  test("D11 logs a failed cancellation with the command's ID and does not repeat it", async () => {
    const { client, lines } = await connect({ settings: { waitBudgetMs: 30_000 } });
    ready();
    const reads = on(STATUS, { id: "m1", status: "Running" });
    const cancels = on(CANCEL, Response.json({ error: "InternalError: no" }, { status: 500 }));
    const abort = new AbortController();
    const pending = client.callTool({ name: "execute_command", arguments: python }, { signal: abort.signal });
    await vi.waitFor(() => expect(reads.length).toBeGreaterThan(0));
    abort.abort();
    await expect(pending).rejects.toThrow();
    await vi.waitFor(() => expect(lines.filter((line) => line.includes("command m1")).length).toBe(1));
    expect(cancels.length).toBe(1);
  });

  test("returns a table as columns and rows, and shows it as text", async () => {
    const { call } = await connect();
    ready();
    on(
      STATUS,
      finished({
        resultType: "table",
        truncated: true,
        schema: [
          { name: "id", type: '"long"' },
          { name: "city", type: '"string"' },
        ],
        data: [
          [1, "Os|lo"],
          [2, null],
          [3, ""],
        ],
      }),
    );
    const result = await call("execute_command", { ...python, command: "SELECT * FROM cities", language: "sql" });
    expect(result.structuredContent).toMatchObject({
      columns: [
        { name: "id", type: "long" },
        { name: "city", type: "string" },
      ],
      rows: [
        [1, "Os|lo"],
        [2, null],
        [3, ""],
      ],
      truncated: true,
    });
    expect(textOf(result)).toContain(
      "id | city\n1 | Os\\|lo\n2 | NULL\n3 | \n3 rows; the cluster left the other rows out",
    );
  });

  test("attaches images, also those of which the cluster returns only the path", async () => {
    const { call } = await connect();
    ready();
    const fileNames = ["data:image/png;base64,iVBORw0=", "/plots/a.png", "/plots/gone.png", "/plots/notes.txt"];
    on(STATUS, finished({ resultType: "images", fileNames }));
    const reads = on("GET /api/2.0/dbfs/read", ({ query }) =>
      query.path === "/FileStore/plots/a.png"
        ? { data: Buffer.from("a picture").toString("base64"), bytes_read: 9 }
        : platformError(404, "RESOURCE_DOES_NOT_EXIST", "no such file"),
    );
    const result = await call("execute_command", python);
    expect(reads.map(({ query }) => query.path)).toEqual(["/FileStore/plots/a.png", "/FileStore/plots/gone.png"]);
    const picture = Buffer.from("a picture").toString("base64");
    expect(result.content).toContainEqual({ type: "image", data: "iVBORw0=", mimeType: "image/png" });
    expect(result.content).toContainEqual({ type: "image", data: picture, mimeType: "image/png" });
    const images = [{ mime_type: "image/png" }, { mime_type: "image/png" }, { path: "/plots/gone.png" }, {}];
    expect(result.structuredContent).toMatchObject({ images });
    expect(textOf(result)).toContain("Image stored at /plots/gone.png, which could not be read");
  });

  test.each([
    ["of several megabytes", `data:image/png;base64,${"A".repeat(5 * 2 ** 20)}`],
    ["that no model can look at", "data:image/svg+xml;base64,PHN2Zy8+"],
  ])("links an image %s", async (_, fileName) => {
    const { call } = await connect();
    ready();
    on(STATUS, finished({ resultType: "image", fileName }));
    const result = await call("execute_command", python);
    expect(result.content.map(({ type }) => type)).toEqual(["text", "resource_link"]);
  });

  test("returns an exception in the code as a result with the IDs", async () => {
    const { call } = await connect();
    ready();
    on(
      STATUS,
      finished({
        resultType: "error",
        summary: '<span class="ansi-red-fg">ZeroDivisionError</span>: division by zero',
        cause: "\u001b[0;31m---\u001b[0m\nZeroDivisionError: division by zero",
      }),
    );
    const result = await call("execute_command", python);
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toEqual({
      ...IDS,
      status: "Finished",
      error: {
        summary: "ZeroDivisionError: division by zero",
        traceback: "---\nZeroDivisionError: division by zero",
      },
    });
    expect(textOf(result)).toMatch(/<<<\w+ .*\nZeroDivisionError: division by zero\n---\nFailed; context_id/);
  });

  test("sends a source of 64 KiB as JSON and a longer one as a file", async () => {
    const { call } = await connect();
    const { executes } = ready();
    on(STATUS, hello);
    const most = `#${"é".repeat(32 * 1024 - 1)}!`;
    await call("execute_command", { ...python, command: most });
    expect(executes[0]?.body).toMatchObject({ command: most });
    await call("execute_command", { ...python, command: `${most}!` });
    expect(executes[1]?.headers.get("content-type")).toMatch(/^multipart\/form-data; boundary=/);
    const body = String(executes[1]?.body);
    for (const [name, value] of Object.entries({ clusterId: CLUSTER, contextId: "c1", language: "python" })) {
      expect(body).toContain(`name="${name}"\r\n\r\n${value}\r\n`);
    }
    expect(body).toContain('name="command"; filename="command"');
    expect(body).toContain(`${most}!\r\n`);
  });

  test("is annotated as destructive and does not ask by itself", async () => {
    const { client, call, questions } = await connect({ answer: yes });
    ready();
    on(STATUS, hello);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === "execute_command")?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
    });
    await call("execute_command", python);
    expect(questions).toEqual([]);
  });

  test("asks before SQL that loses data, like execute_sql, also through call_api", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const { executes } = ready();
    const command = "DELETE FROM main.sales.orders\nWHERE true";
    await call("execute_command", { command, language: "sql", cluster_id: CLUSTER });
    const parameters = { clusterId: CLUSTER, contextId: "c1", language: "sql", command };
    await call("call_api", { operation: "commandExecution.execute", parameters });
    const shown = [
      "It removes existing rows.",
      'The statement (cluster "analytics"):',
      "| DELETE FROM main.sales.orders",
      "| WHERE true",
    ];
    expect(questions).toEqual([
      asked('Run this SQL statement on table "main.sales.orders"?', ...shown),
      asked(
        'Call commandExecution.execute (Run a command; POST /api/1.2/commands/execute) on table "main.sales.orders"?',
        ...shown,
      ),
    ]);
    expect(executes).toEqual([]);
  });

  test("does not ask before SQL that only reads or adds", async () => {
    const { call, questions } = await connect({ answer: yes });
    ready();
    on(STATUS, hello);
    for (const command of ["SELECT 1", "INSERT INTO main.sales.orders VALUES (1)"]) {
      await call("execute_command", { command, language: "sql", cluster_id: CLUSTER });
    }
    expect(questions).toEqual([]);
  });

  test("SQL that changes a protected object is blocked, regardless of the context's default schema", async () => {
    const { call } = await connect({ settings: { protect: ["main.sales.*"], confirm: "never" } });
    ready();
    for (const kind of ["tables", "volumes", "functions", "models"]) on(`GET /api/2.1/unity-catalog/${kind}`, {});
    on("GET /api/2.0/serving-endpoints", {});
    const sql = { language: "sql", cluster_id: CLUSTER };
    for (const command of [
      "DELETE FROM orders",
      "DROP SCHEMA main.sales CASCADE",
      "INSERT INTO main.sales.a VALUES (1)",
    ]) {
      expect(textOf(await call("execute_command", { ...sql, command }))).toContain("Refused: the operator protects");
    }
    on(STATUS, hello);
    expect((await call("execute_command", { ...sql, command: "SELECT 1" })).isError).not.toBe(true);
  });

  test.each([
    [
      'spark.sql("""\n  DROP TABLE main.sales.orders\n""")',
      'table "main.sales.orders"',
      "It removes an existing object.",
    ],
    ["x = 1\ndbutils.fs.rm('/Volumes/main/raw/landing', True)", '"/Volumes/main/raw/landing"', "is deleted."],
    ['df.write.mode("overwrite").saveAsTable("main.sales.orders")', 'table "main.sales.orders"', "are replaced."],
    ['df.writeTo("main.sales.orders").overwritePartitions()', 'table "main.sales.orders"', "are replaced."],
    ['df.write.insertInto("main.sales.orders", True)', 'table "main.sales.orders"', "are replaced."],
    ['for t in ts:\n  spark.sql(f"DROP TABLE {t}")\nspark.sql("DELETE FROM a.b.c")', 'table "a.b.c"', "1 more SQL"],
  ])("asks before code with a loss that is written out: %s", async (command, object, words) => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const { executes } = ready();
    await call("execute_command", { command, language: "python", cluster_id: CLUSTER });
    expect(questions[0]).toContain("Run this python code, which changes");
    expect(questions[0]).toContain(object);
    expect(questions[0]).toContain(words);
    expect(questions[0]).toContain("| ");
    expect(executes).toEqual([]);
  });

  test("does not ask about code that only mentions a statement, and protects what it writes", async () => {
    const asking = await connect({ answer: yes });
    ready();
    on(STATUS, hello);
    const code = '# spark.sql("DROP TABLE a.b.c")\nprint("DROP TABLE a.b.c")\nspark.sql("SELECT 1").show()';
    await asking.call("execute_command", { command: code, language: "python", cluster_id: CLUSTER });
    expect(asking.questions).toEqual([]);
    const guarded = await connect({ settings: { protect: ["main.sales.*"], confirm: "never" } });
    for (const command of [
      'spark.sql("INSERT INTO main.sales.orders VALUES (1)")',
      'spark.sql("DROP TABLE main." + "sales.orders")',
      'spark.sql(f"DROP TABLE {name}")',
      "(spark.sql)('DELETE FROM main.sales.orders')",
      "q = spark.sql\nq('DELETE FROM main.sales.orders')",
      "getattr(spark, 'sql')('DELETE FROM main.sales.orders')",
      "df.write.insertInto('main.sales.orders')",
      "df.write.mode('append').saveAsTable(name='main.sales.x9')",
      "df.writeTo('main.sales.orders').append()",
      "df.writeStream.toTable('main.sales.orders')",
      "DeltaTable.forName(spark, 'main.sales.orders').delete()",
      "df.write.saveAsTable(f'main.{schema}.orders')",
      "dbutils.fs.cp('/Volumes/a/b/c/x', '/Volumes/main/sales/v/x')",
      "dbutils.fs.put('/Volumes/main/sales/v/x', 'text')",
      "open('/Volumes/main/sales/v/x', 'w').write('x')",
      "os.rename('/Volumes/main/sales/v/x', '/Volumes/a/b/c/x')",
    ]) {
      const result = await guarded.call("execute_command", { command, language: "python", cluster_id: CLUSTER });
      expect(textOf(result)).toContain("Refused: the operator protects");
    }
    for (const command of [
      'from pyspark.sql import functions as F\nspark.sql("SELECT 1").show()',
      "open('/Volumes/main/sales/v/x').read()",
      "df.write.saveAsTable('main.ops.x')",
    ]) {
      const result = await guarded.call("execute_command", { command, language: "python", cluster_id: CLUSTER });
      expect(result.isError, command).not.toBe(true);
    }
  });

  test.each([
    ["%sql SELECT 1", "leave it out and give language sql"],
    ["%run ./setup", "call run_notebook"],
    ["x = 1\n  %sh ls", "%sh is for notebooks"],
  ])("explains why %s fails", async (command, words) => {
    const { call } = await connect();
    ready();
    on(STATUS, { id: "m1", status: "Finished", results: { resultType: "error", summary: "SyntaxError", cause: "" } });
    expect(textOf(await call("execute_command", { ...python, command }))).toContain(words);
  });

  test("requires destructive access", async () => {
    const { call } = await connect({ settings: { access: "write" } });
    expect(textOf(await call("execute_command", python))).toContain("Refused: this call requires destructive access");
  });
});

describe("get_command_status", () => {
  test("waits for the end and returns the result", async () => {
    const { call } = await connect();
    const reads = on(STATUS, { id: "m1", status: "Queued" }, hello);
    const { structuredContent } = await call("get_command_status", IDS);
    expect(reads[0]?.query).toEqual({ clusterId: CLUSTER, contextId: "c1", commandId: "m1" });
    expect(structuredContent).toEqual({ ...IDS, status: "Finished", text: "hello" });
  });

  test("reports a cancelled command as cancelled, not as failed", async () => {
    const { call } = await connect();
    on(GET_CLUSTER, running);
    on(STATUS, { id: "m1", status: "Cancelled", results: null });
    const result = await call("get_command_status", { ...IDS, wait_seconds: 0 });
    expect(result.structuredContent).toEqual({ ...IDS, status: "Cancelled" });
    expect(result.isError).toBeFalsy();
  });

  test("D13 explains why the cluster is not running, for every error text of the platform", async () => {
    const { call } = await connect();
    on(GET_CLUSTER, idle);
    for (const error of [
      "ClusterNotFoundException: Cluster not found",
      "Cluster 0115-093012-abcd1234 is terminated",
      "ContextNotFound: Context c1 is lost",
    ]) {
      on(STATUS, Response.json({ error }, { status: 400 }));
      expect(textOf(await call("get_command_status", IDS))).toContain("It is TERMINATED: it was idle");
    }
  });

  test("does not take a missing permission for a lost context", async () => {
    const { call } = await connect();
    on(STATUS, platformError(403, "PERMISSION_DENIED", "Cluster not found or user lacks CAN_ATTACH_TO"));
    expect(textOf(await call("get_command_status", IDS))).toContain("lacks the required permission");
  });

  test("does not take an unknown command for a lost context", async () => {
    const { call } = await connect();
    on(STATUS, Response.json({ error: "CommandNotFound: Command m1 does not exist" }, { status: 404 }));
    const result = await call("get_command_status", IDS);
    expect(textOf(result)).toContain("The workspace does not have this object.");
  });
});

describe("cancel_command", () => {
  test("cancels the command and returns its final status", async () => {
    const { call } = await connect();
    on(GET_CLUSTER, running);
    const cancels = on(CANCEL, { id: "m1" });
    on(STATUS, { id: "m1", status: "Cancelling" }, { id: "m1", status: "Cancelled" });
    const { structuredContent } = await call("cancel_command", IDS);
    expect(cancels.map(({ body }) => body)).toEqual([{ clusterId: CLUSTER, contextId: "c1", commandId: "m1" }]);
    expect(structuredContent).toEqual({ ...IDS, status: "Cancelled" });
  });

  test("reports that it has not stopped yet", async () => {
    const { call } = await connect({ settings: { waitBudgetMs: 0 } });
    on(CANCEL, { id: "m1" });
    on(STATUS, { id: "m1", status: "Cancelling" });
    const { structuredContent } = await call("cancel_command", IDS);
    expect(structuredContent).toMatchObject({
      status: "Cancelling",
      next: expect.stringContaining("get_command_status"),
    });
  });

  test("reports a context that no longer exists", async () => {
    const { call } = await connect();
    on(GET_CLUSTER, running);
    on(CANCEL, noContext);
    expect(textOf(await call("cancel_command", IDS))).toContain("Execution context c1 no longer exists");
  });
});

describe("create_execution_context", () => {
  test("opens a context and waits until it is running", async () => {
    const { call } = await connect();
    const { creates } = ready();
    const statuses = on(CONTEXT, { id: "c1", status: "Pending" }, { id: "c1", status: "Running" });
    const { structuredContent } = await call("create_execution_context", { cluster_id: CLUSTER, language: "scala" });
    expect(creates.map(({ body }) => body)).toEqual([{ clusterId: CLUSTER, language: "scala" }]);
    expect(statuses.length).toBe(2);
    expect(structuredContent).toEqual({ cluster_id: CLUSTER, context_id: "c1", status: "Running" });
  });

  test("returns Pending when the wait is over", async () => {
    const { call } = await connect();
    ready();
    on(CONTEXT, { id: "c1", status: "Pending" });
    const { structuredContent } = await call("create_execution_context", { cluster_id: CLUSTER, wait_seconds: 0 });
    expect(structuredContent).toMatchObject({
      status: "Pending",
      next: expect.stringContaining("get_execution_context"),
    });
  });

  test("keeps every digit of a 64-bit ID", async () => {
    const { call } = await connect();
    ready();
    on(CREATE, new Response('{"id":1793653964133248955}', { headers: { "content-type": "application/json" } }));
    const { structuredContent } = await call("create_execution_context", { cluster_id: CLUSTER });
    expect(structuredContent).toMatchObject({ context_id: "1793653964133248955" });
  });
});

describe("get_execution_context", () => {
  test("returns its status", async () => {
    const { call } = await connect();
    const seen = on(CONTEXT, { id: "c1", status: "Pending" });
    const { structuredContent } = await call("get_execution_context", { cluster_id: CLUSTER, context_id: "c1" });
    expect(seen[0]?.query).toEqual({ clusterId: CLUSTER, contextId: "c1" });
    expect(structuredContent).toEqual({ cluster_id: CLUSTER, context_id: "c1", status: "Pending" });
  });

  test("D14 reports a context that no longer exists", async () => {
    const { call } = await connect();
    on(GET_CLUSTER, running);
    on(CONTEXT, platformError(404, "ContextNotFound", "Context c1 is lost"));
    const result = await call("get_execution_context", { cluster_id: CLUSTER, context_id: "c1" });
    expect(textOf(result)).toContain("Execution context c1 no longer exists");
  });
});

describe("destroy_execution_context", () => {
  const ids = { cluster_id: CLUSTER, context_id: "c1" };

  test("asks before it closes another user's context", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET_CLUSTER, running);
    const destroys = on(DESTROY, { id: "c1" });
    const { structuredContent } = await call("destroy_execution_context", ids);
    expect(questions).toEqual([
      asked(
        'Destroy execution context (id c1, cluster "analytics")?',
        "Its variables are permanently lost, and its running command stops.",
      ),
    ]);
    expect(destroys.map(({ body }) => body)).toEqual([{ clusterId: CLUSTER, contextId: "c1" }]);
    expect(structuredContent).toEqual({ ...ids, status: "Destroyed" });
  });

  test("closes a context of the caller without a question, even if the client cannot ask", async () => {
    const { call } = await connect();
    ready();
    const destroys = on(DESTROY, { id: "c1" });
    await call("create_execution_context", { cluster_id: CLUSTER });
    expect((await call("destroy_execution_context", ids)).structuredContent).toMatchObject({ status: "Destroyed" });
    expect((await call("destroy_execution_context", { ...ids, context_id: "c2" })).isError).toBe(true);
    expect(destroys.length).toBe(1);
  });

  test("D14 reports a context that no longer exists", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(GET_CLUSTER, running);
    on(DESTROY, noContext);
    expect(textOf(await call("destroy_execution_context", ids))).toContain("Execution context c1 no longer exists");
  });
});

const ids = { cluster_id: CLUSTER, context_id: "c1" };
const calls: [string, object][] = [
  ["execute_command", python],
  ["cancel_command", { ...ids, command_id: "m1" }],
  ["create_execution_context", { cluster_id: CLUSTER }],
  ["destroy_execution_context", ids],
];

test.each(calls)("a protection on the cluster's name blocks %s", async (name, args) => {
  const { call } = await connect({ settings: { protect: ["analytics"], confirm: "never" } });
  on(GET_CLUSTER, running);
  expect(textOf(await call(name, { ...args }))).toContain("the operator protects this object");
});
