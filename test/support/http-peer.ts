import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished } from "vitest";
import { createLog } from "../../src/core/log.ts";
import { type HttpOptions, type HttpServing, serveHttp } from "../../src/transports/http.ts";
import { makeFixtureServer } from "./fixture-server.ts";

/** The complete response. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The JSON body, or the last JSON-RPC message of an event stream. */
  json: { id?: unknown; result?: Record<string, unknown>; error?: { code: number; message: string } };
}

/** Serves the fixture's tools on a free port; returns the address and what closes it. Ends with the test. */
export async function serve(
  options: Partial<HttpOptions> = {},
  makeServer = makeFixtureServer,
): Promise<{ url: URL; server: HttpServing }> {
  const server = await serveHttp(makeServer, {
    hostname: "127.0.0.1",
    port: 0,
    log: createLog(
      () => {},
      (text) => text,
    ),
    health: () => ({ status: "ok" }),
    ...options,
  });
  onTestFinished(() => server.close());
  return { url: new URL(server.url), server };
}

export const JSON_RPC = { "content-type": "application/json", accept: "application/json, text/event-stream" };

export function ask(
  url: URL,
  init: { method?: string; headers?: Record<string, string | string[]>; body?: unknown; path?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, path = url.pathname, method = body === undefined ? "GET" : "POST" } = init;
    const headers = { ...JSON_RPC, ...init.headers };
    const req = httpRequest({ host: url.hostname, port: url.port, path, method, headers, agent: false }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("error", reject);
      res.on("end", () => {
        const events = text.match(/^data: (.*)$/gm) ?? [];
        const json = events.at(-1)?.slice(6) ?? text;
        resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json: json ? JSON.parse(json) : {} });
      });
    });
    req.on("error", reject);
    req.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
  });
}

export const rpc = (method: string, params: object = {}, id: string | number = 1) => ({
  jsonrpc: "2.0",
  id,
  method,
  params,
});
export const initialize = rpc("initialize", {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "peer", version: "1" },
});
export const call = (name: string, args: object = {}, id: string | number = 1) =>
  rpc("tools/call", { name, arguments: args }, id);

/** Opens a session; returns the headers its requests carry. */
export async function open(url: URL): Promise<{ "mcp-session-id": string }> {
  const { status, headers } = await ask(url, { body: initialize });
  expect(status).toBe(200);
  return { "mcp-session-id": String(headers["mcp-session-id"]) };
}

export const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "peer", version: "1" },
};
export const modern = (name: string, args: object = {}) => ({
  headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": name },
  body: rpc("tools/call", { name, arguments: args, _meta: META }),
});

/** A request that stays open: resolves with its status once the headers are there. */
export async function stream(url: URL, headers: Record<string, string>, body?: object) {
  const method = body ? "POST" : "GET";
  const req = httpRequest({ host: url.hostname, port: url.port, path: url.pathname, method, agent: false });
  for (const [name, value] of Object.entries({ ...JSON_RPC, ...headers })) req.setHeader(name, value);
  req.on("error", () => {});
  req.end(body && JSON.stringify(body));
  const [res] = await once(req, "response");
  let text = "";
  const ended = new Promise<string>((resolve) => {
    res.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    res.on("close", () => resolve(text));
  });
  return { status: Number(res.statusCode), ended, soFar: () => text, drop: () => req.destroy() };
}

/** Sends bytes on a bare socket; resolves with all that comes back until the server closes. */
export async function raw(url: URL, ...parts: string[]): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  socket.on("error", () => {});
  for (const part of parts) socket.write(part);
  await new Promise((resolve) => socket.on("close", resolve));
  return text;
}

/** Polls until `done`: for what happens on the other side of a connection that is gone. */
export async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}
export const health = async (url: URL) => JSON.parse((await ask(url, { path: "/healthz" })).text);

/** The most bytes the server took off one connection while `run` ran. */
export async function bytesRead(run: () => Promise<void>): Promise<number> {
  let seen: Socket | undefined;
  const onRequest = (message: unknown) => {
    seen = (message as { socket: Socket }).socket;
  };
  subscribe("http.server.request.start", onRequest);
  await run();
  unsubscribe("http.server.request.start", onRequest);
  return seen?.bytesRead ?? 0;
}
