import { describe, expect, onTestFinished, test } from "vitest";
import type { Client } from "../../../../src/api/http/client.ts";
import { type Row, readRows, rowBatches } from "../../../../src/api/sql/rows/rows.ts";
import { getStatement } from "../../../../src/api/sql/statements.ts";
import { apiClient, failureOf, virtualClock } from "../../../support/api-client.ts";
import {
  chunkBytes,
  type ResultOptions,
  resultRow,
  STATEMENT_ID,
  startResultServer,
} from "../../../support/result-server.ts";

/** A large result behind a real client. Waits between attempts take no time. */
async function result(options: ResultOptions) {
  const server = await startResultServer(options);
  onTestFinished(() => server.close());
  const client = apiClient(server.url, { tuning: { clock: virtualClock(), rate: { perSecond: 10_000 } } });
  const statement = await getStatement(client, { statement_id: STATEMENT_ID });
  const page = (row_offset: number, row_limit: number, maxChars = 1e9) =>
    readRows(client, statement, { row_offset, row_limit, maxChars });
  return { server, client, statement, page };
}

const rowsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => resultRow(first + i));

async function all(batches: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) {
    expect(batch.length).toBeGreaterThan(0);
    expect(batch.length).toBeLessThanOrEqual(1000);
    rows.push(...batch);
  }
  return rows;
}

/** Bytes that the buffers of loopback may take of a response whose reader has gone. */
const IN_FLIGHT = 8 * 2 ** 20;

describe("a page of a large result", () => {
  test("is read only to its last row, and the connection is closed", async () => {
    const { server, page } = await result({ rows: 600_000, chunkRows: 600_000 });
    expect(chunkBytes(600_000)).toBeGreaterThan(3 * IN_FLIGHT);
    const { rows, next_row_offset } = await page(0, 1000);
    expect(rows).toEqual(rowsFrom(0, 1000));
    expect(next_row_offset).toBe(1000);
    await expect.poll(() => server.served[0]?.ended).toBe("left");
    expect(server.served[0]?.bytes).toBeLessThan(IN_FLIGHT);
  });

  test("continues where the last page ended: each row is read once, whichever limit ends a page", async () => {
    const { server, page } = await result({ rows: 2500, chunkRows: 1000 });
    const rows: Row[] = [];
    const sizes: number[] = [];
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const some = await page(offset, 300, sizes.length % 2 === 0 ? 1e9 : 5000);
      rows.push(...some.rows);
      sizes.push(some.rows.length);
      offset = some.next_row_offset;
    }
    expect(rows).toEqual(rowsFrom(0, 2500));
    expect(Math.min(...sizes)).toBeLessThan(300);
    const starts = server.served.filter(({ from }) => from === 0).map(({ chunk }) => chunk);
    expect(starts).toEqual([0, 1, 2]);
    expect(server.served.length).toBeGreaterThan(10);
  });

  test("is read from the start if storage ignores ranges or has a different object", async () => {
    const whole = await result({ rows: 3000, chunkRows: 3000, wholeOnly: true });
    await whole.page(0, 1000);
    expect((await whole.page(1000, 1000)).rows).toEqual(rowsFrom(1000, 1000));

    let changed = 0;
    const other = await result({
      rows: 3000,
      chunkRows: 3000,
      storage(request, response) {
        if (request.headers.range === undefined) return false;
        changed++;
        response.writeHead(206, { "content-range": `bytes ${/\d+/.exec(request.headers.range)}-8/9` }).end("]");
        return true;
      },
    });
    await other.page(0, 1000);
    expect((await other.page(1000, 1000)).rows).toEqual(rowsFrom(1000, 1000));
    expect(changed).toBe(1);
  });

  test("does not accept another range than the requested one", async () => {
    const { page, server } = await result({
      rows: 3000,
      chunkRows: 3000,
      storage(request, response) {
        if (request.headers.range === undefined) return false;
        response.writeHead(206, { "content-range": "bytes 1-2/3" }).end("]]");
        return true;
      },
    });
    await page(0, 1000);
    expect((await page(1000, 10)).rows).toEqual(rowsFrom(1000, 10));
    expect(server.served).toHaveLength(2);
  });

  test("frees the bulk lane after many pages at once", async () => {
    const { page } = await result({ rows: 100_000, chunkRows: 100_000 });
    const pages = await Promise.all(Array.from({ length: 12 }, (_, i) => page(i * 100, 100)));
    expect(pages.flatMap(({ rows }) => rows)).toEqual(rowsFrom(0, 1200));
  });
});

describe("all rows in batches", () => {
  test("are read in order, from and to any row, one chunk at a time", async () => {
    const { server, client, statement } = await result({ rows: 12_345, chunkRows: 5000 });
    expect(await all(rowBatches(client, statement))).toEqual(rowsFrom(0, 12_345));
    expect(await all(rowBatches(client, statement, { row_offset: 4999, row_limit: 5003 }))).toEqual(
      rowsFrom(4999, 5003),
    );
    expect(await all(rowBatches(client, statement, { row_offset: 12_345 }))).toEqual([]);
    expect(server.most).toBe(1);
  });

  test("continue with a new link after a broken connection, without losing or repeating a row", async () => {
    const half = Math.floor(chunkBytes(20_000) / 2) + 7;
    const { server, client, statement } = await result({
      rows: 40_000,
      chunkRows: 20_000,
      cut: (n) => (n === 0 || n === 1 ? half * (n + 1) * 0.6 : n === 3 ? 100 : undefined),
    });
    expect(await all(rowBatches(client, statement))).toEqual(rowsFrom(0, 40_000));
    expect(server.served.map(({ chunk }) => chunk)).toEqual([0, 0, 0, 1, 1]);
    expect(server.asked).toEqual([0, 0, 1, 1]);
  });

  test("fail for a connection that breaks repeatedly", async () => {
    const { server, client, statement } = await result({ rows: 20_000, chunkRows: 20_000, cut: () => 300_000 });
    const error = await failureOf(all(rowBatches(client, statement)));
    expect(error.kind).toBe("transport");
    expect(error.message).toMatch(/^Chunk 0 of the result: The connection to 127\.0\.0\.1 broke/);
    expect(server.served).toHaveLength(4);
  });

  test("D06 request a new link once if it expires during the download", async () => {
    const refuse = (times: number[]): ResultOptions => ({
      rows: 20_000,
      chunkRows: 20_000,
      cut: (n) => (n === 0 ? 300_000 : undefined),
      storage(_request, response, n) {
        if (!times.includes(n)) return false;
        response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
        return true;
      },
    });
    const once = await result(refuse([1]));
    expect(await all(rowBatches(once.client, once.statement))).toEqual(rowsFrom(0, 20_000));
    const twice = await result(refuse([1, 2]));
    const error = await failureOf(all(rowBatches(twice.client, twice.statement)));
    expect(error).toMatchObject({ kind: "link-expired" });
    expect(error.message).toContain("Chunk 0 of the result");
  });

  test.each([
    ["too few rows", [["a"]], "it has 1 of 2 rows"],
    ["too many", [["a"], ["b"], ["c"]], "it has more than 2 rows"],
    ["no rows but objects", [{ a: "b" }], "it is not an array of rows of text"],
    ["numbers", [[1], [2]], "it is not an array of rows of text"],
  ])("D09 fail for a chunk with %s", async (_title, body, words) => {
    const { client, statement, page } = await result({
      rows: 2,
      chunkRows: 2,
      storage: (_request, response) => Boolean(response.end(JSON.stringify(body))),
    });
    const message = `Chunk 0 of the result: The result is incomplete: ${words}.`;
    expect((await failureOf(all(rowBatches(client, statement)))).message).toBe(message);
    expect((await failureOf(page(0, 2))).message).toBe(message);
  });

  test("D09 fail for an incomplete or empty document", async () => {
    for (const [body, words] of [
      ['[["a"],["b', "it ends early"],
      ["", "it is empty"],
    ]) {
      const { client, statement } = await result({
        rows: 2,
        chunkRows: 2,
        storage: (_request, response) => Boolean(response.end(body)),
      });
      expect((await failureOf(all(rowBatches(client, statement)))).message).toContain(words);
    }
  });

  test("stop the download when reading stops or is cancelled", async () => {
    const { server, client, statement } = await result({ rows: 600_000, chunkRows: 600_000 });
    for await (const batch of rowBatches(client, statement)) {
      expect(batch[0]).toEqual(resultRow(0));
      break;
    }
    const controller = new AbortController();
    const bound: Client = client.bind({ signal: controller.signal });
    const reading = (async () => {
      for await (const _ of rowBatches(bound, statement)) controller.abort();
    })();
    expect(await failureOf(reading)).toMatchObject({ kind: "cancelled" });
    await expect.poll(() => server.served.map(({ ended }) => ended)).toEqual(["left", "left"]);
    for (const { bytes } of server.served) expect(bytes).toBeLessThan(IN_FLIGHT);
  });
});
