import { describe, expect, test } from "vitest";
import type { Client, ObjectPiece } from "../../../../src/api/http/client.ts";
import type { TransportOptions } from "../../../../src/api/http/transport.ts";
import { apiClient, failureOf, virtualClock } from "../../../support/api-client.ts";
import { faultServer, rawServer } from "../../../support/fault-server.ts";
import { TOKEN } from "../../../support/workspace.ts";

const S3 = "https://bucket.s3.eu-west-1.amazonaws.com/key?X-Amz-Signature=c4n4ry";
const quick = (origin: string, transport: Partial<TransportOptions> = {}) =>
  apiClient(origin, { tuning: { clock: virtualClock(), transport } });

async function all(pieces: AsyncIterable<ObjectPiece>): Promise<ObjectPiece[]> {
  const seen: ObjectPiece[] = [];
  for await (const piece of pieces) seen.push(piece);
  return seen;
}
const textOf = (pieces: readonly ObjectPiece[]) => Buffer.concat(pieces.map(({ bytes }) => bytes)).toString();

describe("a download as it arrives", () => {
  test("each piece has its offset, whether storage honours the range or not", async () => {
    const body = "0123456789";
    const server = await faultServer((request, response) => {
      if (request.url === "/whole" || request.headers.range === undefined) return void response.end(body);
      expect(request.headers.range).toBe("bytes=4-");
      response.writeHead(206, { "content-range": "bytes 4-9/10" }).end(body.slice(4));
    });
    const api = quick(server.origin);
    const read = async (path: string, from?: number) => {
      const pieces = await all(api.stream({ url: `${server.origin}${path}` }, from));
      for (const { size } of pieces) expect(size).toBe(10);
      return { text: textOf(pieces), offset: pieces[0]?.offset };
    };
    expect(await read("/part")).toEqual({ text: body, offset: 0 });
    expect(await read("/part", 4)).toEqual({ text: "456789", offset: 4 });
    expect(await read("/whole", 4)).toEqual({ text: body, offset: 0 });
  });

  test("D07 storage receives the returned headers and none of ours; a returned range is not sent", async () => {
    const server = await faultServer((_request, response) => response.end("rows"));
    const headers = {
      "x-a": "k",
      Authorization: `Bearer ${TOKEN}`,
      Cookie: "a=b",
      Range: "bytes=9-",
      "X-Databricks-Org-Id": "1",
    };
    const api = quick(server.origin).bind({ traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
    await all(api.stream({ url: `${server.origin}/chunk?sig=1`, headers }));
    const seen = server.received[0]?.headers ?? {};
    expect(seen["x-a"]).toBe("k");
    expect(Object.keys(seen).filter((name) => /auth|cookie|databricks|trace|range/i.test(name))).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain(TOKEN);
  });

  test("D08 a refused link, a redirect and a private address", async () => {
    const second = await faultServer((_request, response) => response.end("secret"));
    const server = await faultServer((_request, response) =>
      response.writeHead(302, { location: `${second.origin}/` }).end(),
    );
    const refused = async (client: Client, url: string) => {
      const error = await failureOf(all(client.stream({ url })));
      expect(error).toMatchObject({ kind: "link-refused", outcome: "not-executed" });
      expect(error.message).not.toContain("c4n4ry");
    };
    await refused(quick(server.origin), "http://10.0.0.1/k?c4n4ry");
    await refused(quick(server.origin), "https://evil.example/k?c4n4ry");
    expect(server.connections.total).toBe(0);
    await refused(quick(server.origin), `${server.origin}/k`);
    expect(second.connections.total).toBe(0);
    const lookup: TransportOptions["lookup"] = (_hostname, _options, callback) =>
      callback(null, [{ address: "169.254.169.254", family: 4 }]);
    await refused(quick("https://adb-1.2.azuredatabricks.net", { direct: true, lookup }), S3);
  });

  test("a body over the limit fails when the limit is reached, not at its end", async () => {
    const server = await rawServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      const pour = setInterval(() => socket.write(`400\r\n${"x".repeat(1024)}\r\n`), 1);
      socket.on("close", () => clearInterval(pour));
    });
    const api = quick(server.origin, { maxBytes: 10_000 });
    let size = 0;
    const error = await failureOf(
      (async () => {
        for await (const { bytes } of api.stream({ url: `${server.origin}/chunk` })) size += bytes.length;
      })(),
    );
    expect(error).toMatchObject({ kind: "too-large" });
    expect(size).toBeLessThanOrEqual(10_000);
    await expect.poll(() => server.connections.open).toBe(0);
  });

  test("a silent body fails; a busy storage is retried", async () => {
    const silent = await rawServer((socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n[["));
    const seen: string[] = [];
    const error = await failureOf(
      (async () => {
        const api = quick(silent.origin, { bodyMs: 1000 });
        for await (const { bytes } of api.stream({ url: `${silent.origin}/chunk` }))
          seen.push(Buffer.from(bytes).toString());
      })(),
    );
    expect(error).toMatchObject({ kind: "timeout", errorCode: "UND_ERR_BODY_TIMEOUT" });
    // The caller already has the first bytes, so the request is not repeated here.
    expect(seen).toEqual(["[["]);
    expect(silent.received).toHaveLength(1);

    const busy = await faultServer((_request, response, n) =>
      n === 0 ? response.writeHead(503).end("<Error><Code>SlowDown</Code></Error>") : response.end("rows"),
    );
    expect(textOf(await all(quick(busy.origin).stream({ url: `${busy.origin}/chunk` })))).toBe("rows");
    expect(busy.received).toHaveLength(2);
  });

  test("a slot of the bulk lane is kept while the body is read, and freed however reading ends", async () => {
    let left = 0;
    const server = await faultServer((request, response) => {
      if (request.url === "/gone") return void response.writeHead(404).end();
      response.on("close", () => left++).write("x".repeat(1000));
    });
    const api = quick(server.origin);
    const url = `${server.origin}/endless`;
    const open = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const pieces = api.stream({ url })[Symbol.asyncIterator]();
        await pieces.next();
        return pieces;
      }),
    );
    const fifth = api.stream({ url })[Symbol.asyncIterator]();
    const first = fifth.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.received).toHaveLength(4);
    await open[0]?.return?.();
    expect((await first).done).toBe(false);
    for (const pieces of [...open, fifth]) await pieces.return?.();
    for (let i = 0; i < 5; i++) {
      expect(await failureOf(all(api.stream({ url: `${server.origin}/gone` })))).toMatchObject({ kind: "not-found" });
    }
    await expect.poll(() => left).toBe(5);
  });
});
