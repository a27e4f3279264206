import type * as z from "zod";
import type { OperationId } from "../reference/operation-id.ts";
import type { BinaryResponse, CallBinding, Client, ExternalLink, RequestOptions } from "./client.ts";
import type { Clock } from "./clock.ts";
import type { ByteBudget } from "./limiter/byte-budget.ts";
import { type PreparedRequest, prepareRequest } from "./request.ts";
import { createRequestSignal } from "./request-signal.ts";
import { checkedAgainst, fieldsOf, idsIn } from "./response.ts";
import type { OutgoingRequest, Send, StreamedResponse } from "./send.ts";
import { isShareable, type SharedReads } from "./shared-reads.ts";
import { assertLink, type LinkRules } from "./storage/link.ts";
import { locatePieces } from "./storage/responses.ts";

/** The parts that all clients of one workspace share. */
export interface ClientParts {
  readonly host: string;
  readonly origin: string;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Total time of a call that has none of its own, in milliseconds. */
  readonly deadlineMs: number;
  readonly linkRules: LinkRules;
  /** Loads the code that sends. */
  ready(): Promise<unknown>;
  readonly memory: ByteBudget;
  readonly reads: SharedReads;
  /** Abort the requests that wait or are in flight. */
  readonly calls: Set<() => void>;
  readonly download: Send<Uint8Array>;
  readonly stream: Send<StreamedResponse>;
}

/** Sends requests to the workspace under one login. */
export interface Sends {
  readonly json: Send<unknown>;
  readonly bytes: Send<BinaryResponse>;
}

const BYTES = "application/octet-stream";

/** The client of one login, bound to a call. `until`: when the call ends, by `parts.clock`. */
export function createBoundClient(parts: ClientParts, sends: Sends, binding: CallBinding, until?: number): Client {
  const { host, clock, reads } = parts;

  /** Binds a request to the call's signal and its remaining time. Call `end` when the request is over. */
  function bindRequest(request: PreparedRequest): { outgoing: OutgoingRequest; end(): void } {
    const deadlineAt = until ?? clock.now() + parts.deadlineMs;
    const { signal, abort, end } = createRequestSignal(binding.signal, deadlineAt - clock.now());
    parts.calls.add(abort);
    const { usage, session, caller = session, unsent } = binding;
    const bytes = parts.memory.open(signal);
    return {
      outgoing: { ...request, signal, deadlineAt, usage, session, caller, unsent, bytes },
      end() {
        bytes.release();
        parts.calls.delete(abort);
        end();
      },
    };
  }

  async function sendWithinCall<R>(send: Send<R>, request: PreparedRequest): Promise<R> {
    const { outgoing, end } = bindRequest(request);
    try {
      return await send(outgoing);
    } finally {
      end();
    }
  }

  const frame = { origin: parts.origin, userAgent: parts.userAgent, traceparent: binding.traceparent };
  const jsonRequest =
    (method: string) =>
    async <S extends z.ZodType>(
      operation: OperationId,
      path: string,
      schema: S,
      request: RequestOptions = {},
    ): Promise<z.output<S>> => {
      const fields = fieldsOf(schema);
      const prepared = { ...prepareRequest(frame, { operation, method, path, ...request }), fields };
      await parts.ready();
      if (prepared.changes) reads.changed();
      const send: Send<unknown> = isShareable(prepared)
        ? (outgoing) => reads.send({ request: outgoing, identity: sends, send: sends.json })
        : sends.json;
      const response = await sendWithinCall(send, prepared).finally(() => prepared.changes && reads.changed());
      const value = await checkedAgainst(schema, prepared, response, (row) => binding.usage?.unread?.push(row));
      if (prepared.changes) binding.usage?.accepted?.push({ operation, ids: idsIn(response) });
      return value;
    };

  return {
    host,
    get: jsonRequest("GET"),
    post: jsonRequest("POST"),
    put: jsonRequest("PUT"),
    patch: jsonRequest("PATCH"),
    delete: jsonRequest("DELETE"),
    async bytes(operation, method, path, request = {}) {
      const prepared = prepareRequest(frame, { operation, method, path, ...request }, BYTES);
      await parts.ready();
      return sendWithinCall(sends.bytes, prepared);
    },
    async download(link) {
      return sendWithinCall(parts.download, storageRequest(link, parts.linkRules));
    },
    async *stream(link, from = 0) {
      const range = from > 0 ? { range: `bytes=${from}-` } : {};
      const { outgoing, end } = bindRequest(storageRequest(link, parts.linkRules, range));
      try {
        yield* locatePieces(outgoing, await parts.stream(outgoing), from);
      } finally {
        end();
      }
    },
    bind({ deadlineMs = Number.POSITIVE_INFINITY, ...rest }) {
      const soonest = Math.min(until ?? Number.POSITIVE_INFINITY, clock.now() + deadlineMs);
      return createBoundClient(parts, sends, { ...binding, ...rest }, Number.isFinite(soonest) ? soonest : undefined);
    },
  };
}

/** @throws {ApiError} `link-refused` if the link does not lead to cloud storage */
function storageRequest(link: ExternalLink, rules: LinkRules, range = {}): PreparedRequest {
  const { url, headers } = assertLink(link, rules);
  return {
    operation: undefined,
    method: "GET",
    url,
    path: "cloud storage",
    headers: { ...headers, ...range },
    replaySafe: true,
    changes: false,
    lane: "bulk",
  };
}
