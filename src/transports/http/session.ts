import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import {
  isJSONRPCRequest,
  ProtocolErrorCode,
  type RequestId,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { ServerFactory } from "../../server.ts";
import { type Calls, createCalls } from "../calls.ts";
import { cancelledId, errorResponse, responseId } from "../encode.ts";
import { alwaysAnswering, refusalResponse, SERVER_ERROR } from "./answers.ts";

/** One 2025-era client: its own server, its own transport, an id only it was told. */
export interface Session {
  readonly id: string;
  /** Names the session in logs and keys; unlike `id`, knowing it gives nothing. */
  readonly scope: string;
  readonly calls: Calls;
  /** Since when nothing was asked and nothing is open, in ms; 0 while in use. */
  idleMs(): number;
  handle(request: Request, body: unknown): Promise<Response>;
  /** Answers what is open with an error, stops it, and closes every stream. */
  end(reason: string): Promise<void>;
}

/** How long a call goes on for a client that lost its connection but still listens on its GET stream. */
const DISCONNECT_GRACE_MS = 10_000;

export async function openSession(makeServer: ServerFactory, onClosed: (session: Session) => void): Promise<Session> {
  const id = randomUUID();
  const scope = `session-${randomUUID()}`;
  const calls = createCalls();
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id });
  const server = alwaysAnswering(makeServer({ scope, transport: "http", era: "legacy" }));
  let streams = 0;
  let usedAt = performance.now();

  // Set before the server connects, and so called before its own handler.
  transport.onmessage = (message) => {
    if (isJSONRPCRequest(message)) calls.open(message.id);
    const cancelled = cancelledId(message);
    if (cancelled !== undefined) queueMicrotask(() => forget(cancelled));
  };
  const send = transport.send.bind(transport);
  transport.send = async (message, options) => {
    await send(message, options);
    const answered = responseId(message);
    if (answered !== undefined) settle(answered);
  };
  const settle = (call: RequestId) => {
    usedAt = performance.now();
    calls.settle(call);
  };
  /** A cancelled call is not answered: the stream that waited for its answer ends here. */
  const forget = (call: RequestId) => {
    if (!calls.has(call)) return;
    transport.closeSSEStream(call);
    settle(call);
  };
  const cancel = (call: RequestId) => {
    if (!calls.has(call)) return;
    const params = { requestId: call, reason: "The client disconnected" };
    transport.onmessage?.({ jsonrpc: "2.0", method: "notifications/cancelled", params });
  };

  const session: Session = {
    id,
    scope,
    calls,
    idleMs: () => (calls.size + streams > 0 ? 0 : performance.now() - usedAt),
    async handle(request, body) {
      usedAt = performance.now();
      if (request.method === "DELETE") {
        await session.end("The session was ended by its client");
        return new Response(null, { status: 200 });
      }
      const call = isJSONRPCRequest(body) ? body.id : undefined;
      if (call !== undefined && calls.has(call)) {
        const message = "A request with this id is still being answered";
        return refusalResponse({ status: 400, code: ProtocolErrorCode.InvalidRequest, message, id: call });
      }
      const response = await transport.handleRequest(request, { parsedBody: body });
      if (request.method === "GET" && response.ok) {
        streams++;
        request.signal.addEventListener("abort", () => {
          streams--;
          usedAt = performance.now();
        });
      }
      if (call !== undefined) {
        // This revision does not take a lost connection for a cancellation, but an answer nobody can get is not worked
        // for: without a stream of the session left there is nobody.
        request.signal.addEventListener("abort", () => {
          setTimeout(() => cancel(call), streams > 0 ? DISCONNECT_GRACE_MS : 0).unref();
        });
      }
      return response;
    },
    async end(reason) {
      for (const call of calls.ids()) await transport.send(errorResponse(call, SERVER_ERROR, reason));
      await server.close();
    },
  };
  await server.connect(transport);
  const onclose = transport.onclose;
  transport.onclose = () => {
    onclose?.();
    onClosed(session);
  };
  return session;
}
