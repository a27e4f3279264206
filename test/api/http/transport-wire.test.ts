import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createTransport, type TransportOptions } from "../../../src/api/http/transport.ts";
import { apiClient, failureOf, outgoing, virtualClock } from "../../support/api-client.ts";
import { type FaultServer, faultServer, rawServer } from "../../support/fault-server.ts";

const loose = z.looseObject({});
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** Waits between attempts take no time here; limits of the transport are real, which is what these tests wait for. */
const quick = (server: FaultServer, transport: Partial<TransportOptions> = {}) =>
  apiClient(server.origin, { tuning: { clock: virtualClock(), transport } });

const post = (api: ReturnType<typeof quick>) => api.post("clusters.get", "/api/2.0/x", loose, { body: { a: 1 } });

test("T03 a host that never accepts a connection fails in time", async () => {
  // A full backlog on loopback needs privileges; a resolver that never responds has the same effect.
  const transport = createTransport({ direct: true, lookup: () => {}, connectMs: 1000 });
  onTestFinished(() => transport.close());
  const error = await failureOf(transport.send(outgoing({ method: "POST", replaySafe: false })));
  expect(error).toMatchObject({ kind: "transport", outcome: "not-executed", replay: "always" });
  expect(error.errorCode).toBe("UND_ERR_CONNECT_TIMEOUT");
});

test("T08 headers that never arrive: fails at the timeout or the deadline, and the socket is destroyed", async () => {
  const server = await faultServer(() => {});
  const limit = await failureOf(post(quick(server, { headersMs: 1000 })));
  expect(limit).toMatchObject({ kind: "timeout", outcome: "unknown", errorCode: "UND_ERR_HEADERS_TIMEOUT" });
  const deadline = await failureOf(quick(server).bind({ deadlineMs: 150 }).post("clusters.get", "/api/2.0/x", loose));
  expect(deadline).toMatchObject({ kind: "timeout", outcome: "unknown" });
  await expect.poll(() => server.connections.open).toBe(0);
});

test("T09 a body that stalls fails at the idle timeout", async () => {
  const server = await rawServer((socket) => void socket.write(`${HEAD}content-length: 10\r\n\r\n{`));
  const error = await failureOf(post(quick(server, { bodyMs: 1000 })));
  expect(error).toMatchObject({ kind: "timeout", outcome: "unknown", errorCode: "UND_ERR_BODY_TIMEOUT" });
});

test("T10 a body that drips fails at the deadline", async () => {
  const server = await rawServer((socket) => {
    socket.write(`${HEAD}content-length: 100000\r\n\r\n{`);
    const drip = setInterval(() => socket.write(" "), 40);
    socket.on("close", () => clearInterval(drip));
  });
  const error = await failureOf(quick(server).bind({ deadlineMs: 500 }).get("clusters.get", "/api/2.0/x", loose));
  expect(error).toMatchObject({ kind: "timeout", outcome: "failed" });
  await expect.poll(() => server.connections.open).toBe(0);
});
