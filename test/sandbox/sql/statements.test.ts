import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { ENDLESS, finished, NIGHT, openSql, reach, SHARED, type SqlSession } from "./session.ts";

const TRIPS = 21_932;
const PATH = "/api/2.0/sql/statements";
const chunk = z.object({
  row_offset: z.number(),
  row_count: z.number(),
  data_array: z.array(z.array(z.string().nullable())),
  next_chunk_index: z.number().optional(),
});

let session: SqlSession;
beforeAll(async () => {
  session = await openSql({ waitScale: 1 });
});
afterAll(() => session.close());

describe("inline results", () => {
  test("returns every value as text or null, with the types in the manifest", async () => {
    const answer = await finished(
      session,
      await session.execute(
        "SELECT 1 AS a, CAST(2.5 AS DECIMAL(5,2)) AS b, NULL AS c, true AS d, TIMESTAMP '2026-03-01 09:30:00' AS t, array(1, 2) AS e, 1e0 AS f",
      ),
    );
    expect(answer.result?.data_array).toEqual([
      ["1", "2.50", null, "true", "2026-03-01T09:30:00.000Z", "[1,2]", "1.0"],
    ]);
    expect(answer.manifest?.schema.columns.map((column) => column.type_text)).toEqual([
      "INT",
      "DECIMAL(5,2)",
      "VOID",
      "BOOLEAN",
      "TIMESTAMP",
      "ARRAY<INT>",
      "DOUBLE",
    ]);
    expect(answer.manifest?.truncated).toBe(false);
  });

  test("splits a result into chunks that can be fetched in any order and join without a gap", async () => {
    const first = await finished(session, await session.execute("SELECT * FROM samples.nyctaxi.trips"));
    const { total_chunk_count: count = 0, total_row_count } = first.manifest ?? {};
    expect(total_row_count).toBe(TRIPS);
    expect(count).toBeGreaterThan(2);
    expect(first.result?.next_chunk_internal_link).toMatch(/result\/chunks\/1\?row_offset=\d+$/);
    const spans: { row_offset: number; row_count: number }[] = [];
    for (let index = count - 1; index >= 0; index--) {
      const { body } = await session.call("GET", `${PATH}/${first.statement_id}/result/chunks/${index}`);
      const data = chunk.parse(body);
      expect(data.data_array).toHaveLength(data.row_count);
      expect(data.next_chunk_index).toBe(index + 1 < count ? index + 1 : undefined);
      spans.unshift(data);
    }
    expect(spans.map((span) => span.row_offset)).toEqual(
      spans.map((_, i) => spans.slice(0, i).reduce((sum, span) => sum + span.row_count, 0)),
    );
    expect(spans.reduce((sum, span) => sum + span.row_count, 0)).toBe(TRIPS);
    expect(await session.call("GET", `${PATH}/${first.statement_id}/result/chunks/${count}`)).toMatchObject({
      status: 400,
      body: { error_code: "INVALID_PARAMETER_VALUE" },
    });
  });

  test("row_limit and byte_limit truncate the result and report it", async () => {
    const byRows = await finished(
      session,
      await session.execute("SELECT * FROM samples.nyctaxi.trips", { row_limit: 7 }),
    );
    expect(byRows.manifest).toMatchObject({ total_row_count: 7, truncated: true });
    const byBytes = await finished(
      session,
      await session.execute("SELECT repeat('x', 100) AS x FROM range(1000)", { byte_limit: 5000 }),
    );
    expect(byBytes.manifest?.truncated).toBe(true);
    expect(byBytes.manifest?.total_row_count).toBeLessThan(51);
    const exact = await finished(session, await session.execute("SELECT * FROM range(7)", { row_limit: 7 }));
    expect(exact.manifest).toMatchObject({ total_row_count: 7, truncated: false });
  });

  test("more than 25 MiB fails the statement", async () => {
    expect(await session.failure("SELECT repeat('x', 1000) AS x FROM range(30000)")).toContain(
      "Inline byte limit exceeded",
    );
  });
});

describe("external links", () => {
  test("stores JSON chunks with the same rows as inline chunks", async () => {
    const answer = await finished(
      session,
      await session.execute("SELECT * FROM samples.nyctaxi.trips", { disposition: "EXTERNAL_LINKS" }),
    );
    const [link] = answer.result?.external_links ?? [];
    expect(link).toMatchObject({ chunk_index: 0, row_offset: 0, next_chunk_index: 1 });
    const rows = z.array(z.array(z.string().nullable())).parse(await (await fetch(link?.external_link ?? "")).json());
    expect(rows).toHaveLength(link?.row_count ?? -1);
    expect(rows[0]).toEqual((await session.rows("SELECT * FROM samples.nyctaxi.trips LIMIT 1"))[0]);
    const second = await session.call("GET", link?.next_chunk_internal_link ?? "");
    expect(second.body).toMatchObject({ external_links: [{ chunk_index: 1 }] });
    const withToken = await fetch(link?.external_link ?? "", { headers: { authorization: `Bearer ${session.token}` } });
    expect(withToken.status).toBe(400);
  });

  test("splits a large result into chunks that join without a gap and can be read from any byte", async () => {
    const answer = await finished(
      session,
      await session.execute("SELECT id, concat('row ', id) AS name FROM range(100000)", {
        disposition: "EXTERNAL_LINKS",
      }),
    );
    const { total_chunk_count: count = 0, total_row_count: total } = answer.manifest ?? {};
    expect(total).toBe(100_000);
    let next = 0;
    for (let index = 0; index < count; index++) {
      const { body } = await session.call("GET", `${PATH}/${answer.statement_id}/result/chunks/${index}`);
      const [link] = z
        .object({ external_links: z.array(z.object({ external_link: z.string() })) })
        .parse(body).external_links;
      const url = link?.external_link ?? "";
      const whole = await (await fetch(url)).text();
      const rows = z.array(z.tuple([z.string(), z.string()])).parse(JSON.parse(whole));
      expect(rows).toEqual(rows.map((_, i) => [String(next + i), `row ${next + i}`]));
      next += rows.length;
      const part = await fetch(url, { headers: { range: "bytes=100-" } });
      expect(part.status).toBe(206);
      expect(part.headers.get("content-range")).toBe(`bytes 100-${whole.length - 1}/${whole.length}`);
      expect(await part.text()).toBe(whole.slice(100));
    }
    expect(next).toBe(100_000);
    const { external_link = "" } = answer.result?.external_links?.[0] ?? {};
    expect((await fetch(external_link, { headers: { range: "bytes=99999999-" } })).status).toBe(416);
  });

  test("writes CSV with one header, quotes where necessary, and null as a word", async () => {
    const statement = `SELECT 'a,"b"' AS x, NULL AS y, 1 AS z`;
    const answer = await finished(
      session,
      await session.execute(statement, { disposition: "EXTERNAL_LINKS", format: "CSV" }),
    );
    const text = await (await fetch(answer.result?.external_links?.[0]?.external_link ?? "")).text();
    expect(text).toBe('x,y,z\r\n"a,""b""",null,1\r\n');
  });

  test("does not count links as requests to the workspace", async () => {
    const answer = await finished(session, await session.execute("SELECT 1", { disposition: "EXTERNAL_LINKS" }));
    const link = answer.result?.external_links?.[0]?.external_link ?? "";
    const strict = await openSql({ rateLimit: 2 });
    try {
      for (let i = 0; i < 5; i++) expect((await fetch(link)).status).toBe(200);
      for (let i = 0; i < 5; i++)
        expect((await fetch(`${strict.url}/storage/none?X-Expires=1&X-Signature=00`)).status).toBe(403);
      expect((await strict.call("GET", "/api/2.0/sql/warehouses")).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

describe("states", () => {
  test("an asynchronous statement is PENDING, RUNNING, then CANCELED once asked", async () => {
    const first = await session.execute(ENDLESS, { wait_timeout: "0s" });
    expect(first.status.state).toBe("PENDING");
    await reach(session, first, (state) => state === "RUNNING");
    expect((await session.call("POST", `${PATH}/${first.statement_id}/cancel`)).body).toEqual({});
    const last = await finished(session, first);
    expect(last.status).toEqual({ state: "CANCELED" });
    expect((await session.call("GET", `${PATH}/${first.statement_id}/result/chunks/0`)).status).toBe(400);
  });

  test("a queued statement can be cancelled, and running ones continue", async () => {
    const busy = [
      await session.execute(ENDLESS, { wait_timeout: "0s" }),
      await session.execute(ENDLESS, { wait_timeout: "0s" }),
    ];
    for (const statement of busy) await reach(session, statement, (state) => state === "RUNNING");
    const queued = await session.execute("SELECT 1", { wait_timeout: "0s" });
    await session.call("POST", `${PATH}/${queued.statement_id}/cancel`);
    expect((await finished(session, queued)).status.state).toBe("CANCELED");
    for (const { statement_id } of busy) {
      expect((await session.get(statement_id)).status.state).toBe("RUNNING");
      await session.call("POST", `${PATH}/${statement_id}/cancel`);
    }
    for (const statement of busy) expect((await finished(session, statement)).status.state).toBe("CANCELED");
    expect(await session.rows("SELECT 1")).toEqual([["1"]]);
  });

  test("after the wait, CONTINUE leaves it running and CANCEL ends it", async () => {
    const hasty = await openSql({ waitScale: 0.05 });
    try {
      const going = await hasty.execute(ENDLESS, { wait_timeout: "5s" });
      expect(going.status.state).toMatch(/PENDING|RUNNING/);
      const ended = await hasty.execute(ENDLESS, { wait_timeout: "5s", on_wait_timeout: "CANCEL" });
      expect(ended.status.state).toBe("CANCELED");
      expect((await hasty.get(going.statement_id)).status.state).toMatch(/PENDING|RUNNING/);
    } finally {
      // Closing interrupts running statements, so a sandbox never outlives its last statement.
      await hasty.close();
    }
  });

  test("a stopped warehouse starts for a statement, which is PENDING until then", async () => {
    const own = await openSql({ speed: 5 });
    try {
      const first = await own.execute("SELECT 1", { warehouse_id: NIGHT, wait_timeout: "0s" });
      expect(first.status.state).toBe("PENDING");
      expect((await finished(own, first)).status.state).toBe("SUCCEEDED");
      expect((await own.call("GET", `/api/2.0/sql/warehouses/${NIGHT}`)).body.state).toBe("RUNNING");
    } finally {
      await own.close();
    }
  });

  test("stopping the warehouse fails its running statements", async () => {
    const own = await openSql();
    try {
      const first = await own.execute(ENDLESS, { wait_timeout: "0s" });
      await reach(own, first, (state) => state === "RUNNING");
      await own.call("POST", `/api/2.0/sql/warehouses/${SHARED}/stop`);
      expect((await finished(own, first)).status).toMatchObject({ state: "FAILED", error: { error_code: "ABORTED" } });
    } finally {
      await own.close();
    }
  });
});

describe("refusals", () => {
  test.each([
    ["a wait of 3 s", { wait_timeout: "3s" }, "wait_timeout"],
    ["a wait of a minute", { wait_timeout: "60s" }, "wait_timeout"],
    ["a wait without a unit", { wait_timeout: "10" }, "wait_timeout"],
    ["CSV inline", { format: "CSV" }, "EXTERNAL_LINKS"],
    ["an unknown disposition", { disposition: "POST" }, "disposition"],
    ["a row limit of nothing", { row_limit: 0 }, "row_limit"],
    ["a parameter without a name", { parameters: [{ value: "1" }] }, "name"],
    ["a parameter whose value is a number", { parameters: [{ name: "a", value: 1 }] }, "must be a string"],
    ["a warehouse id of the wrong form", { warehouse_id: "x" }, "not a valid endpoint id"],
  ])("%s", async (_, more, word) => {
    const { status, body } = await session.call("POST", PATH, { statement: "SELECT 1", warehouse_id: SHARED, ...more });
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(body.message).toContain(word);
  });

  test("Arrow is reported as not implemented; unknown warehouses and statements are 404", async () => {
    const arrow = {
      statement: "SELECT 1",
      warehouse_id: SHARED,
      disposition: "EXTERNAL_LINKS",
      format: "ARROW_STREAM",
    };
    expect(await session.call("POST", PATH, arrow)).toMatchObject({
      status: 501,
      body: { error_code: "NOT_IMPLEMENTED" },
    });
    expect((await session.call("POST", PATH, { statement: "SELECT 1", warehouse_id: "0000000000000000" })).status).toBe(
      404,
    );
    const unknown = "01f00000-0000-4000-8000-000000000000";
    for (const [method, rest] of [
      ["GET", ""],
      ["POST", "/cancel"],
      ["GET", "/result/chunks/0"],
    ] as const) {
      expect(await session.call(method, `${PATH}/${unknown}${rest}`)).toMatchObject({
        status: 404,
        body: { error_code: "NOT_FOUND" },
      });
    }
  });
});
