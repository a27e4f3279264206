import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createTransport, type TransportOptions } from "../../../src/api/http/transport.ts";
import { explain } from "../../../src/core/errors.ts";
import { apiClient, failureOf, outgoing, virtualClock } from "../../support/api-client.ts";
import { deadPort, type FaultServer, faultServer, rawServer } from "../../support/fault-server.ts";
import { TOKEN } from "../../support/workspace.ts";

const loose = z.looseObject({});
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** Waits between attempts take no time here; the timeouts of the transport are real. */
const quick = (server: FaultServer | string, transport: Partial<TransportOptions> = {}) =>
  apiClient(typeof server === "string" ? server : server.origin, { tuning: { clock: virtualClock(), transport } });

const get = (api: ReturnType<typeof quick>) => api.get("clusters.get", "/api/2.0/x", loose);
const post = (api: ReturnType<typeof quick>) => api.post("clusters.get", "/api/2.0/x", loose, { body: { a: 1 } });

describe("lost responses", () => {
  test("U11 a keyed POST whose response was lost is replayed byte for byte: one run", async () => {
    const runs = new Map<string, number>();
    const server = await faultServer((request, response, n) => {
      const { idempotency_token: key } = JSON.parse(request.body) as { idempotency_token: string };
      const run = runs.get(key) ?? runs.size + 1;
      runs.set(key, run);
      if (n === 0) response.writeHead(503).end();
      else response.end(JSON.stringify({ run_id: run }));
    });
    const result = await quick(server).post("clusters.get", "/api/2.2/jobs/run-now", loose, {
      body: { job_id: 1, idempotency_token: "k-1" },
      replay: "keyed",
    });
    expect(result).toEqual({ run_id: 1 });
    expect(runs.size).toBe(1);
    expect(server.received[1]?.body).toBe(server.received[0]?.body);
  });

  test("U12 T05 an un-keyed POST whose response was lost is sent once; the outcome is unknown", async () => {
    for (const end of ["resetAndDestroy", "end"] as const) {
      const server = await rawServer((socket) => void socket[end]());
      const error = await failureOf(post(quick(server)));
      expect(server.received).toHaveLength(1);
      expect(error).toMatchObject({ kind: "transport", outcome: "unknown" });
      expect(explain(error).text).toMatch(/^It is unknown whether .* read the current state/);
    }
  });

  test("T05 T06 T07 a GET is replayed after a reset, a FIN, and a cut within the body", async () => {
    const cuts = [
      "",
      `${HEAD}content-length: 100\r\n\r\n{"half":`,
      `${HEAD}transfer-encoding: chunked\r\n\r\n8\r\n{"half":\r\n`,
    ];
    for (const end of ["resetAndDestroy", "end"] as const) {
      for (const cut of cuts) {
        const server = await rawServer((socket, n) => {
          if (n === 0) socket.write(cut, () => setTimeout(() => socket[end](), 20));
          else socket.end(`${HEAD}content-length: 13\r\nconnection: close\r\n\r\n{"whole":true}`.replace("13", "14"));
        });
        expect(await get(quick(server))).toEqual({ whole: true });
        expect(server.received).toHaveLength(2);
        const lost = await rawServer((socket) => void socket.write(cut, () => setTimeout(() => socket[end](), 20)));
        expect(await failureOf(post(quick(lost)))).toMatchObject({ kind: "transport", outcome: "unknown" });
        expect(lost.received).toHaveLength(1);
      }
    }
  });

  test("U27 truncated JSON of correct length: one retry for GET, outcome unknown for POST", async () => {
    const server = await faultServer((_request, response) => response.end('{"a":[1,2'));
    expect(await failureOf(get(quick(server)))).toMatchObject({ kind: "bad-response", outcome: "failed" });
    expect(server.received).toHaveLength(2);
    expect(await failureOf(post(quick(server)))).toMatchObject({ kind: "bad-response", outcome: "unknown" });
    expect(server.received).toHaveLength(3);
  });

  test("T11 a server that closes idle sockets: nothing is executed twice", async () => {
    const server = await faultServer((_request, response) => {
      response.end("{}");
      setTimeout(() => response.socket?.destroy(), 15);
    });
    const api = quick(server);
    for (let i = 0; i < 6; i++) {
      await get(api);
      await new Promise((resolve) => setTimeout(resolve, 12 + i * 2));
      await post(api).catch((error) => expect(error).toMatchObject({ outcome: "unknown" }));
    }
    expect(server.received.filter(({ method }) => method === "POST").length).toBeLessThanOrEqual(6);
  });
});

describe("failed connections", () => {
  test("T01 refused: retried for any method, the error names only the host", async () => {
    const origin = `http://127.0.0.1:${await deadPort()}`;
    for (const call of [get, post]) {
      const usage = { requests: 0, retries: 0 };
      const api = quick(origin).bind({ usage });
      const error = await failureOf(
        call === get ? api.get("clusters.get", "/api/2.0/x", loose) : api.post("clusters.get", "/api/2.0/x", loose),
      );
      expect(error).toMatchObject({ kind: "transport", outcome: "not-executed", errorCode: "ECONNREFUSED" });
      expect(error.message).toBe("Could not connect to 127.0.0.1 (ECONNREFUSED).");
      expect(usage).toEqual({ requests: 4, retries: 3 });
    }
  });

  test("T02 a name that does not resolve: retried likewise, with advice about the host", async () => {
    const lookup: TransportOptions["lookup"] = (hostname, _options, callback) =>
      callback(Object.assign(new Error("no"), { code: "ENOTFOUND", hostname }), "");
    const api = quick("https://adb-9.9.azuredatabricks.net", { direct: true, lookup });
    const error = await failureOf(post(api));
    expect(error).toMatchObject({ kind: "transport", outcome: "not-executed", errorCode: "ENOTFOUND" });
    expect(error.message).toContain("adb-9.9.azuredatabricks.net");
    expect(error.next).toContain("DATABRICKS_HOST");
  });
});

describe("size and format", () => {
  const CAP = 2 ** 20;

  test("U29 a body over the cap is aborted early, with and without content-length", async () => {
    for (const declared of [true, false]) {
      let sent = 0;
      const server = await rawServer((socket) => {
        socket.write(HEAD + (declared ? "content-length: 50000000\r\n\r\n" : "\r\n"));
        const chunk = Buffer.alloc(16_384, 32);
        const more = () => {
          while (!socket.destroyed && sent < 50_000_000) {
            sent += chunk.length;
            if (!socket.write(chunk)) return void socket.once("drain", more);
          }
        };
        more();
      });
      const error = await failureOf(get(quick(server, { maxBytes: CAP })));
      expect(error).toMatchObject({ kind: "too-large", outcome: "failed" });
      expect(server.received).toHaveLength(1);
      await expect.poll(() => server.connections.open).toBe(0);
      // The rest can at most fill socket buffers.
      expect(sent).toBeLessThan(25_000_000);
    }
  });

  test("U30 a gzip bomb stops at the cap of decoded bytes", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20, 32), { level: 9 });
    const server = await faultServer((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" }).end(bomb);
    });
    const before = process.memoryUsage().rss;
    const error = await failureOf(get(quick(server, { maxBytes: 8 * CAP })));
    expect(error).toMatchObject({ kind: "too-large" });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * CAP);
  });

  test("U31 bad gzip is a typed error, not retried", async () => {
    const server = await faultServer((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(randomBytes(200));
    });
    const error = await failureOf(get(quick(server)));
    expect(error).toMatchObject({ kind: "bad-response", errorCode: "Z_DATA_ERROR" });
    expect(server.received).toHaveLength(1);
  });

  test("U32 a header of a megabyte is a typed error, and the connection is closed", async () => {
    const server = await rawServer((socket) => void socket.end(`${HEAD}x: ${"y".repeat(2 ** 20)}\r\n\r\n{}`));
    const error = await failureOf(get(quick(server)));
    expect(error).toMatchObject({ kind: "bad-response", errorCode: "UND_ERR_HEADERS_OVERFLOW" });
    expect(server.received).toHaveLength(1);
    await expect.poll(() => server.connections.open).toBe(0);
  });

  test("T12 a garbage status line is a typed error, not retried", async () => {
    const server = await rawServer((socket) => void socket.end("WHAT 1\r\n\r\n"));
    const error = await failureOf(get(quick(server)));
    expect(error).toMatchObject({ kind: "bad-response" });
    expect(error.errorCode).toBe("NOT_HTTP");
    expect(server.received).toHaveLength(1);
  });
});

describe("redirects", () => {
  test("U24 redirects are not followed; private link has its own message", async () => {
    const second = await faultServer((_request, response) => response.end("{}"));
    const server = await faultServer((request, response) => {
      const target = request.url.includes("private")
        ? "/login.html?error=private-link-validation-error:1"
        : request.url.includes("login")
          ? "/login.html"
          : `${second.origin}/steal`;
      response.writeHead(302, { location: target }).end();
    });
    const api = quick(server);
    const privateLink = await failureOf(api.get("clusters.get", "/api/2.0/private", loose));
    expect(privateLink).toMatchObject({ kind: "permission", status: 403, errorCode: "PRIVATE_LINK_VALIDATION_ERROR" });
    expect(await failureOf(api.get("clusters.get", "/api/2.0/login", loose))).toMatchObject({
      kind: "auth",
      status: 302,
    });
    const away = await failureOf(api.get("clusters.get", "/api/2.0/away", loose));
    expect(away).toMatchObject({ kind: "auth" });
    expect(away.message).not.toContain("steal");
    expect(server.received).toHaveLength(3);
    expect(second.connections.total).toBe(0);
  });
});

test("T15 two hundred calls at once finish over at most as many sockets as there are slots", async () => {
  const server = await faultServer((_request, response) => setTimeout(() => response.end("{}"), 5));
  const api = apiClient(server.origin, { tuning: { rate: { perSecond: 300 } } });
  await Promise.all(
    Array.from({ length: 200 }, (_, n) => api.get("clusters.get", "/api/2.0/x", loose, { query: { n } })),
  );
  expect(server.received).toHaveLength(200);
  expect(server.connections.peak).toBeLessThanOrEqual(32);
});

test("a permit is notified when its request waits for a connection, and when it is written", async () => {
  const server = await faultServer((_request, response) => response.end("{}"));
  const transport = createTransport({ direct: true, connections: 1 });
  onTestFinished(() => transport.close());
  const events: string[] = [];
  const send = (name: string) =>
    transport.send(
      outgoing({
        url: `${server.origin}/${name}`,
        permit: {
          queued: () => events.push(`${name} queued`),
          written: () => events.push(`${name} written`),
          done: () => {},
        },
      }),
    );
  await Promise.all([send("a"), send("b")]);
  expect(events).toEqual(["a queued", "b queued", "a written", "b written"]);
});

test("messages of transport errors contain neither the credential nor the URL's query", async () => {
  const server = await rawServer((socket) => void socket.resetAndDestroy());
  const error = await failureOf(
    quick(server).post("clusters.get", "/api/2.0/x", loose, { query: { secret: "hunter2" } }),
  );
  expect(JSON.stringify({ ...error, text: String(error.stack) })).not.toMatch(new RegExp(`${TOKEN}|hunter2`));
});
