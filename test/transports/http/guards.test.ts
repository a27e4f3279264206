import { describe, expect, test } from "vitest";
import { ask, bytesRead, raw, serve } from "../../support/http-peer.ts";

describe("callers", () => {
  test.each(["http://evil.example", "null", "http://localhost.evil.com", "http://localhost:1", "https://127.0.0.1"])(
    "H03 Origin %s is refused before the body is read",
    async (origin) => {
      const { url } = await serve();
      const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n`;
      // The body never arrives; the server closes the connection.
      const text = await raw(url, `${head}Content-Length: 1000\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1.1 403 [\s\S]*"jsonrpc":"2.0"/);
    },
  );

  test("H03 the body of a refused caller is not read", async () => {
    const { url } = await serve();
    const head = `POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: ${8 * 1024 * 1024}\r\n\r\n`;
    const body = Array.from({ length: 128 }, () => "x".repeat(64 * 1024));
    const read = await bytesRead(async () => {
      expect(await raw(url, head, ...body)).toMatch(/^HTTP\/1.1 403 /);
    });
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(2 * 64 * 1024);
  });

  test("H03 the server's own origin and allowed origins are accepted", async () => {
    const { url } = await serve({ allowedOrigins: ["https://Inspector.example"] });
    for (const origin of [`http://localhost:${url.port}`, url.origin, "https://inspector.example"]) {
      expect((await ask(url, { path: "/healthz", headers: { origin } })).status).toBe(200);
    }
  });

  test.each(["evil.example", "localhost.evil.com", "localhost", "127.0.0.1:1", "127.0.0.1.nip.io", "[::]", "0.0.0.0"])(
    "H04 Host %s is refused",
    async (host) => {
      const { url } = await serve();
      const named = /:\d+$/.test(host) || host === "localhost" ? host : `${host}:${url.port}`;
      for (const path of ["/mcp", "/healthz"]) {
        const answer = await ask(url, { path, headers: { host: named } });
        expect(answer).toMatchObject({ status: 403, json: { error: { code: -32000 } } });
      }
    },
  );

  test("H04 loopback names with the port and allowed hosts are accepted", async () => {
    const { url } = await serve({ allowedHosts: ["mcp.internal:8443"] });
    for (const host of [`LOCALHOST:${url.port}`, `[::1]:${url.port}`, `127.0.0.1:${url.port}`, "mcp.internal:8443"]) {
      expect((await ask(url, { path: "/healthz", headers: { host } })).status).toBe(200);
    }
  });

  test("H05 a missing Host, two Hosts and an absolute target are refused", async () => {
    const { url } = await serve();
    const rest = "Connection: close\r\n\r\n";
    const own = `Host: ${url.host}\r\n`;
    for (const request of [
      `GET /healthz HTTP/1.1\r\n${rest}`,
      `GET /healthz HTTP/1.0\r\n${rest}`,
      `GET /healthz HTTP/1.1\r\n${own}${own}${rest}`,
      `GET http://evil.example/healthz HTTP/1.1\r\n${own}${rest}`,
    ]) {
      expect(await raw(url, request)).toMatch(/^HTTP\/1.1 400 /);
    }
  });

  test("an address other than loopback is refused at start-up", async () => {
    for (const hostname of ["0.0.0.0", "::", "192.168.1.4", "example.com", "127.0.0.1.evil.example"]) {
      await expect(serve({ hostname })).rejects.toThrow(`Refusing to listen on ${hostname}`);
    }
  });

  test("a port in use is an error, not a crash", async () => {
    const { url } = await serve();
    await expect(serve({ port: Number(url.port) })).rejects.toThrow("EADDRINUSE");
  });
});
