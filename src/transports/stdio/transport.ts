import type { Readable, Writable } from "node:stream";
import { type JSONRPCMessage, ProtocolErrorCode, type RequestId, type Transport } from "@modelcontextprotocol/server";
import type { Log } from "../../core/log.ts";
import { MESSAGE_LIMIT_BYTES } from "../../limits.ts";
import type { Calls } from "../calls.ts";
import { decodeMessage } from "../decode.ts";
import { encode, errorResponse, responseId } from "../encode.ts";
import { type Listens, undeclaredTasks } from "../listens.ts";
import { findRequestId, SEARCHED_BYTES } from "../request-id.ts";
import { unsupportedVersion } from "../version.ts";
import { createAdmission } from "./admission.ts";
import { splitLines } from "./framing.ts";

export interface StdioTransportOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly log: Log;
  readonly listens: Pick<Listens, "open" | "ready">;
  /** The client has ended the connection. If `broken`, nothing can be written any more. */
  onEnd(reason: string, broken: boolean): void;
}

export interface StdioTransport extends Transport {
  readonly calls: Calls;
  /** Refuses every further request. Admitted ones continue. */
  stop(): void;
  /** Immediately answers every open request with an error. */
  abandon(reason: string): void;
  /** Resolves when all output is written, or after `timeoutMs`. */
  flushed(timeoutMs: number): Promise<void>;
}

const MAX_RUNNING = 64;
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const isObject = (head: Uint8Array): boolean => /^\s*\{/.test(Buffer.from(head.subarray(0, 64)).toString("latin1"));
/** Dropped while the client does not read, because they would accumulate. */
const DISPENSABLE = new Set(["notifications/progress", "notifications/message"]);

/** One JSON-RPC message per line over two streams. An invalid line is refused and does not affect others. */
export function createStdioTransport({ stdin, stdout, log, listens, onEnd }: StdioTransportOptions): StdioTransport {
  let blocked = false;
  let broken = false;
  let closed = false;
  let ended = false;

  let gathering = false;
  /** Writes what has been gathered. */
  const flush = () => {
    if (!gathering) return;
    gathering = false;
    stdout.uncork();
  };
  const write = (json: string): Promise<void> => {
    if (closed || broken) return Promise.resolve();
    // Responses that are ready at the same time are written at once: most of the cost of a write does not depend on its size.
    if (!gathering) {
      gathering = true;
      stdout.cork();
      process.nextTick(flush);
    }
    return new Promise((resolve) => {
      if (stdout.write(`${json}\n`, () => resolve()) || blocked) return;
      // The client does not read, so reading pauses until it does.
      blocked = true;
      stdin.pause();
      admission.hold(true);
    });
  };
  const reply = (id: RequestId | null, code: number, message: string) => {
    log.warning("message refused", { code, reason: message });
    void write(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } }));
  };
  const admission = createAdmission({
    maxRunning: MAX_RUNNING,
    maxWaitingBytes: MAX_WAITING_BYTES,
    listens,
    deliver: (message) => transport.onmessage?.(message),
    refuse: reply,
  });
  /** Refuses a message that did not reach the server. The id of an open request stays that request's. */
  const refuse = (id: RequestId | null, code: number, message: string) =>
    reply(id !== null && admission.calls.has(id) ? null : id, code, message);
  const lines = splitLines(
    { limit: MESSAGE_LIMIT_BYTES, kept: SEARCHED_BYTES },
    (line) => {
      const decoded = decodeMessage(line);
      if ("value" in decoded) {
        const refused = unsupportedVersion(decoded.value) ?? undeclaredTasks(decoded.value);
        if (refused) void write(JSON.stringify(refused));
        else admission.receive(decoded.value, line.length);
      } else refuse(decoded.fault.id, decoded.fault.code, decoded.fault.message);
    },
    (head, tail, ended) => {
      const id = findRequestId(head, tail);
      // The id may still come at the end of the line.
      if (id === null && !ended && isObject(head)) return false;
      const message = `Invalid request: the line is longer than ${MESSAGE_LIMIT_BYTES} bytes`;
      refuse(id, ProtocolErrorCode.InvalidRequest, message);
      return true;
    },
  );

  const onData = (chunk: Buffer) => lines.push(chunk);
  const onDrain = () => {
    blocked = false;
    admission.hold(false);
    if (!blocked && !closed) stdin.resume();
  };
  const end = (reason: string) => {
    if (ended || closed) return;
    ended = true;
    onEnd(reason, broken);
  };

  const transport: StdioTransport = {
    calls: admission.calls,
    stop: admission.stop,
    async start() {
      stdin.on("data", onData);
      stdin.on("end", () => {
        lines.end();
        end("stdin ended");
      });
      stdin.on("close", () => end("stdin closed"));
      stdin.on("error", (error) => end(`stdin failed: ${error.message}`));
      stdout.on("drain", onDrain);
      // Never removed: a late EPIPE without a listener would crash the process.
      stdout.on("error", (error) => {
        broken = true;
        end(`stdout failed: ${error.message}`);
      });
    },
    async send(message: JSONRPCMessage) {
      if (blocked && "method" in message && DISPENSABLE.has(message.method)) return;
      const id = responseId(message);
      // The request was cancelled or answered by `abandon`.
      if (id !== undefined && !admission.answer(id, "error" in message)) return;
      await write(encode(message).json);
    },
    abandon(reason) {
      admission.hold(true);
      for (const id of admission.calls.ids()) {
        admission.answer(id);
        void write(JSON.stringify(errorResponse(id, ProtocolErrorCode.InternalError, reason)));
      }
      // The process may exit before the next turn.
      flush();
    },
    flushed(timeoutMs) {
      if (broken || stdout.writableLength === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        stdout.write("", () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      stdin.off("data", onData);
      stdin.pause();
      transport.onclose?.();
    },
  };
  return transport;
}
