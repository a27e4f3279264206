import {
  type JSONRPCMessage,
  type JSONRPCRequest,
  PROTOCOL_VERSION_META_KEY,
  ProtocolErrorCode,
  type RequestId,
} from "@modelcontextprotocol/server";
import { type Calls, createCalls } from "../calls.ts";
import { cancelledId } from "../encode.ts";
import { isListen, type Listens } from "../listens.ts";

export interface AdmissionOptions {
  /** Maximum number of requests processed at the same time. */
  readonly maxRunning: number;
  /** Maximum size of all waiting requests, in bytes as received. */
  readonly maxWaitingBytes: number;
  readonly listens: Pick<Listens, "open" | "ready">;
  deliver(message: JSONRPCMessage): void;
  refuse(id: RequestId, code: number, message: string): void;
}

/** Decides which messages of one stdio connection reach the server, and when. */
export interface Admission {
  /** All unanswered calls, including waiting ones. */
  readonly calls: Calls;
  receive(message: JSONRPCMessage, bytes: number): void;
  /**
   * Closes a request. Returns whether it may still be answered. The next waiting request starts. `failed`: the response is
   * an error.
   */
  answer(id: RequestId, failed?: boolean): boolean;
  /** While held (the client does not read), no waiting request starts. */
  hold(held: boolean): void;
  /** Refuses every further request. */
  stop(): void;
}

const SERVER_ERROR = -32000;

export function createAdmission(options: AdmissionOptions): Admission {
  const calls = createCalls();
  const running = new Set<RequestId>();
  const streams = new Map<RequestId, () => void>();
  const waiting = new Map<RequestId, { request: JSONRPCRequest; bytes: number }>();
  let waitingBytes = 0;
  let opened = false;
  let handshake: RequestId | undefined;
  let held = false;
  let stopped = false;

  const isFull = () => held || running.size >= options.maxRunning;
  const start = (request: JSONRPCRequest) => {
    running.add(request.id);
    options.deliver(request);
  };
  const forget = (id: RequestId) => {
    running.delete(id);
    if (waiting.size === 0) return;
    waitingBytes -= waiting.get(id)?.bytes ?? 0;
    waiting.delete(id);
  };
  const next = () => {
    if (waiting.size === 0) return;
    for (const [id, { request }] of waiting) {
      if (isFull()) return;
      forget(id);
      start(request);
    }
  };
  const answer = (id: RequestId, failed = false): boolean => {
    if (failed && id === handshake) handshake = undefined;
    streams.get(id)?.();
    const open = streams.delete(id) || calls.has(id);
    forget(id);
    next();
    calls.settle(id);
    return open;
  };

  const openStream = (message: JSONRPCRequest) => {
    // Cancelled before it could be opened.
    if (!streams.has(message.id)) return;
    const listen = options.listens.open(message);
    streams.set(message.id, listen.end);
    options.deliver(listen.message);
  };
  /** A stream stays open as long as the connection, so it neither counts as running nor delays shutdown. */
  const receiveListen = (message: JSONRPCRequest) => {
    streams.set(message.id, () => {});
    const loading = options.listens.ready?.();
    if (loading) void loading.then(() => openStream(message));
    else openStream(message);
  };
  /** Why the connection does not accept the message now. */
  const refusalOf = ({ id, method }: JSONRPCRequest): string | undefined => {
    if (!opened && method !== "ping") return `Send initialize before ${method}`;
    if (calls.has(id) || streams.has(id)) return "A request with this id is still open";
    if (method === "initialize" && handshake !== undefined) return "The connection is already initialized";
    return undefined;
  };
  const receiveRequest = (message: JSONRPCRequest, bytes: number) => {
    const { id, method } = message;
    opened ||= method === "initialize" || hasEnvelope(message);
    if (stopped) return options.refuse(id, SERVER_ERROR, "The server is shutting down");
    const refused = refusalOf(message);
    if (refused !== undefined) return options.refuse(id, ProtocolErrorCode.InvalidRequest, refused);
    if (isListen(message)) return receiveListen(message);
    if (waitingBytes + bytes > options.maxWaitingBytes) {
      return options.refuse(id, SERVER_ERROR, "Too many requests are waiting. Retry when others are finished");
    }
    if (method === "initialize") handshake = id;
    calls.open(id);
    if (waiting.size === 0 && !isFull()) return start(message);
    waiting.set(id, { request: message, bytes });
    waitingBytes += bytes;
  };

  return {
    calls,
    answer,
    receive(message, bytes) {
      if ("method" in message && "id" in message) return receiveRequest(message, bytes);
      const cancelled = cancelledId(message);
      if (cancelled === undefined || !waiting.has(cancelled)) options.deliver(message);
      // A cancelled request gets no response.
      if (cancelled !== undefined) answer(cancelled);
    },
    hold(now) {
      held = now;
      next();
    },
    stop() {
      stopped = true;
    },
  };
}

/** 2026-07-28 has no handshake: each request contains its protocol version. */
const hasEnvelope = ({ params }: JSONRPCRequest): boolean =>
  params?._meta !== undefined && PROTOCOL_VERSION_META_KEY in params._meta;
