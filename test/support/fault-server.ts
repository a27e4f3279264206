import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** On the monotonic clock, in milliseconds. */
  readonly at: number;
}

export interface FaultServer {
  readonly origin: string;
  readonly port: number;
  readonly received: Received[];
  /** Sockets opened so far, and the most open at once. */
  readonly connections: { total: number; peak: number; open: number };
  close(): Promise<void>;
}

/** A real HTTP server on loopback, ended with the test. `n` counts requests from 0. */
export async function faultServer(
  handle: (request: Received, response: ServerResponse, n: number) => void,
): Promise<FaultServer> {
  const received: Received[] = [];
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    const at = performance.now();
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString(), at };
      handle(entry, response, received.push(entry) - 1);
    });
    response.on("error", () => {});
  });
  return { ...(await listening(server)), received };
}

/** A TCP server that reads each request's head and sends bytes, or misbehaves. */
export async function rawServer(script: (socket: Socket, n: number, head: string) => void): Promise<FaultServer> {
  const received: Received[] = [];
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end === -1) return;
      const head = text.slice(0, end);
      text = "";
      const [method = "", url = ""] = head.split(" ");
      const n = received.push({ method, url, headers: {}, body: "", at: performance.now() }) - 1;
      script(socket, n, head);
    });
  });
  return { ...(await listening(server)), received };
}

async function listening(server: Server) {
  const sockets = new Set<Socket>();
  const connections = { total: 0, peak: 0, open: 0 };
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    connections.total++;
    connections.open++;
    connections.peak = Math.max(connections.peak, connections.open);
    socket.on("close", () => {
      sockets.delete(socket);
      connections.open--;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(async () => {
    if (server.listening) await close();
  });
  return { origin: `http://127.0.0.1:${port}`, port, connections, close };
}

/** A port without a listener. */
export async function deadPort(): Promise<number> {
  const server = await rawServer(() => {});
  await server.close();
  return server.port;
}

export interface ArrivalServer {
  readonly origin: string;
  /** When each request came in, in milliseconds, and its path. */
  arrivals(): Promise<{ at: number; url: string }[]>;
}

const ARRIVAL_SERVER = `
const { createServer } = require("node:http");
const { parentPort, workerData } = require("node:worker_threads");
const arrivals = [];
const server = createServer((request, response) => {
  arrivals.push({ at: performance.now(), url: request.url });
  request.resume();
  const wait = request.url.includes("poll") ? workerData.pollMs : workerData.answerMs;
  const answer = () => response.setHeader("content-type", "application/json").end("{}");
  if (wait > 0) setTimeout(answer, wait); else answer();
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => parentPort.postMessage({ port: server.address().port }));
parentPort.on("message", () => parentPort.postMessage({ arrivals }));
`;

/** Counts requests as the platform would: in a thread of its own, so that a busy test does not blur its clock. */
export async function arrivalServer({ answerMs = 0, pollMs = 0 } = {}): Promise<ArrivalServer> {
  const worker = new Worker(ARRIVAL_SERVER, { eval: true, workerData: { answerMs, pollMs } });
  onTestFinished(async () => {
    await worker.terminate();
  });
  const message = <T>() => new Promise<T>((resolve) => worker.once("message", resolve));
  const { port } = await message<{ port: number }>();
  return {
    origin: `http://127.0.0.1:${port}`,
    arrivals: async () => {
      const answer = message<{ arrivals: { at: number; url: string }[] }>();
      worker.postMessage("arrivals");
      return (await answer).arrivals;
    },
  };
}

/** The most of `times` within any window of `ms`. */
export function mostWithin(times: readonly number[], ms: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  sorted.forEach((time, i) => {
    while (time - (sorted[from] ?? 0) >= ms) from++;
    most = Math.max(most, i - from + 1);
  });
  return most;
}
