import { HttpResponse } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/api/http/clock.ts";
import { attacks } from "../../api/corpus/sql-attacks.ts";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4";
const STATEMENTS = "POST /api/2.0/sql/statements";
const STATEMENT = `GET /api/2.0/sql/statements/${ID}` as const;
const CANCEL = `POST /api/2.0/sql/statements/${ID}/cancel` as const;

/** The lists of what a dropped schema or catalog contains. */
const LISTINGS = (["schemas", "table-summaries", "tables", "volumes", "functions", "models"] as const).map(
  (kind) => `GET /api/2.1/unity-catalog/${kind}` as const,
);

const columns = [
  { name: "id", position: 0, type_name: "LONG", type_text: "BIGINT" },
  { name: "city", position: 1, type_name: "STRING", type_text: "STRING" },
];
const done = {
  statement_id: ID,
  status: { state: "SUCCEEDED" },
  manifest: {
    format: "JSON_ARRAY",
    schema: { column_count: 2, columns },
    total_chunk_count: 1,
    chunks: [{ chunk_index: 0, row_offset: 0, row_count: 2 }],
    total_row_count: 2,
    truncated: false,
  },
  result: {
    chunk_index: 0,
    row_offset: 0,
    row_count: 2,
    data_array: [
      ["1", "Oslo"],
      ["2", null],
    ],
  },
};
const inState = (state: string, more: object = {}) => ({ statement_id: ID, status: { state, ...more } });
/** Polls that are in flight at once (`src/api/http/limiter/lanes.ts`). */
const POLLS = 32;
const query = { statement: "SELECT id, city FROM t", warehouse_id: "w1" };

describe("execute_sql_read_only", () => {
  test("sends the statement with parameters and limits, and returns its rows", async () => {
    const sent = on(STATEMENTS, done);
    const { call } = await connect();
    const result = await call("execute_sql_read_only", {
      statement: "SELECT id, city FROM t WHERE id > :min",
      warehouse_id: "w1",
      catalog: "main",
      schema: "sales",
      parameters: [{ name: "min", value: "0", type: "INT" }],
      row_limit: 50,
      wait_seconds: 20,
    });
    expect(sent.map(({ body }) => body)).toEqual([
      {
        statement: "SELECT id, city FROM t WHERE id > :min",
        warehouse_id: "w1",
        catalog: "main",
        schema: "sales",
        parameters: [{ name: "min", value: "0", type: "INT" }],
        row_limit: 50,
        byte_limit: 16777216,
        disposition: "INLINE",
        format: "JSON_ARRAY",
        wait_timeout: "0s",
        on_wait_timeout: "CONTINUE",
      },
    ]);
    expect(result.structuredContent).toEqual({
      statement_id: ID,
      state: "SUCCEEDED",
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "city", type: "STRING" },
      ],
      rows: [
        ["1", "Oslo"],
        ["2", null],
      ],
      row_offset: 0,
      total_rows: 2,
    });
    expect(textOf(result)).toContain(`id | city\n1 | Oslo\n2 | NULL\nrows 1–2 of 2\nstatement_id ${ID}`);
  });

  test("X03 refuses every attack of the corpus without sending a request", async () => {
    const { call } = await connect();
    for (const [trick, statement] of attacks) {
      if (statement === "") continue;
      const result = await call("execute_sql_read_only", { statement });
      expect(result.isError, trick).toBe(true);
      expect(textOf(result), trick).toContain("Refused, nothing was sent");
    }
  });

  test("X03 explains the refusal and suggests an alternative", async () => {
    const { call } = await connect();
    const result = await call("execute_sql_read_only", { statement: "SELECT update FROM t" });
    expect(textOf(result)).toBe(
      "Refused, nothing was sent: this is not provably a read, because it contains the keyword UPDATE outside quotes. " +
        "Rewrite it as a single query, or use execute_sql, which may ask the user. If it is a name, quote it with backticks.",
    );
  });

  test.each([
    [
      "SELECT ai_query('gpt', note) FROM t",
      "sends data to a model that is billed and can be outside the workspace. Use execute_sql",
    ],
    [
      "SELECT * FROM vector_search(index => 'a.b.c', query_text => 'x')",
      "or query_vector_search_index, which ask only if",
    ],
    ["SELECT main.sales.net(119)", "If it only reads, use execute_sql, which asks the user."],
    ["SELECT secret('a', 'b')", "Leave that part out, or use execute_sql, which asks the user."],
  ])("X03 names another way for %s", async (statement, words) => {
    const { call } = await connect();
    expect(textOf(await call("execute_sql_read_only", { statement }))).toContain(words);
  });

  test("explains how to replace a session statement", async () => {
    const { call } = await connect();
    const result = await call("execute_sql_read_only", { statement: "USE CATALOG main" });
    expect(textOf(result)).toContain(
      "Statements do not share a session, so pass catalog and schema with each statement.",
    );
  });

  test("refuses a parameter that would make IDENTIFIER() a path", async () => {
    const { call } = await connect();
    const result = await call("execute_sql_read_only", {
      statement: "SELECT * FROM IDENTIFIER(:t)",
      parameters: [{ name: "t", value: "text.`s3://evil/x`" }],
    });
    expect(textOf(result)).toContain("Refused, nothing was sent");
  });

  test("fetches more than ten thousand rows through cloud storage", async () => {
    const sent = on(STATEMENTS, inState("RUNNING"));
    on(STATEMENT, inState("RUNNING"));
    const { call } = await connect();
    await call("execute_sql_read_only", { ...query, row_limit: 10_001, wait_seconds: 0 });
    expect(sent[0]?.body).toMatchObject({ disposition: "EXTERNAL_LINKS", byte_limit: 2 ** 30, wait_timeout: "0s" });
  });

  test("D01 polls PENDING, RUNNING, SUCCEEDED and reports progress", async () => {
    on(STATEMENTS, inState("PENDING"));
    const polled = on(STATEMENT, inState("PENDING"), inState("RUNNING"), done);
    const { client } = await connect({ settings: { waitBudgetMs: 4000 } });
    const words: string[] = [];
    const result = await client.callTool(
      { name: "execute_sql_read_only", arguments: query },
      { onprogress: ({ message }) => void words.push(message ?? "") },
    );
    expect(result.structuredContent).toMatchObject({ state: "SUCCEEDED", total_rows: 2 });
    expect(polled).toHaveLength(3);
    expect(words[0]).toBe("Waiting for the warehouse (0 s)");
  });

  test("D12 returns the handle and the warehouse state when the warehouse is still starting at the end of the wait", async () => {
    on(STATEMENTS, inState("PENDING"));
    on(STATEMENT, inState("PENDING"));
    on("GET /api/2.0/sql/warehouses/w1", { id: "w1", name: "Shared", state: "STARTING" });
    const { call } = await connect();
    const result = await call("execute_sql_read_only", { ...query, wait_seconds: 0 });
    expect(result.structuredContent).toEqual({
      statement_id: ID,
      state: "PENDING",
      warehouse: { id: "w1", name: "Shared", state: "STARTING" },
      next: "Still running. Call poll_sql_result with this statement_id to keep waiting, or cancel_sql_statement to stop it.",
    });
  });

  test("D02 reports error class, SQLSTATE and next step of a failed statement, without repeating the statement", async () => {
    const message =
      "[TABLE_OR_VIEW_NOT_FOUND] The table or view `x` cannot be found. SQLSTATE: 42P01\n== SQL ==\nSELECT secret_text FROM x\n^^^";
    on(STATEMENTS, inState("FAILED", { error: { error_code: "BAD_REQUEST", message }, sql_state: "42P01" }));
    const { call } = await connect();
    const result = await call("execute_sql_read_only", query);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(
      "The statement failed: TABLE_OR_VIEW_NOT_FOUND, SQLSTATE 42P01. Use the full name",
    );
    expect(textOf(result)).toContain("The table or view `x` cannot be found");
    expect(textOf(result)).not.toContain("secret_text");
  });

  test("D03 reports a statement cancelled by a user as cancelled, not as failed", async () => {
    on(STATEMENTS, inState("RUNNING"));
    on(STATEMENT, inState("CANCELED"));
    const { call } = await connect();
    const result = await call("execute_sql_read_only", query);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/^The statement was cancelled/);
  });

  test("returns no rows for a result without columns", async () => {
    on(STATEMENTS, { ...inState("SUCCEEDED"), manifest: { schema: { column_count: 0 }, total_row_count: 0 } });
    const { call } = await connect();
    const result = await call("execute_sql_read_only", query);
    expect(result.structuredContent).toEqual({ statement_id: ID, state: "SUCCEEDED" });
  });

  test("says how to count rows where a statement that wrote returns no counts", async () => {
    const columns = ["num_affected_rows", "num_inserted_rows"].map((name) => ({ name, type_text: "BIGINT" }));
    const manifest = { schema: { columns }, total_chunk_count: 0, chunks: [], total_row_count: 0 };
    on(STATEMENTS, { ...inState("SUCCEEDED"), manifest, result: {} });
    const { call } = await connect();
    const statement = "CREATE TABLE main.sales.copy AS SELECT * FROM main.sales.orders";
    expect(textOf(await call("execute_sql", { ...query, statement }))).toContain(
      "It succeeded. The platform returned no counts for it: SELECT count(*)",
    );
  });

  test("lists the columns of an empty result", async () => {
    const manifest = { ...done.manifest, total_chunk_count: 0, chunks: [], total_row_count: 0 };
    on(STATEMENTS, { ...inState("SUCCEEDED"), manifest, result: {} });
    const { call } = await connect();
    const result = await call("execute_sql_read_only", query);
    expect(result.structuredContent).toMatchObject({ rows: [], total_rows: 0 });
    expect(textOf(result)).toContain("no rows\ncolumns: id BIGINT, city STRING");
  });

  test("D09 reports a result that the platform truncated", async () => {
    on(STATEMENTS, { ...done, manifest: { ...done.manifest, truncated: true } });
    const { call } = await connect();
    const result = await call("execute_sql_read_only", query);
    expect(result.structuredContent).toMatchObject({ truncated: true });
    expect(textOf(result)).toContain("TRUNCATED: the result has more rows than row_limit");
  });

  test("returns as many rows as fit, and the offset of the next", async () => {
    const rows = Array.from({ length: 200 }, (_, index) => [`${index}`, "x".repeat(50)]);
    const place = { chunk_index: 0, row_offset: 0, row_count: 200 };
    on(STATEMENTS, {
      ...done,
      manifest: { ...done.manifest, chunks: [place], total_row_count: 200 },
      result: { ...place, data_array: rows },
    });
    const { call } = await connect({ settings: { outputBudgetChars: 4000 } });
    const result = await call("execute_sql_read_only", query);
    const { rows: shown, next_row_offset } = result.structuredContent as { rows: unknown[]; next_row_offset: number };
    expect(shown.length).toBe(next_row_offset);
    expect(shown.length).toBeGreaterThan(20);
    expect(textOf(result)).toContain(
      `rows 1–${shown.length} of 200\nMore rows: poll_sql_result with row_offset ${shown.length} (row_limit gives a larger page)`,
    );
    expect(textOf(result)).not.toContain("Shortened:");
  });

  test("shows a fourth of the budget, unless the caller says how many rows or reads on", async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => [`${index}`, "x".repeat(50)]);
    const place = { chunk_index: 0, row_offset: 0, row_count: 1000 };
    const manifest = { ...done.manifest, chunks: [place], total_row_count: 1000 };
    const answer = { ...done, manifest, result: { ...place, data_array: rows } };
    const sent = on(STATEMENTS, answer);
    on(STATEMENT, answer);
    const { call } = await connect({ settings: { outputBudgetChars: 40_000 } });
    const shown = async (name: string, args: object) => {
      const { structuredContent } = await call(name, { ...args });
      return JSON.stringify((structuredContent as { rows: unknown[] }).rows).length;
    };
    const small = [await shown("execute_sql_read_only", query), await shown("poll_sql_result", { statement_id: ID })];
    const large = [
      await shown("execute_sql_read_only", { ...query, row_limit: 1000 }),
      await shown("poll_sql_result", { statement_id: ID, row_limit: 1000 }),
      await shown("poll_sql_result", { statement_id: ID, row_offset: 100 }),
    ];
    for (const chars of small) expect(chars / 40_000).toBeCloseTo(0.25, 1);
    for (const chars of large) expect(chars / 40_000).toBeCloseTo(0.8, 1);
    expect(sent.map(({ body }) => (body as { row_limit: number }).row_limit)).toEqual([1000, 1000]);
  });

  test("D10 a cancelled call ends at once, cancels the statement once and watches it end", async () => {
    on(STATEMENTS, inState("RUNNING"));
    const polled = on(STATEMENT, inState("RUNNING"), inState("CANCELED"));
    const cancelled = on(CANCEL, {});
    const { client } = await connect({ clock: systemClock, settings: { waitBudgetMs: 20_000 } });
    const stop = new AbortController();
    const call = client.callTool({ name: "execute_sql_read_only", arguments: query }, { signal: stop.signal });
    await vi.waitFor(() => expect(polled).toHaveLength(1));
    stop.abort();
    await expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(polled.length).toBeGreaterThanOrEqual(2), { timeout: 5000 });
    expect(cancelled).toHaveLength(1);
  });

  test("D10 cancels the statement once its id arrives, if the call was cancelled before", async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const sent = on(STATEMENTS, async () => {
      await answered;
      return inState("RUNNING");
    });
    const polled = on(STATEMENT, inState("CANCELED"));
    const cancelled = on(CANCEL, {});
    const { client } = await connect({ settings: { waitBudgetMs: 20_000 } });
    const stop = new AbortController();
    const call = client.callTool({ name: "execute_sql_read_only", arguments: query }, { signal: stop.signal });
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    stop.abort();
    await expect(call).rejects.toThrow();
    answer();
    await vi.waitFor(() => expect(polled).toHaveLength(1), { timeout: 5000 });
    expect(cancelled).toHaveLength(1);
  });

  test("D10 never sends calls that are cancelled while they are queued", async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const sent = on(STATEMENTS, async () => {
      await answered;
      return inState("RUNNING");
    });
    on(STATEMENT, inState("CANCELED"));
    const cancelled = on(CANCEL, {});
    const { client, lines } = await connect({ settings: { waitBudgetMs: 20_000 } });
    const stop = new AbortController();
    const calls = Array.from({ length: POLLS + 6 }, () =>
      client.callTool({ name: "execute_sql_read_only", arguments: query }, { signal: AbortSignal.any([stop.signal]) }),
    );
    const ended = Promise.allSettled(calls);
    await vi.waitFor(() => expect(sent).toHaveLength(POLLS), { timeout: 10_000 });
    stop.abort();
    expect((await ended).map(({ status }) => status)).toEqual(calls.map(() => "rejected"));
    await vi.waitFor(() =>
      expect(lines.filter((line) => line.includes('"outcome":"cancelled"'))).toHaveLength(calls.length),
    );
    answer();
    await vi.waitFor(() => expect(cancelled).toHaveLength(POLLS), { timeout: 5000 });
    expect(sent).toHaveLength(POLLS);
    expect(lines.join("")).not.toContain("not cancelled upstream");
  });

  test("D10 frees slots and connections of cancelled waits at once, so that the next call is sent", async () => {
    let submitted = 0;
    on(STATEMENTS, () => ({ ...inState("RUNNING"), statement_id: `${ID}-${++submitted}` }));
    let hung = 0;
    // The maximum number of concurrent requests and more in the queue, none of which gets a response.
    on("GET /api/2.0/sql/statements/:id", () => {
      hung += 1;
      return new Promise(() => {});
    });
    on("POST /api/2.0/sql/statements/:id/cancel", () => new Promise(() => {}));
    const { client, call } = await connect({ settings: { waitBudgetMs: 20_000 } });
    const stop = new AbortController();
    const calls = Array.from({ length: POLLS + 6 }, () =>
      client.callTool({ name: "execute_sql_read_only", arguments: query }, { signal: AbortSignal.any([stop.signal]) }),
    );
    const ended = Promise.allSettled(calls);
    await vi.waitFor(() => expect(hung).toBe(POLLS), { timeout: 10_000 });
    stop.abort();
    await ended;
    on("GET /api/2.0/sql/statements/free", { ...inState("RUNNING"), statement_id: "free" });
    const next = await call("poll_sql_result", { statement_id: "free", wait_seconds: 0 });
    expect(next.structuredContent).toMatchObject({ statement_id: "free", state: "RUNNING" });
  });

  test("D11 logs a failed cancellation with the statement id and does not repeat it", async () => {
    on(STATEMENTS, inState("RUNNING"));
    const polled = on(STATEMENT, inState("RUNNING"));
    const cancelled = on(CANCEL, () => platformError(500, "INTERNAL_ERROR", "no"));
    const { client, lines } = await connect({ clock: systemClock, settings: { waitBudgetMs: 20_000 } });
    const stop = new AbortController();
    const call = client.callTool({ name: "execute_sql_read_only", arguments: query }, { signal: stop.signal });
    await vi.waitFor(() => expect(polled).toHaveLength(1));
    stop.abort();
    await expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(lines.join("")).toContain(`"what":"statement ${ID}"`), { timeout: 5000 });
    expect(cancelled.length).toBeLessThanOrEqual(3);
  });
});

describe("execute_sql", () => {
  const insert = { statement: "INSERT INTO t VALUES (1)", warehouse_id: "w1" };
  const drop = { statement: "DROP TABLE\n  t", warehouse_id: "w1" };

  test("runs reads and additions without asking", async () => {
    const sent = on(STATEMENTS, done);
    const { call, questions } = await connect({ answer: yes });
    expect((await call("execute_sql", query)).isError).toBeFalsy();
    expect((await call("execute_sql", insert)).isError).toBeFalsy();
    expect(sent).toHaveLength(2);
    expect(questions).toEqual([]);
  });

  test("X08 asks before a removal, with class and statement, and runs it when accepted", async () => {
    const sent = on(STATEMENTS, done);
    const { call, questions } = await connect({ answer: yes });
    expect((await call("execute_sql", drop)).isError).toBeFalsy();
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Run this SQL statement on table "t"?',
        "It removes an existing object.",
        "The statement:",
        "| DROP TABLE",
        "|   t",
      ].join("\n"),
    ]);
    expect(sent).toHaveLength(1);
  });

  test("X08 asks before a statement of unknown effect", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const result = await call("execute_sql", { statement: "SELECT my_function(1)", warehouse_id: "w1" });
    expect(result.isError).toBe(true);
    expect(questions[0]).toContain(
      "Its effect is unknown, because it calls my_function(), which is not a built-in function known to be harmless.",
    );
  });

  test("R3 shows catalog, schema and parameters, and what they make of the names", async () => {
    on("GET /api/2.0/vector-search/endpoints", {});
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("execute_sql", { statement: "DROP TABLE orders", catalog: "main", schema: "sales", warehouse_id: "w1" });
    const parameters = [
      { name: "t", value: "main.sales.customers" },
      { name: "none", value: null },
    ];
    const statement = "DELETE FROM IDENTIFIER(:t) WHERE a = :none";
    await call("execute_sql", { statement, parameters, warehouse_id: "w1" });
    expect(questions.map((question) => question.split("\n").slice(1))).toEqual([
      [
        'Run this SQL statement on table "main.sales.orders"?',
        "It removes an existing object.",
        'The statement (catalog "main", schema "sales"):',
        "| DROP TABLE orders",
      ],
      [
        'Run this SQL statement on table "main.sales.customers"?',
        "It removes existing rows.",
        'The statement (:t "main.sales.customers", :none "NULL"):',
        `| ${statement}`,
      ],
    ]);
  });

  test("R3 shows long statements and long parameters whole, line by line", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const values = Array.from({ length: 60 }, () => "'cancelled'").join(", ");
    const statement = `DELETE FROM t WHERE id = 1 AND status IN (${values})\n-- just one row\n OR 1=1`;
    await call("execute_sql", { statement, warehouse_id: "w1" });
    const value = `${"1, ".repeat(60)}2`;
    await call("execute_sql", { statement: "DELETE FROM t WHERE id IN (:a)", parameters: [{ name: "a", value }] });
    expect(questions[0]).toContain(statement.replaceAll(/^/gm, "| "));
    expect(questions[1]).toContain(
      `The statement and its parameters:\n| DELETE FROM t WHERE id IN (:a)\n| \n| :a = "${value}"`,
    );
  });

  test("R3 refuses a statement that is too long to be shown", async () => {
    const { call, questions } = await connect({ answer: yes });
    const statement = `DELETE FROM t WHERE a IN ('${"x".repeat(8000)}')`;
    const result = await call("execute_sql", { statement, warehouse_id: "w1" });
    expect(textOf(result)).toContain(
      `its statement has ${statement.length} characters, and a question shows at most 8000`,
    );
    expect(questions).toEqual([]);
  });

  test("sends NULL for a parameter whose value is null or left out", async () => {
    const sent = on(STATEMENTS, done);
    const { call } = await connect();
    const parameters = [{ name: "a", value: null, type: "INT" }, { name: "b" }, { name: "c", value: "" }];
    await call("execute_sql", { ...query, parameters });
    expect(sent[0]?.body).toMatchObject({
      parameters: [{ name: "a", type: "INT" }, { name: "b" }, { name: "c", value: "" }],
    });
    expect(JSON.stringify(sent[0]?.body)).not.toContain("null");
  });

  test("refuses two parameters of one name", async () => {
    const { call } = await connect();
    const parameters = [
      { name: "t", value: "main.sales.orders" },
      { name: "t", value: "main.a.b" },
    ];
    expect(textOf(await call("execute_sql", { ...query, parameters }))).toContain(
      "parameters: must have distinct names",
    );
  });

  test.each([
    ["DELETE FROM t", "It removes existing rows."],
    ["UPDATE t SET a = 1", "It changes existing rows."],
    ["GRANT SELECT ON TABLE t TO `everyone`", "It gives others access."],
    [
      "ALTER TABLE t SET OWNER TO `bo`",
      "It gives an existing object another owner, who decides over it and its grants.",
    ],
    ["VACUUM t", "It permanently deletes files that earlier versions of a table need."],
  ])("says why it asks before %s", async (statement, why) => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("execute_sql", { statement, warehouse_id: "w1" });
    expect(questions[0]?.split("\n")[2]).toBe(why);
  });

  test.each([
    "OPTIMIZE main.sales.orders",
    "ANALYZE TABLE main.sales.orders COMPUTE STATISTICS",
    "UNDROP TABLE main.sales.orders",
    "REFRESH TABLE main.sales.orders",
    "COPY INTO main.sales.orders FROM '/Volumes/main/raw/drops/a.csv' FILEFORMAT = CSV",
  ])("does not ask before %s", async (statement) => {
    const sent = on(STATEMENTS, done);
    const { call, questions } = await connect({ answer: yes });
    expect((await call("execute_sql", { statement, warehouse_id: "w1" })).isError).toBeFalsy();
    expect([sent.length, questions.length]).toEqual([1, 0]);
  });

  describe("CREATE OR REPLACE", () => {
    const TABLE = "GET /api/2.1/unity-catalog/tables/main.sales.orders";
    const create = { statement: "CREATE OR REPLACE TABLE main.sales.orders AS SELECT 1 AS a", warehouse_id: "w1" };
    const missing = () => on(TABLE, () => platformError(404, "TABLE_DOES_NOT_EXIST", "none"));

    test("asks if the object exists, and says so", async () => {
      on(TABLE, { name: "orders", full_name: "main.sales.orders", catalog_name: "main", schema_name: "sales" });
      const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
      await call("execute_sql", create);
      expect(questions[0]).toContain('on table "main.sales.orders"?\n"main.sales.orders" exists and is replaced.');
    });

    test("does not ask if it does not exist", async () => {
      missing();
      const sent = on(STATEMENTS, done);
      const { call, questions } = await connect({ answer: yes });
      await call("execute_sql", create);
      expect([sent.length, questions.length]).toEqual([1, 0]);
    });

    test("still asks for what a plain CREATE asks for", async () => {
      missing();
      const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
      const statement = "CREATE OR REPLACE TABLE main.sales.orders LOCATION 's3://elsewhere/x' AS SELECT 1";
      await call("execute_sql", { ...create, statement });
      expect(questions[0]).toContain("It writes outside the catalog's own storage.");
      expect(questions[0]).not.toContain("replaced");
    });

    test.each([
      ["the default catalog is not known", "CREATE OR REPLACE TABLE orders AS SELECT 1", "orders"],
      ["Unity Catalog does not list it", "CREATE OR REPLACE VIEW hive_metastore.a.b AS SELECT 1", "hive_metastore.a.b"],
    ])("asks where %s", async (_, statement, name) => {
      const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
      await call("execute_sql", { ...create, statement });
      expect(questions[0]).toContain(`If "${name}" exists, it is replaced: this could not be looked up.`);
    });

    test("asks where it may not be looked up", async () => {
      on(TABLE, () => platformError(403, "PERMISSION_DENIED", "no"));
      const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
      await call("execute_sql", create);
      expect(questions[0]).toContain('If "main.sales.orders" exists, it is replaced');
    });
  });

  describe("DROP … CASCADE", () => {
    const UC = "/api/2.1/unity-catalog";
    const decline = { answer: () => ({ action: "decline" as const }) };
    beforeEach(() => void on("GET /api/2.0/serving-endpoints", {}));
    const asked = async (statement: string, more: object = {}) => {
      const { call, questions } = await connect(decline);
      await call("execute_sql", { statement, warehouse_id: "w1", ...more });
      return questions[0];
    };

    test.each<[string, object]>([
      ["DROP SCHEMA main.sales CASCADE", {}],
      ["DROP DATABASE IF EXISTS `main`.sales cascade;", {}],
      ["DROP SCHEMA sales /* all */ CASCADE", { catalog: "main" }],
    ])("%s counts what is in the schema", async (statement, place) => {
      const within = on(`GET ${UC}/tables`, { tables: [{ name: "a", full_name: "main.sales.a" }] });
      on(`GET ${UC}/volumes`, () => platformError(403, "PERMISSION_DENIED", "no"));
      on(`GET ${UC}/functions`, {});
      on(`GET ${UC}/models`, {});
      expect(await asked(statement, place)).toContain(
        '"main.sales" is deleted with 1 table, an unknown number of volumes, 0 functions and 0 models. This cannot be undone.',
      );
      expect(within[0]?.query).toMatchObject({ catalog_name: "main", schema_name: "sales" });
    });

    test("counts the schemas and tables of a catalog, pages included", async () => {
      const schema = (name: string) => ({ name, full_name: `main.${name}` });
      on(`GET ${UC}/schemas`, { schemas: [schema("information_schema"), schema("sales")] });
      on(`GET ${UC}/table-summaries`, ({ query }) => ({
        tables: [{ full_name: "main.information_schema.tables" }, { full_name: "main.sales.a" }],
        next_page_token: `${Number(query.page_token ?? 0) + 1}`,
      }));
      expect(await asked("DROP CATALOG main CASCADE")).toContain(
        '"main" is deleted with 1 schema, at least 10 tables and every volume, function and model in them.',
      );
    });

    test.each([
      ["DROP SCHEMA main.sales", "It is deleted only if it is empty."],
      ["DROP CATALOG main RESTRICT", "It is deleted only if it is empty."],
      ["DROP SCHEMA sales CASCADE", '"sales" is deleted with everything in it, which could not be counted.'],
      ["DROP SCHEMA hive_metastore.x CASCADE", "deleted with everything in it, which could not be counted."],
      ["DROP SCHEMA `main.sales` CASCADE", "deleted with everything in it, which could not be counted."],
    ])("%s is asked about without a look-up", async (statement, words) => {
      expect(await asked(statement)).toContain(words);
    });
  });

  describe.each(["ask", "never"] as const)("R3 with --protect main.sales.* and --confirm %s", (confirm) => {
    const settings = { confirm, protect: ["main.sales.*"] };
    beforeEach(() => {
      for (const list of [...LISTINGS, "GET /api/2.0/serving-endpoints" as const]) on(list, {});
    });

    test.each<[string, object]>([
      ["DROP SCHEMA main.sales CASCADE", {}],
      ["DROP CATALOG main CASCADE", {}],
      ["DELETE FROM orders WHERE false", { catalog: "main", schema: "sales" }],
      ["DELETE FROM sales.orders WHERE false", {}],
      ["DELETE FROM orders WHERE false", {}],
      ["DELETE FROM main . sales . orders WHERE false", {}],
      ["DELETE FROM main./**/sales.orders WHERE false", {}],
      ["WITH x AS (SELECT 1) DELETE FROM/**/main.sales.orders WHERE false", {}],
      ["DELETE FROM `main`.`sales`.`orders`", {}],
      ["DELETE FROM IDENTIFIER('main.' || 'sales.x')", {}],
      ["DELETE FROM IDENTIFIER(:t)", { parameters: [{ name: "t", value: "main.sales.orders" }] }],
      ["ALTER SHARE out ADD TABLE main.sales.orders", {}],
      ["INSERT INTO main.sales.orders VALUES (1)", {}],
    ])("%s in %j is refused", async (statement, place) => {
      const sent = on(STATEMENTS, done);
      const { call, questions } = await connect({ settings, answer: yes });
      const parameters = { statement, warehouse_id: "w1", ...place };
      const results = [
        await call("execute_sql", parameters),
        await call("call_api", { operation: "statementExecution.executeStatement", parameters }),
      ];
      for (const result of results) expect(textOf(result)).toContain("the operator protects this object");
      expect([sent.length, questions.length]).toEqual([0, 0]);
    });

    test.each<[string, object, string]>([
      ["DELETE FROM IDENTIFIER(lower(:t))", {}, "it computes a name inside IDENTIFIER()"],
      ["EXECUTE IMMEDIATE 'DELETE FROM main.sales.orders'", {}, "it does not name what it changes"],
      ["BEGIN DELETE FROM main.a.x; END", {}, "it contains more than one statement"],
      ["VACUUM '/Volumes/main/sales/x'", {}, "it changes files by their path"],
      ["SELECT my_function(1)", {}, "it does not name what it changes"],
    ])("%s is refused, because its objects are not known", async (statement, place, why) => {
      const { call } = await connect({ settings, answer: yes });
      expect(textOf(await call("execute_sql", { statement, warehouse_id: "w1", ...place }))).toContain(why);
    });

    test("reads and other objects are not concerned", async () => {
      const sent = on(STATEMENTS, done);
      const { call } = await connect({ settings, answer: yes });
      await call("execute_sql", { statement: "SELECT * FROM main.sales.orders", warehouse_id: "w1" });
      await call("execute_sql", { statement: "DELETE FROM main.ops.late WHERE false", warehouse_id: "w1" });
      expect(sent).toHaveLength(2);
    });
  });

  test("refuses the same under --access write without sending it", async () => {
    const { call } = await connect({ settings: { access: "write" }, answer: yes });
    expect(textOf(await call("execute_sql", drop))).toContain("this call requires destructive access");
  });

  test("does not resend an insertion whose response is lost", async () => {
    const sent = on(STATEMENTS, () => platformError(503, "TEMPORARILY_UNAVAILABLE", "later"));
    const { call } = await connect();
    const result = await call("execute_sql", insert);
    expect(result.isError).toBe(true);
    expect(sent).toHaveLength(1);
  });

  describe("without a warehouse_id", () => {
    const OVERRIDE = "GET /api/warehouses/v1/default-warehouse-overrides/me";
    const LIST = "GET /api/2.0/sql/warehouses";
    const noOverride = () => on(OVERRIDE, () => platformError(404, "NOT_FOUND", "none"));

    test("uses the operator's default, names it in the result and looks it up once", async () => {
      const sent = on(STATEMENTS, done);
      const seen = on("GET /api/2.0/sql/warehouses/w9", { id: "w9", name: "Nightly", state: "STOPPED" });
      const { call } = await connect({ settings: { warehouseId: "w9" } });
      const result = await call("execute_sql", { statement: "SELECT 1" });
      await call("execute_sql", { statement: "SELECT 2" });
      expect(result.structuredContent).toMatchObject({ warehouse: { id: "w9", name: "Nightly" } });
      expect(textOf(result)).toContain("warehouse Nightly, w9");
      expect(sent.map(({ body }) => body)).toMatchObject([{ warehouse_id: "w9" }, { warehouse_id: "w9" }]);
      expect(seen).toHaveLength(1);
    });

    test("else uses the user's default", async () => {
      const sent = on(STATEMENTS, done);
      on(OVERRIDE, { name: "default-warehouse-overrides/1", type: "CUSTOM", warehouse_id: "w7" });
      on("GET /api/2.0/sql/warehouses/w7", { id: "w7", name: "Mine", state: "RUNNING" });
      const { call } = await connect();
      await call("execute_sql", { statement: "SELECT 1" });
      expect(sent[0]?.body).toMatchObject({ warehouse_id: "w7" });
    });

    test("else uses a running one from any page", async () => {
      const sent = on(STATEMENTS, done);
      noOverride();
      on(
        LIST,
        {
          warehouses: [{ id: "w1", name: "A", state: "STOPPED", enable_serverless_compute: true }],
          next_page_token: "2",
        },
        { warehouses: [{ id: "w2", name: "B", state: "RUNNING" }] },
      );
      const { call } = await connect();
      await call("execute_sql", { statement: "SELECT 1" });
      expect(sent[0]?.body).toMatchObject({ warehouse_id: "w2" });
    });

    test("one that is named changes nothing for later calls", async () => {
      const sent = on(STATEMENTS, done);
      noOverride();
      on(LIST, {
        warehouses: [
          { id: "w1", name: "Classic", state: "RUNNING" },
          { id: "w2", name: "Shared", state: "RUNNING", enable_serverless_compute: true },
        ],
      });
      const { call } = await connect();
      await call("execute_sql", { statement: "SELECT 1", warehouse_id: "w1" });
      await call("execute_sql", { statement: "SELECT 1" });
      expect(sent.map(({ body }) => body)).toMatchObject([{ warehouse_id: "w1" }, { warehouse_id: "w2" }]);
    });

    test("one that was stopped with stop_warehouse is not started again, even if it is the default", async () => {
      const sent = on(STATEMENTS, done);
      on(OVERRIDE, { name: "default-warehouse-overrides/1", type: "CUSTOM", warehouse_id: "w1" });
      const first = { id: "w1", name: "A", enable_serverless_compute: true };
      on(
        "GET /api/2.0/sql/warehouses/w1",
        { ...first, state: "RUNNING" },
        { ...first, state: "RUNNING" },
        { ...first, state: "RUNNING" },
        { ...first, state: "STOPPED" },
      );
      on("POST /api/2.0/sql/warehouses/w1/stop", {});
      on(LIST, {
        warehouses: [
          { ...first, state: "STOPPED" },
          { id: "w2", name: "B", state: "RUNNING" },
        ],
      });
      const { call } = await connect({ answer: yes });
      await call("execute_sql", { statement: "SELECT 1" });
      await call("stop_warehouse", { warehouse_id: "w1" });
      await call("execute_sql", { statement: "SELECT 1" });
      expect(sent.map(({ body }) => body)).toMatchObject([{ warehouse_id: "w1" }, { warehouse_id: "w2" }]);
    });

    test("never uses a stopped classic one, and lists the warehouses instead", async () => {
      noOverride();
      on(LIST, { warehouses: [{ id: "w1", name: "Classic", state: "STOPPED" }] });
      const { call } = await connect();
      const text = textOf(await call("execute_sql", { statement: "SELECT 1" }));
      expect(text).toContain("Start a warehouse listed below with start_warehouse");
      expect(text).toContain("w1  Classic  STOPPED");
    });

    test("chooses again in the next call after the remembered warehouse was deleted", async () => {
      const sent = on(STATEMENTS, () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "gone"), done);
      noOverride();
      on(
        LIST,
        { warehouses: [{ id: "w1", name: "A", state: "RUNNING" }] },
        { warehouses: [{ id: "w2", name: "B", state: "STARTING" }] },
      );
      const { call } = await connect();
      expect((await call("execute_sql", { statement: "SELECT 1" })).isError).toBe(true);
      expect((await call("execute_sql", { statement: "SELECT 1" })).isError).toBeFalsy();
      expect(sent.map(({ body }) => body)).toMatchObject([{ warehouse_id: "w1" }, { warehouse_id: "w2" }]);
    });
  });
});

describe("poll_sql_result", () => {
  const chunks = [0, 1, 2].map((index) => ({ chunk_index: index, row_offset: index * 2, row_count: 2 }));
  const manifest = { ...done.manifest, total_chunk_count: 3, chunks, total_row_count: 6 };
  const rowsOf = (index: number) => [
    [`${index * 2}`, "a"],
    [`${index * 2 + 1}`, null],
  ];
  const inline = (index: number) => ({ ...chunks[index], data_array: rowsOf(index) });
  const linked = (index: number, url: string) => ({
    external_links: [
      { ...chunks[index], external_link: url, expiration: "2026-01-15T09:45:00.000Z", http_headers: { "x-a": "1" } },
    ],
  });
  const chunkRoute = (index: number) => `GET /api/2.0/sql/statements/${ID}/result/chunks/${index}` as const;

  test("reads only the chunks that hold the requested rows", async () => {
    on(STATEMENT, { ...done, manifest, result: inline(0) });
    const first = on(chunkRoute(1), inline(1));
    const second = on(chunkRoute(2), inline(2));
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID, row_offset: 3, row_limit: 2 });
    expect(result.structuredContent).toMatchObject({
      rows: [
        ["3", null],
        ["4", "a"],
      ],
      row_offset: 3,
      total_rows: 6,
      next_row_offset: 5,
    });
    expect([first.length, second.length]).toEqual([1, 1]);
    expect(textOf(result)).toContain("rows 4–5 of 6\nMore rows: poll_sql_result with row_offset 5");
  });

  test("reaches every row by following next_row_offset", async () => {
    on(STATEMENT, { ...done, manifest, result: inline(0) });
    on(chunkRoute(1), inline(1));
    on(chunkRoute(2), inline(2));
    const { call } = await connect();
    const ids: string[] = [];
    for (let row_offset: number | undefined = 0; row_offset !== undefined; ) {
      const { structuredContent } = await call("poll_sql_result", { statement_id: ID, row_offset, row_limit: 4 });
      const page = structuredContent as { rows: [string, string | null][]; next_row_offset?: number };
      ids.push(...page.rows.map(([id]) => id));
      row_offset = page.next_row_offset;
    }
    expect(ids).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  const STORE = "https://acct.blob.core.windows.net/r/2?sig=secretsig";

  test("D06 requests a new link once for an expired one, and reads it without our credential", async () => {
    const { http } = await import("msw");
    const { server } = await import("../../support/workspace.ts");
    const seen: Headers[] = [];
    server.use(
      http.get("https://acct.blob.core.windows.net/r/2", ({ request }) => {
        seen.push(request.headers);
        return seen.length === 1
          ? new HttpResponse("<Error><Code>AuthenticationFailed</Code></Error>", { status: 403 })
          : HttpResponse.json(rowsOf(2));
      }),
    );
    on(STATEMENT, { ...done, manifest, result: linked(0, STORE) });
    const asked = on(chunkRoute(2), linked(2, STORE));
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID, row_offset: 4 });
    expect(result.structuredContent).toMatchObject({ rows: rowsOf(2) });
    expect(asked).toHaveLength(2);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.get("authorization")).toBeNull();
    expect(seen[1]?.get("x-a")).toBe("1");
    expect(JSON.stringify(result)).not.toContain("secretsig");
  });

  test("D06 fails with the number of the chunk after a second refusal", async () => {
    const { http } = await import("msw");
    const { server } = await import("../../support/workspace.ts");
    server.use(http.get("https://acct.blob.core.windows.net/r/2", () => new HttpResponse("no", { status: 403 })));
    on(STATEMENT, { ...done, manifest, result: linked(0, STORE) });
    const asked = on(chunkRoute(2), linked(2, STORE));
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID, row_offset: 4 });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Chunk 2 of the result");
    expect(textOf(result)).not.toContain("secretsig");
    expect(asked).toHaveLength(2);
  });

  const damaged: readonly (readonly [string, object, RegExp])[] = [
    ["a chunk missing from the manifest", { ...manifest, chunks: chunks.slice(0, 2) }, /lists 2 of 3 chunks/],
    ["a gap", { ...manifest, chunks: [chunks[0], { ...chunks[1], row_offset: 3 }, chunks[2]] }, /gap before chunk 1/],
    ["an index twice", { ...manifest, chunks: [chunks[0], chunks[0], chunks[2]] }, /gap before chunk 0/],
    ["a wrong total", { ...manifest, total_row_count: 7 }, /hold 6 of 7 rows/],
  ];
  test.each(damaged)("D09 fails for %s", async (_, broken, words) => {
    on(STATEMENT, { ...done, manifest: broken, result: inline(0) });
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(words);
  });

  test("D09 fails for a chunk with too few rows", async () => {
    on(STATEMENT, { ...done, manifest, result: { ...inline(0), data_array: [["0", "a"]] } });
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID });
    expect(textOf(result)).toContain("Chunk 0 of the result");
    expect(textOf(result)).toContain("it has 1 of 2 rows");
  });

  test("D09 fails for another chunk than the requested one", async () => {
    on(STATEMENT, { ...done, manifest, result: inline(0) });
    on(chunkRoute(1), inline(2));
    const { call } = await connect();
    expect(textOf(await call("poll_sql_result", { statement_id: ID, row_offset: 2 }))).toContain(
      "chunk 2 was returned instead",
    );
  });

  test("reports the number of rows for an offset past the end", async () => {
    on(STATEMENT, done);
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID, row_offset: 9 });
    expect(textOf(result)).toBe("row_offset 9 is past the end: the result has 2 rows.");
  });

  test("D04 says that a statement whose result is gone ran, and stops polling", async () => {
    const polled = on(STATEMENT, inState("CLOSED"));
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID });
    expect(result.isError).toBeUndefined();
    expect(textOf(result)).toContain("It ran, and its result is gone. Do not run it again, unless it only reads.");
    expect(polled).toHaveLength(1);
  });

  test("D05 reports a statement that the platform no longer has", async () => {
    on(STATEMENT, () => platformError(404, "NOT_FOUND", "The statement was not found"));
    const { call } = await connect();
    const result = await call("poll_sql_result", { statement_id: ID });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("unknown, or older than the 12 hours for which results are kept");
  });

  test("keeps the statement id in the error of a failed poll", async () => {
    on(STATEMENT, () => platformError(500, "INTERNAL_ERROR", "oops"));
    const { call } = await connect();
    expect(textOf(await call("poll_sql_result", { statement_id: ID }))).toContain(`statement_id ${ID}`);
  });
});

describe("cancel_sql_statement", () => {
  test("cancels and reports the resulting state", async () => {
    const asked = on(CANCEL, {});
    on(STATEMENT, inState("RUNNING"), inState("CANCELED"));
    const { call } = await connect();
    const result = await call("cancel_sql_statement", { statement_id: ID });
    expect(asked).toHaveLength(1);
    expect(result.structuredContent).toEqual({ statement_id: ID, state: "CANCELED" });
  });

  test("reports a cancellation that is still in progress", async () => {
    on(CANCEL, {});
    on(STATEMENT, inState("RUNNING"));
    const { call } = await connect({ settings: { waitBudgetMs: 0 } });
    expect((await call("cancel_sql_statement", { statement_id: ID })).structuredContent).toEqual({
      statement_id: ID,
      state: "RUNNING",
      next: "Not cancelled yet. Check with poll_sql_result.",
    });
  });
});
