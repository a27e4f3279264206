import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import {
  isJSONRPCRequest,
  type JSONRPCNotification,
  type JSONRPCRequest,
  ProtocolErrorCode,
  type RequestId,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { type Calls, createCalls } from "../calls.ts";
import { cancelledId, encode, errorResponse, requestId, responseId } from "../encode.ts";
import { refusalResponse, refuse, SERVER_ERROR } from "./answers.ts";
import { type Entry, scopeOf } from "./entry.ts";
import { type Events, openEvents } from "./events.ts";

/** The session of one 2025-era client: its own server and transport, and an id that only this client knows. */
export interface Session {
  readonly id: string;
  /** Identifies the session in logs and keys. Unlike `id`, it gives no access. */
  readonly scope: string;
  /** The authenticated caller that it belongs to. */
  readonly subject: string | undefined;
  /** The view that it was opened with. */
  readonly view: string;
  readonly calls: Calls;
  /** Time without open or new requests, in milliseconds; 0 while in use. */
  idleMs(): number;
  /** Time since it was opened, in milliseconds. */
  ageMs(): number;
  handle(request: Request, body: unknown): Promise<Response>;
  /**
   * Handles the usual messages, which are valid and follow `initialize`, without the objects that `fetch` needs: most of the
   * time that the transport takes. `gone`: the client disconnected.
   */
  receive(
    res: ServerResponse,
    message: JSONRPCRequest | JSONRPCNotification,
    gone: AbortSignal,
    unreadMs: number,
  ): void;
  /** Answers open calls with an error, cancels them, and closes every stream. */
  end(reason: string): Promise<void>;
}

/** How long a call continues for a client that lost its connection but still listens on its GET stream. */
const DISCONNECT_GRACE_MS = 10_000;

const stillOpen = (id: RequestId) => ({
  status: 400,
  code: ProtocolErrorCode.InvalidRequest,
  message: "A request with this id is still open",
  id,
});

/** All sessions of an authenticated caller share what it keeps. Without authentication, the session is the caller. */
export async function openSession(
  { makeServer, view, principal }: Entry,
  onClosed: (session: Session) => void,
): Promise<Session> {
  const id = randomUUID();
  const scope = `session-${randomUUID()}`;
  const calls = createCalls();
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id });
  const caller = principal ? { scope: scopeOf(principal), principal } : { scope };
  const server = makeServer({ ...caller, transport: "http", era: "legacy" });
  const received = new Map<RequestId, Events>();
  const openedAt = performance.now();
  let streams = 0;
  let usedAt = performance.now();

  // Set before the server connects, so that it is called before the server's own handler.
  transport.onmessage = (message) => {
    const opened = requestId(message);
    if (opened !== undefined) calls.open(opened);
    const cancelled = cancelledId(message);
    if (cancelled !== undefined) queueMicrotask(() => forget(cancelled));
  };
  const send = transport.send.bind(transport);
  transport.send = async (given, options) => {
    const { message, json } = encode(given);
    const answered = responseId(message);
    const call = answered ?? options?.relatedRequestId;
    const events = call === undefined ? undefined : received.get(call);
    if (!events) await send(message, options);
    else if (answered === undefined) events.send(json);
    else events.finish(json);
    if (answered !== undefined) settle(answered);
  };
  const settle = (call: RequestId) => {
    usedAt = performance.now();
    received.delete(call);
    calls.settle(call);
  };
  /** A cancelled call gets no response, so the stream that waits for it is closed. */
  const forget = (call: RequestId) => {
    if (!calls.has(call)) return;
    const events = received.get(call);
    if (events) events.end();
    else transport.closeSSEStream(call);
    settle(call);
  };
  const cancel = (call: RequestId) => {
    if (!calls.has(call)) return;
    const params = { requestId: call, reason: "The client disconnected" };
    transport.onmessage?.({ jsonrpc: "2.0", method: "notifications/cancelled", params });
  };

  /**
   * In this revision a lost connection is not a cancellation. But without another stream in the session the client cannot
   * receive the response any more, so the call is cancelled.
   */
  const abandon = (call: RequestId) => {
    setTimeout(() => cancel(call), streams > 0 ? DISCONNECT_GRACE_MS : 0).unref();
  };

  const session: Session = {
    id,
    scope,
    subject: principal?.subject,
    view,
    calls,
    ageMs: () => performance.now() - openedAt,
    idleMs: () => (calls.size + streams > 0 ? 0 : performance.now() - usedAt),
    async handle(request, body) {
      usedAt = performance.now();
      if (request.method === "DELETE") {
        await session.end("The client ended the session");
        return new Response(null, { status: 200 });
      }
      const call = isJSONRPCRequest(body) ? body.id : undefined;
      if (call !== undefined && calls.has(call)) return refusalResponse(stillOpen(call));
      const response = await transport.handleRequest(request, { parsedBody: body });
      if (request.method === "GET" && response.ok) {
        streams++;
        request.signal.addEventListener("abort", () => {
          streams--;
          usedAt = performance.now();
        });
      }
      if (call !== undefined) request.signal.addEventListener("abort", () => abandon(call));
      return response;
    },
    receive(res, message, gone, unreadMs) {
      usedAt = performance.now();
      if ("id" in message) {
        const call = message.id;
        if (calls.has(call)) return refuse(res, stillOpen(call));
        received.set(call, openEvents(res, id, unreadMs));
        if (gone.aborted) abandon(call);
        else gone.addEventListener("abort", () => abandon(call));
      } else res.writeHead(202).end();
      transport.onmessage?.(message);
    },
    async end(reason) {
      for (const call of calls.ids()) await transport.send(errorResponse(call, SERVER_ERROR, reason));
      await server.close();
    },
  };
  await server.connect(transport);
  const onclose = transport.onclose;
  transport.onclose = () => {
    for (const events of received.values()) events.end();
    onclose?.();
    onClosed(session);
  };
  return session;
}
