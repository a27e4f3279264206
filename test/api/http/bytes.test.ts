import { describe, expect, test } from "vitest";
import * as z from "zod";
import { apiClient, failureOf, virtualClock } from "../../support/api-client.ts";
import { faultServer, rawServer } from "../../support/fault-server.ts";
import { TOKEN } from "../../support/workspace.ts";

const quick = (origin: string) => apiClient(origin, { tuning: { clock: virtualClock() } });
const nothing = z.looseObject({});

describe("binary responses", () => {
  test("arrive unchanged, valid UTF-8 or not, with their headers", async () => {
    const raw = Buffer.from([0xff, 0xfe, 0x00, 0x7b]);
    const server = await faultServer((_, response) => {
      response.writeHead(206, { "content-range": "bytes 4-7/100", "content-type": "image/png" }).end(raw);
    });
    const answer = await quick(server.origin).bytes("clusters.get", "GET", "/api/2.0/fs/files/Volumes/a", {
      range: { offset: 4, length: 4 },
    });
    expect(Buffer.from(answer.body)).toEqual(raw);
    expect([answer.status, answer.headers.get("content-range")]).toEqual([206, "bytes 4-7/100"]);
    expect(server.received[0]?.headers).toMatchObject({
      range: "bytes=4-7",
      accept: "application/octet-stream",
      "accept-encoding": "identity",
      authorization: `Bearer ${TOKEN}`,
    });
  });

  test("HEAD returns the headers only", async () => {
    const server = await faultServer((_, response) => response.writeHead(200, { "content-length": "2048" }).end());
    const { headers, body } = await quick(server.origin).bytes("clusters.get", "HEAD", "/api/2.0/fs/files/Volumes/a");
    expect([server.received[0]?.method, headers.get("content-length"), body.byteLength]).toEqual(["HEAD", "2048", 0]);
    expect(server.received[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("GET and HEAD are replayed; an error is the platform's own", async () => {
    for (const method of ["GET", "HEAD"] as const) {
      const server = await faultServer((_, response, n) => void response.writeHead(n === 0 ? 503 : 200).end());
      await quick(server.origin).bytes("clusters.get", method, "/api/2.0/fs/files/Volumes/a");
      expect(server.received).toHaveLength(2);
    }
    const gone = await faultServer((_, response) =>
      response.writeHead(404).end('{"error_code":"NOT_FOUND","message":"no such file"}'),
    );
    const error = await failureOf(quick(gone.origin).bytes("clusters.get", "GET", "/api/2.0/fs/files/Volumes/a"));
    expect(error).toMatchObject({ kind: "not-found", errorCode: "NOT_FOUND", message: "no such file" });
    const headless = await failureOf(quick(gone.origin).bytes("clusters.get", "HEAD", "/api/2.0/fs/files/Volumes/a"));
    expect(headless).toMatchObject({ kind: "not-found", status: 404 });
  });

  test("X04 an unsafe path is refused before anything is sent", async () => {
    const server = await faultServer((_, response) => void response.end());
    const error = await failureOf(
      quick(server.origin).bytes("clusters.get", "GET", "/api/2.0/fs/files/Volumes/../../../token/create"),
    );
    expect(error).toMatchObject({ kind: "invalid", outcome: "not-executed" });
    expect(server.received).toHaveLength(0);
  });
});

describe("binary bodies", () => {
  test("are sent unchanged, with their length, and again after a 429", async () => {
    const server = await faultServer((_, response, n) => void response.writeHead(n === 0 ? 429 : 204).end());
    await quick(server.origin).put("clusters.get", "/api/2.0/fs/files/Volumes/a", nothing, {
      bytes: Buffer.from("häl\0lo"),
    });
    expect(server.received).toHaveLength(2);
    for (const { headers, body } of server.received) {
      expect(headers).toMatchObject({ "content-type": "application/octet-stream", "content-length": "7" });
      expect(headers["transfer-encoding"]).toBeUndefined();
      expect(body).toBe("häl\0lo");
    }
  });

  test("D21 a connection that breaks during the upload: sent once, and the outcome is unknown", async () => {
    const server = await rawServer((socket) => void socket.resetAndDestroy());
    const put = quick(server.origin).put("clusters.get", "/api/2.0/fs/files/Volumes/a", nothing, {
      bytes: Buffer.alloc(8 * 2 ** 20),
    });
    expect(await failureOf(put)).toMatchObject({ outcome: "unknown" });
    expect(server.received).toHaveLength(1);
  });
});
