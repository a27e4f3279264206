import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { RequestId, Server } from "@modelcontextprotocol/server";
import { encode } from "../encode.ts";

/** A response that refuses a request before it reaches an MCP server. */
export interface HttpRefusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly id?: RequestId | null;
}

/** The limit for which a request is refused. */
export type Overload = "caller" | "bytes" | "sessions";

export const SERVER_ERROR = -32000;
export const NOT_FOUND = -32001;

const errorBody = ({ code, message, id = null }: HttpRefusal) => ({ jsonrpc: "2.0", error: { code, message }, id });

export const refusalResponse = (refusal: HttpRefusal): Response =>
  Response.json(errorBody(refusal), { status: refusal.status, headers: { ...refusal.headers } });

/**
 * Refuses a request. If its body is still arriving, it is not read: the response is sent and the socket is closed a moment
 * later, because closing it at once would reset the connection before the client has read the response.
 */
export function refuse(res: ServerResponse, refusal: HttpRefusal): void {
  const { req } = res;
  if (req.complete || !hasBody(req)) {
    sendJson(res, refusal.status, errorBody(refusal), refusal.headers);
    return;
  }
  const json = JSON.stringify(errorBody(refusal));
  req.socket.pause();
  res.writeHead(refusal.status, { ...jsonHeaders(json), ...refusal.headers, Connection: "close" });
  res.write(json);
  setTimeout(() => req.destroy(), LINGER_MS);
}

const LINGER_MS = 250;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

const jsonHeaders = (json: string) => ({
  "Content-Type": "application/json",
  "Content-Length": Buffer.byteLength(json),
});

export function sendJson(res: ServerResponse, status: number, body: object, headers?: HttpRefusal["headers"]): void {
  const json = JSON.stringify(body);
  res.writeHead(status, { ...jsonHeaders(json), ...headers });
  res.end(res.req.method === "HEAD" ? undefined : json);
}

/** Answers requests that Node's parser rejected or timed out, in the same format as other errors. */
export function refuseOnSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const [status, message] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? ["408 Request Timeout", "The request took too long to arrive"]
      : error.code === "HPE_HEADER_OVERFLOW"
        ? ["431 Request Header Fields Too Large", "The request headers are too large"]
        : ["400 Bad Request", "Not an HTTP request this server understands"];
  const json = JSON.stringify(errorBody({ status: 400, code: SERVER_ERROR, message }));
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
}

/**
 * Makes `server` send an error when a result cannot be encoded, on any transport. `onResult` receives the JSON of a result
 * that is the whole response to its request, and the transport gets an empty one in its place: it would encode it again.
 */
export function alwaysAnswering(server: Server, onResult?: (json: string) => void): Server {
  const connect = server.connect.bind(server);
  server.connect = (transport) => {
    const send = transport.send.bind(transport);
    let alone = onResult;
    transport.send = async (given, options) => {
      const { message, json } = encode(given);
      // After any other message the response is an event stream, which the transport writes.
      if (!("result" in message)) alone = undefined;
      alone?.(json);
      return send(alone ? { ...message, result: {} } : message, options);
    };
    return connect(transport);
  };
  return server;
}
