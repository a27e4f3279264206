import type { IncomingMessage, ServerResponse } from "node:http";
import {
  createMcpHandler,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isLegacyRequest,
  type JSONRPCRequest,
  type McpRequestContext,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import { createTurns, type TurnOptions } from "../../core/waiting/turns.ts";
import { createCalls } from "../calls.ts";
import { type DecodeFault, decodeJson } from "../decode.ts";
import { isListen, undeclaredTasks } from "../listens.ts";
import { alwaysAnswering, type HttpRefusal, refusalResponse, refuse, SERVER_ERROR, sendJson } from "./answers.ts";
import { createBodyBudget, declaresMore, readBody } from "./body.ts";
import { disconnectionOf, respondWith, UNREAD_MS } from "./bridge.ts";
import { createCallers, type HttpCaller, lineOf, payerOf } from "./callers.ts";
import type { Enter, Entry } from "./entry.ts";
import { refuseForm } from "./guards.ts";
import { createSessions, namesVersion, SESSION_NOT_FOUND, type SessionOptions } from "./sessions.ts";
import { createStreams } from "./streams.ts";

export interface EndpointOptions extends SessionOptions {
  readonly stateless: boolean;
  readonly bodyLimitBytes: number;
  /** How long a client may leave a response unread, in milliseconds. */
  readonly unreadMs?: number | undefined;
  readonly turns: TurnOptions;
  /** Bytes of the bodies of all requests that are being handled. */
  readonly bodiesLimitBytes: number;
}

/** `/mcp`: independent 2026-07-28 requests, and 2025-era requests in sessions. */
export interface Endpoint {
  readonly methods: readonly string[];
  readonly sessions: number;
  /** Requests that are being handled, and those that wait for their turn. */
  readonly requests: { readonly inFlight: number; readonly waiting: number };
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

const overloaded = (status: 429 | 503, message: string) => ({
  status,
  code: SERVER_ERROR,
  message,
  headers: { "Retry-After": "1" },
});

/** The sender of a request that is being handled. */
interface Sender {
  readonly entry: Entry;
  readonly caller: HttpCaller;
  /** The JSON of the response, if it is one result. */
  json?: string;
}

export function createEndpoint(
  enter: Enter,
  {
    stateless,
    bodyLimitBytes,
    unreadMs = UNREAD_MS,
    turns: turnOptions,
    bodiesLimitBytes,
    ...sessionOptions
  }: EndpointOptions,
): Endpoint {
  const tooLarge = {
    status: 413,
    code: SERVER_ERROR,
    message: `The request body is larger than ${bodyLimitBytes} bytes`,
  };
  const methods = stateless ? ["POST"] : ["POST", "GET", "DELETE"];
  const exchanges = createCalls();
  let last = 0;
  let closing = false;

  const sessions = createSessions(sessionOptions);
  const callers = createCallers();
  const turns = createTurns(turnOptions);
  const bodies = createBodyBudget(bodiesLimitBytes);
  const senders = new WeakMap<Request, Sender>();
  const shared = stateless ? { stateless } : {};
  const onerror = (error: Error) => sessionOptions.log.debug("protocol error", { reason: error.message });
  const connect = ({ era, requestInfo }: McpRequestContext) => {
    const sender = requestInfo && senders.get(requestInfo);
    if (!sender) throw new Error("A request without a sender");
    const server = sender.entry.makeServer({ ...shared, ...sender.caller, transport: "http", era });
    const keep = (json: string) => {
      sender.json = json;
    };
    return alwaysAnswering(server, era === "modern" ? keep : undefined);
  };
  const modern = createMcpHandler(connect, { legacy: stateless ? "stateless" : "reject", onerror });
  const streams = createStreams(onerror, shared);

  /** `rpc`: the body, if it is a valid request. */
  const answer = async (request: Request, entry: Entry, body?: unknown, rpc?: JSONRPCRequest) => {
    // The SDK would classify the others twice.
    if (!stateless && !(rpc && namesVersion(rpc)) && (await isLegacyRequest(request, body)))
      return sessions.fetch(request, body, entry);
    const response = reasoned(await modern.fetch(request, { parsedBody: body }));
    const { status, headers, ok } = response;
    const { json } = senders.get(request) ?? {};
    return ok && json !== undefined ? { status, headers, body: json } : response;
  };
  // The SDK returns 499 when it ends an exchange early; a client that is still connected gets the reason.
  const reasoned = (response: Response): Response =>
    response.status === 499 ? refusalResponse(SHUTTING_DOWN) : response;

  /** The sender's session is checked before its body is read. A 2026-07-28 request names its method and has no session. */
  const hasNoSession = ({ headers }: IncomingMessage, entry: Entry): boolean => {
    const id = headers["mcp-session-id"];
    return !stateless && typeof id === "string" && headers["mcp-method"] === undefined && !sessions.has(id, entry);
  };

  /** The order of R9: size, authentication, session, and JSON last. Host and Origin have been checked. */
  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (declaresMore(req, bodyLimitBytes)) return refuse(res, tooLarge);
    const entry = await enter(req);
    if ("refused" in entry) return refuse(res, entry.refused);
    const refused = refuseForm(req, methods);
    if (refused) return refuse(res, refused);
    if (closing) return refuse(res, SHUTTING_DOWN);
    if (hasNoSession(req, entry)) return refuse(res, SESSION_NOT_FOUND);
    if (req.method !== "POST") {
      if (req.method === "GET") endAtExpiry(res, entry);
      return respondWith(req, res, (request) => answer(request, entry), unreadMs);
    }
    const body = await read(req, res, entry);
    if (body === "gone") return;
    if ("status" in body) return refuse(res, body);
    const decoded = decodeJson(body);
    if ("fault" in decoded) return refuse(res, { status: 400, ...decoded.fault, id: idOfFault(decoded.fault) });
    const { value } = decoded;
    const challenged = entry.challenge?.(value);
    if (challenged) return refuse(res, challenged);
    const undeclared = undeclaredTasks(value);
    if (undeclared) return sendJson(res, 400, undeclared);
    return isListen(value) ? serveListen(res, entry, value) : serveMessage(res, entry, value);
  }

  /** The body. Its bytes are counted until the response is complete. */
  async function read(req: IncomingMessage, res: ServerResponse, entry: Entry): Promise<Buffer | HttpRefusal | "gone"> {
    const counted = bodies.open(payerOf(req, entry.principal));
    res.on("close", counted.end);
    const body = await readBody(req, res, bodyLimitBytes, counted.add);
    if (body === "large") return tooLarge;
    if (body !== "full") return body;
    sessionOptions.onOverload?.("bytes");
    return overloaded(503, "Too many large requests are being handled");
  }

  async function serveListen(res: ServerResponse, entry: Entry, request: unknown): Promise<void> {
    await entry.makeServer.subscribe.ready?.();
    const { message, handler, end } = streams.open(entry, request);
    res.on("close", end);
    endAtExpiry(res, entry);
    const listen = async (request: Request) => reasoned(await handler.fetch(request, { parsedBody: message }));
    return respondWith(res.req, res, listen, unreadMs);
  }

  /** Any message but a `subscriptions/listen`. */
  async function serveMessage(res: ServerResponse, entry: Entry, message: unknown): Promise<void> {
    const { req } = res;
    const exchange = ++last;
    exchanges.open(exchange);
    const rpc = isJSONRPCRequest(message) ? message : undefined;
    const caller = callers.of(req.socket, rpc, entry.principal);
    res.on("close", () => {
      exchanges.settle(exchange);
      callers.done(req.socket);
    });
    const gone = disconnectionOf(res);
    // Answers to the server's own questions never wait: a call waits for them.
    if (rpc && rpc.method !== "ping") {
      const end = await turns.take(lineOf(req, caller), gone).catch(() => "gone" as const);
      if (end === "gone") return;
      if (end === undefined) {
        sessionOptions.onOverload?.("caller");
        return refuse(res, overloaded(429, "Too many of your requests are waiting. Wait for some of them to finish"));
      }
      res.on("close", end);
    }
    const usual = rpc ?? (isJSONRPCNotification(message) ? message : undefined);
    if (!stateless && usual && sessions.receive(res, usual, entry, gone, unreadMs)) return;
    const handle = (request: Request) => {
      senders.set(request, { entry, caller });
      return answer(request, entry, message, rpc);
    };
    return respondWith(req, res, handle, unreadMs, gone);
  }

  return {
    methods,
    get sessions() {
      return sessions.size;
    },
    get requests() {
      return { inFlight: turns.inFlight, waiting: turns.waiting };
    },
    serve,
    async close(graceMs, reason = SHUTTING_DOWN.message) {
      closing = true;
      // Streams are not calls: no client waits for their end.
      const ended = streams.close();
      await exchanges.whenIdle(graceMs);
      await Promise.all([ended, sessions.endAll(reason), modern.close()]);
    },
  };
}

/**
 * JSON-RPC 2.0 requires a null id in the response to a message that is not JSON. Over HTTP the client knows its request from
 * the connection. On stdio it would wait for the response in vain, so there an id that is found is repeated.
 */
const idOfFault = ({ code, id }: DecodeFault) => (code === ProtocolErrorCode.ParseError ? null : id);

/** Longest delay of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A stream ends with the token that opened it: its client opens another one with a new token. */
function endAtExpiry(res: ServerResponse, { expiresAt }: Entry): void {
  if (expiresAt === undefined || !Number.isFinite(expiresAt)) return;
  const timer = setTimeout(() => res.end(), Math.min(Math.max(0, expiresAt - Date.now()), MAX_TIMER_MS)).unref();
  res.on("close", () => clearTimeout(timer));
}
