import { connect } from "node:net";
import { expect, test } from "vitest";
import { call, JSON_RPC, modern, open, serve } from "../../support/http-peer.ts";

test("H17 a connection without a request is closed", async () => {
  const { url } = await serve({ requestTimeoutMs: 300 });
  const socket = connect(Number(url.port), url.hostname);
  socket.resume();
  await new Promise((resolve) => socket.on("close", resolve));
});

test.each(["2025", "2026"])("H17 a response that a client of %s does not read is given up", async (era) => {
  const { url } = await serve({ unreadMs: 200 });
  const huge = { bytes: 7_000_000 };
  const request = era === "2025" ? { headers: await open(url), body: call("huge", huge) } : modern("huge", huge);
  const body = JSON.stringify(request.body);
  const headers = { ...JSON_RPC, ...request.headers, host: url.host, "content-length": Buffer.byteLength(body) };
  const socket = connect(Number(url.port), url.hostname);
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", () => {});
  socket.pause();
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(`POST ${url.pathname} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
  // Reading begins after the server has given up, and only finds what the sockets held.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  let read = 0;
  socket.on("data", (chunk: Buffer) => {
    read += chunk.length;
  });
  socket.resume();
  await closed;
  expect(read).toBeLessThan(7_000_000);
});
