import type * as z from "zod";
import { CALL_DEADLINE_MS } from "../../limits.ts";
import type { OperationId } from "../reference/operation-id.ts";
import { guardedLookup } from "./address.ts";
import { authorize } from "./authorize.ts";
import type { BinaryResponse, CallBinding, Client, ExternalLink, RequestOptions } from "./client.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Credentials } from "./credentials.ts";
import { decodeJson, rejectErrorResponses } from "./decode.ts";
import { assertLink } from "./external-link.ts";
import { isLoopback } from "./host.ts";
import { withLane, withLaneAndPermit, withLaneWhileStreaming } from "./limiter/admit.ts";
import { type ByteBudgetOptions, createByteBudget } from "./limiter/byte-budget.ts";
import { createLanes, type LaneOptions } from "./limiter/lanes.ts";
import { createRateGate, type RateOptions } from "./limiter/rate-gate.ts";
import type { SharedRate, SharedRateOptions } from "./limiter/shared-rate.ts";
import { createShares, type ShareOptions } from "./limiter/shares.ts";
import { type PreparedRequest, prepareRequest } from "./request.ts";
import { createRequestSignal } from "./request-signal.ts";
import { checkedAgainst, fieldsOf, idsIn } from "./response.ts";
import { retry } from "./retry.ts";
import {
  type BufferedResponse,
  compose,
  type Lane,
  type Layer,
  type OutgoingRequest,
  type Send,
  type StreamedResponse,
} from "./send.ts";
import { createSharedReads, isShareable } from "./shared-reads.ts";
import { locatePieces, rejectStorageErrors } from "./storage.ts";
import { createTransport, readAll, type TransportOptions } from "./transport.ts";

/** Receives a line for every retry. */
export interface ApiLog {
  debug(event: string, fields?: Readonly<Record<string, string | number | boolean | undefined>>): void;
}

/** An attempt of a request to the workspace that has ended. */
export interface Attempt {
  readonly operation: OperationId | undefined;
  readonly lane: Lane;
  /** Status of the response; absent if there was none. */
  readonly status?: number;
  /** Time that it waited for its turn and for the rate, in milliseconds. */
  readonly waitedMs: number;
  /** Time from then to the end of the response, in milliseconds. */
  readonly ms: number;
  readonly traceparent: string | undefined;
}

/** Requests that wait and that are in flight now. */
export interface ClientLoad {
  readonly waiting: number;
  readonly inFlight: number;
  /** Bytes of responses in memory. */
  readonly heldBytes: number;
}

/** Options of `createClient`. */
export interface ClientOptions {
  /** Origin of the workspace, as `parseHost` returns it. */
  readonly host: string;
  readonly credentials: Credentials;
  readonly userAgent: string;
  readonly log?: ApiLog | undefined;
  /** Receives every attempt of a request to the workspace. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Allows `http://` on loopback, for the workspace and for its storage links. */
  readonly insecureLoopback?: boolean | undefined;
  /** Domain suffixes of cloud storage in addition to the built-in ones. */
  readonly storageHosts?: readonly string[] | undefined;
  /** Total time of one call in milliseconds. Default: `CALL_DEADLINE_MS`. */
  readonly deadlineMs?: number | undefined;
  /** The rate that this server shares with others. Default: it has the whole rate of the workspace. */
  readonly sharedRate?: ((own: Pick<SharedRateOptions, "clock" | "onRoom">) => SharedRate) | undefined;
  /** For tests and measurements. */
  readonly tuning?: {
    clock?: Clock;
    rate?: RateOptions;
    lanes?: LaneOptions;
    shares?: ShareOptions;
    memory?: ByteBudgetOptions;
    transport?: Partial<TransportOptions>;
  };
}

/** A client that owns its connections. */
export type WorkspaceClient = Client & {
  /** The same client under another login. Both share connections, request rate and lanes. */
  as(credentials: Credentials): Client;
  load(): ClientLoad;
  /** Ends every request, waiting or in flight, with kind `cancelled`, and closes the connections. */
  close(): Promise<void>;
};

const BYTES = "application/octet-stream";

/**
 * The client of one workspace and one identity, with its own connections, request rate and lanes.
 * @throws {Error} for a host that is not https, except loopback with `insecureLoopback`
 */
export function createClient(options: ClientOptions): WorkspaceClient {
  const { host, userAgent, log, tuning = {} } = options;
  const clock = tuning.clock ?? systemClock;
  const { origin, hostname, protocol } = new URL(host);
  const direct = options.insecureLoopback === true && isLoopback(hostname);
  if (protocol !== "https:" && !direct) throw new Error("The workspace must be reached over https.");
  const transport = createTransport({ direct, ...tuning.transport });
  const links = createTransport({ direct, ...tuning.transport, lookup: guardedLookup(tuning.transport?.lookup) });
  const lanes = createLanes(tuning.lanes);
  const onRoom = () => lanes.wake();
  const { gate, shares } = options.sharedRate?.({ clock, onRoom }) ?? {
    gate: createRateGate({ clock, ...tuning.rate }),
    shares: createShares(clock, onRoom, { ...tuning.rate, ...tuning.shares }),
  };
  const memory = createByteBudget(tuning.memory);
  const calls = new Set<() => void>();
  const reads = createSharedReads();

  const withRetries = retry({
    clock,
    onRetry: (error, { operation, method, path }, wait) =>
      log?.debug("retry", {
        operation,
        method,
        path,
        kind: error.kind,
        status: error.status,
        wait_ms: Math.round(wait),
      }),
  });
  const sendToWorkspace = rejectErrorResponses(watchAttempts(transport.send, clock, options.onAttempt), clock.wall);
  const stamp: Layer = (next) => (request) => next({ ...request, queuedAt: clock.now() });
  const sendAs = (credentials: Credentials): { json: Send<unknown>; bytes: Send<BinaryResponse> } => {
    const onion = compose(withRetries, authorize(credentials), stamp, withLaneAndPermit(lanes, gate, shares));
    return { json: onion(decodeJson(sendToWorkspace)), bytes: onion(sendToWorkspace) };
  };
  const openLink = rejectStorageErrors(links.open, clock.wall);
  const downloadLink: Send<Uint8Array> = compose(
    withRetries,
    withLane(lanes),
  )(async (link) => readAll((await openLink(link)).body, link));
  const streamLink: Send<StreamedResponse> = withRetries(withLaneWhileStreaming(lanes)(openLink));

  function clientFor(binding: CallBinding, until: number | undefined, to: ReturnType<typeof sendAs>): Client {
    /** Binds a request to the call's signal and its remaining time. Call `end` when the request is over. */
    function bindRequest(request: PreparedRequest): { outgoing: OutgoingRequest; end(): void } {
      const deadlineAt = until ?? clock.now() + (options.deadlineMs ?? CALL_DEADLINE_MS);
      const { signal, abort, end } = createRequestSignal(binding.signal, deadlineAt - clock.now());
      calls.add(abort);
      const { usage, session, caller = session, unsent } = binding;
      const bytes = memory.open(signal);
      return {
        outgoing: { ...request, signal, deadlineAt, usage, session, caller, unsent, bytes },
        end() {
          bytes.release();
          calls.delete(abort);
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

    function storageRequest(link: ExternalLink, range = {}): PreparedRequest {
      const { url, headers } = assertLink(link, options);
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

    const jsonRequest =
      (method: string) =>
      async <S extends z.ZodType>(
        operation: OperationId,
        path: string,
        schema: S,
        request: RequestOptions = {},
      ): Promise<z.output<S>> => {
        const frame = { origin, userAgent, traceparent: binding.traceparent };
        const fields = fieldsOf(schema);
        const prepared = { ...prepareRequest(frame, { operation, method, path, ...request }), fields };
        await transport.ready();
        if (prepared.changes) reads.changed();
        const send: Send<unknown> = isShareable(prepared)
          ? (outgoing) => reads.send({ request: outgoing, identity: to, send: to.json })
          : to.json;
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
        const frame = { origin, userAgent, traceparent: binding.traceparent };
        const prepared = prepareRequest(frame, { operation, method, path, ...request }, BYTES);
        await transport.ready();
        return sendWithinCall(to.bytes, prepared);
      },
      async download(link) {
        return sendWithinCall(downloadLink, storageRequest(link));
      },
      async *stream(link, from = 0) {
        const { outgoing, end } = bindRequest(storageRequest(link, from > 0 ? { range: `bytes=${from}-` } : {}));
        try {
          yield* locatePieces(outgoing, await streamLink(outgoing), from);
        } finally {
          end();
        }
      },
      bind({ deadlineMs = Number.POSITIVE_INFINITY, ...rest }) {
        const soonest = Math.min(until ?? Number.POSITIVE_INFINITY, clock.now() + deadlineMs);
        return clientFor({ ...binding, ...rest }, Number.isFinite(soonest) ? soonest : undefined, to);
      },
    };
  }

  return {
    ...clientFor({}, undefined, sendAs(options.credentials)),
    load: () => ({ waiting: lanes.waiting, inFlight: lanes.inFlight, heldBytes: memory.held }),
    as: (credentials) => clientFor({}, undefined, sendAs(credentials)),
    async close() {
      lanes.close();
      gate.close();
      for (const abort of calls) abort();
      await Promise.all([transport.close(), links.close()]);
    },
  };
}

/** Reports each attempt to `onAttempt`. */
function watchAttempts(
  send: Send<BufferedResponse>,
  clock: Clock,
  onAttempt: ClientOptions["onAttempt"],
): Send<BufferedResponse> {
  if (!onAttempt) return send;
  return async (request) => {
    const from = clock.now();
    const { operation, lane, queuedAt = from, headers } = request;
    const report = (status?: number) =>
      onAttempt({
        operation,
        lane,
        ...(status === undefined ? {} : { status }),
        waitedMs: from - queuedAt,
        ms: clock.now() - from,
        traceparent: headers.traceparent,
      });
    try {
      const response = await send(request);
      report(response.status);
      return response;
    } catch (error) {
      report();
      throw error;
    }
  };
}
