import type { IncomingMessage, ServerResponse } from "node:http";
import { createMcpHandler, isLegacyRequest, type McpRequestContext } from "@modelcontextprotocol/server";
import type { ServerFactory } from "../../server.ts";
import { createCalls } from "../calls.ts";
import { decodeJson } from "../decode.ts";
import { createListens, isListen } from "../listens.ts";
import { alwaysAnswering, refusalResponse, refuse, SERVER_ERROR } from "./answers.ts";
import { readBody } from "./body.ts";
import { respondWith } from "./bridge.ts";
import { createCallers, type HttpCaller, UNNAMED } from "./callers.ts";
import { refuseForm } from "./guards.ts";
import { createSessions, type SessionOptions } from "./sessions.ts";

export interface EndpointOptions extends SessionOptions {
  readonly stateless: boolean;
  readonly bodyLimitBytes: number;
  /** How long a client may leave a response unread, in milliseconds. */
  readonly unreadMs?: number | undefined;
}

/** `/mcp`: independent 2026-07-28 requests, and 2025-era requests in sessions. */
export interface Endpoint {
  readonly sessions: number;
  serve(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Refuses new requests, waits up to `graceMs` for open ones, then ends the rest and every stream. */
  close(graceMs: number, reason?: string): Promise<void>;
}

const SHUTTING_DOWN = {
  status: 503,
  code: SERVER_ERROR,
  message: "The server is shutting down",
  headers: { Connection: "close" },
};

export function createEndpoint(
  makeServer: ServerFactory,
  { stateless, bodyLimitBytes, unreadMs, ...sessionOptions }: EndpointOptions,
): Endpoint {
  const methods = stateless ? ["POST"] : ["POST", "GET", "DELETE"];
  const exchanges = createCalls();
  let last = 0;
  let closing = false;

  const sessions = createSessions(makeServer, sessionOptions);
  const callers = createCallers();
  const callerOf = new WeakMap<Request, HttpCaller>();
  const shared = { transport: "http", ...(stateless ? { stateless } : {}) } as const;
  const connect = ({ era, requestInfo }: McpRequestContext) => {
    const caller = (requestInfo && callerOf.get(requestInfo)) ?? { scope: UNNAMED };
    return alwaysAnswering(makeServer({ ...shared, ...caller, era }));
  };
  const modern = createMcpHandler(connect, {
    legacy: stateless ? "stateless" : "reject",
    onerror: (error) => sessionOptions.log.debug("protocol error", { reason: error.message }),
  });
  const listens = createListens(makeServer.subscribe, UNNAMED, (uri) => modern.notify.resourceUpdated(uri));

  const answer = async (request: Request, body?: unknown): Promise<Response> => {
    if (!stateless && (await isLegacyRequest(request, body))) return sessions.fetch(request, body);
    const response = await modern.fetch(request, { parsedBody: body });
    // The SDK returns 499 when it ends an exchange early; a client that is still connected gets the reason.
    return response.status === 499 ? refusalResponse(SHUTTING_DOWN) : response;
  };

  return {
    get sessions() {
      return sessions.size;
    },
    async serve(req, res) {
      const refused = refuseForm(req, methods);
      if (refused) return refuse(res, refused);
      if (closing) return refuse(res, SHUTTING_DOWN);
      if (req.method !== "POST") return respondWith(req, res, answer, unreadMs);
      const body = await readBody(req, res, bodyLimitBytes);
      if (body === "gone") return;
      if (body === "large") {
        const message = `The request body is larger than ${bodyLimitBytes} bytes`;
        return refuse(res, { status: 413, code: SERVER_ERROR, message });
      }
      const decoded = decodeJson(body);
      if ("fault" in decoded) return refuse(res, { status: 400, ...decoded.fault });
      if (isListen(decoded.value)) {
        const { message, end } = listens.open(decoded.value);
        res.on("close", end);
        return respondWith(req, res, (request) => answer(request, message), unreadMs);
      }
      const exchange = ++last;
      exchanges.open(exchange);
      const caller = callers.of(req.socket, decoded.value);
      res.on("close", () => {
        exchanges.settle(exchange);
        callers.done(req.socket);
      });
      const handle = (request: Request) => {
        callerOf.set(request, caller);
        return answer(request, decoded.value);
      };
      return respondWith(req, res, handle, unreadMs);
    },
    async close(graceMs, reason = SHUTTING_DOWN.message) {
      closing = true;
      listens.endAll();
      await exchanges.whenIdle(graceMs);
      await Promise.all([sessions.endAll(reason), modern.close()]);
    },
  };
}
