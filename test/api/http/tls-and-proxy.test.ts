import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer as createNetServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { transportFailure } from "../../../src/api/http/fault.ts";
import type { TransportOptions } from "../../../src/api/http/transport.ts";
import { apiClient, failureOf, outgoing, virtualClock } from "../../support/api-client.ts";
import { deadPort, faultServer } from "../../support/fault-server.ts";
import { SELF_SIGNED } from "../../support/sign-in/self-signed.ts";
import { TOKEN } from "../../support/workspace.ts";

const loose = z.looseObject({});
const REMOTE = "https://adb-9.9.azuredatabricks.net";

const quick = (host: string, transport: Partial<TransportOptions> = {}) =>
  apiClient(host, { tuning: { clock: virtualClock(), transport } });

/** A TLS server that must not receive anything, with the decrypted bytes of its connections. */
async function tlsServer() {
  let heard = "";
  const server = createTlsServer(SELF_SIGNED, (socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, heard: () => heard };
}

/** A proxy that tunnels every CONNECT to `target`, or refuses with `status`; and all it could read. */
async function proxy({ target, status }: { target?: number; status?: number }) {
  const tunnels: string[] = [];
  let read = "";
  const server = createHttpServer((_request, response) => response.writeHead(500).end());
  server.on("connect", (request, socket) => {
    tunnels.push(request.url ?? "");
    read += JSON.stringify(request.headers);
    socket.on("error", () => {});
    if (target === undefined) return void socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
    const upstream = connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      read += chunk.toString("latin1");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://user:hunter2@127.0.0.1:${port}`, tunnels, read: () => read };
}

beforeEach(() => {
  for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"])
    vi.stubEnv(name, undefined);
  return () => vi.unstubAllEnvs();
});

describe("T04 certificates", () => {
  test("a self-signed certificate is refused and not retried, and nothing is sent", async () => {
    const server = await tlsServer();
    const usage = { requests: 0, retries: 0 };
    const error = await failureOf(
      quick(`https://127.0.0.1:${server.port}`).bind({ usage }).get("clusters.get", "/api/2.0/x", loose),
    );
    expect(error).toMatchObject({
      kind: "transport",
      outcome: "not-executed",
      errorCode: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(error.next).toContain("NODE_EXTRA_CA_CERTS");
    expect(usage).toEqual({ requests: 1, retries: 0 });
    expect(server.heard()).toBe("");
  });

  test.each(["CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"])(
    "%s is not retried",
    (code) => {
      const cause = Object.assign(new Error(`Bearer ${TOKEN}`), { code });
      const error = transportFailure(new TypeError("fetch failed", { cause }), outgoing(), false);
      expect(error).toMatchObject({ kind: "transport", replay: "never", outcome: "not-executed", errorCode: code });
      expect(error.message).not.toContain(TOKEN);
    },
  );
});

describe("T13 proxies", () => {
  test("a proxy that is down is named as the proxy, without its password", async () => {
    vi.stubEnv("HTTPS_PROXY", `http://user:hunter2@127.0.0.1:${await deadPort()}`);
    const error = await failureOf(quick(REMOTE).post("clusters.get", "/api/2.0/x", loose));
    expect(error).toMatchObject({ kind: "transport", outcome: "not-executed", errorCode: "ECONNREFUSED" });
    expect(error.message).toBe(
      "Could not connect to the proxy in front of adb-9.9.azuredatabricks.net (ECONNREFUSED).",
    );
    expect(`${error.stack}${error.next}`).not.toContain("hunter2");
  });

  test("407: not retried, advice about user and password", async () => {
    const refusing = await proxy({ status: 407 });
    vi.stubEnv("HTTPS_PROXY", refusing.url);
    const error = await failureOf(quick(REMOTE).get("clusters.get", "/api/2.0/x", loose));
    expect(error).toMatchObject({ kind: "transport", outcome: "not-executed" });
    expect(error.message).toContain("HTTP 407");
    expect(error.next).toMatch(/user and password/);
    expect(`${error.stack}${error.next}`).not.toContain("hunter2");
    expect(refusing.tunnels).toHaveLength(1);
  });

  test.each([
    ["never answers CONNECT", undefined, "PROXY_SILENT"],
    ["answers CONNECT with something else than HTTP", "220 mail ready\r\n", "PROXY_NOT_HTTP"],
  ])("T03 a proxy that %s is named as the proxy within its own time limit", async (_, answer, errorCode) => {
    const server = createNetServer((socket) => {
      socket.on("error", () => {});
      if (answer !== undefined) socket.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const api = quick(REMOTE, { connectMs: 50, headersMs: 600_000 });
    const error = await failureOf(api.post("clusters.get", "/api/2.0/x", loose));
    expect(error).toMatchObject({ kind: "transport", outcome: "not-executed", errorCode });
    expect(error.message).toContain("The proxy in front of adb-9.9.azuredatabricks.net");
  });

  test("the proxy receives its own login and the host, never our token", async () => {
    const behind = await tlsServer();
    const tunnelling = await proxy({ target: behind.port });
    vi.stubEnv("HTTPS_PROXY", tunnelling.url);
    const error = await failureOf(quick(REMOTE).get("clusters.get", "/api/2.0/x", loose));
    expect(error).toMatchObject({ errorCode: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(tunnelling.tunnels).toEqual(["adb-9.9.azuredatabricks.net:443"]);
    expect(tunnelling.read()).toContain("proxy-authorization");
    expect(tunnelling.read()).not.toMatch(new RegExp(`${TOKEN}|Bearer`, "i"));
  });

  test("NO_PROXY connects directly to the host", async () => {
    const unused = await proxy({ status: 500 });
    vi.stubEnv("HTTPS_PROXY", unused.url);
    vi.stubEnv("NO_PROXY", ".azuredatabricks.net");
    const lookup: TransportOptions["lookup"] = (hostname, _options, callback) =>
      callback(Object.assign(new Error("no"), { code: "ENOTFOUND", hostname }), "");
    expect(await failureOf(quick(REMOTE, { lookup }).get("clusters.get", "/api/2.0/x", loose))).toMatchObject({
      errorCode: "ENOTFOUND",
    });
    expect(unused.tunnels).toEqual([]);
  });

  test("a workspace on loopback never goes through a proxy", async () => {
    const server = await faultServer((_request, response) => response.end("{}"));
    const unused = await proxy({ status: 500 });
    vi.stubEnv("HTTP_PROXY", unused.url);
    expect(await quick(server.origin).get("clusters.get", "/api/2.0/x", loose)).toEqual({});
    expect(unused.tunnels).toEqual([]);
  });
});
