import type { OperationId } from "../reference/operation-id.ts";
import type { Usage } from "./client.ts";
import { ApiError, type ErrorFacts, type RequestOutcome } from "./errors.ts";
import type { ResponseBytes } from "./limiter/byte-budget.ts";

// The client is an onion: each layer takes the next `Send` and returns its own. This file holds what the layers share.

/** Kinds of requests that are limited separately: `quick` calls, long `poll`s, and `bulk` transfers. */
export type Lane = "quick" | "poll" | "bulk";

/** One request on its way through the layers. A retry sends the same object again. */
export interface OutgoingRequest {
  /** The operation's ID in the reference; cloud storage and token services have none. */
  readonly operation?: OperationId | undefined;
  readonly method: string;
  readonly url: string;
  /** Path without its query, for messages and logs. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
  /** It may be sent twice: it reads, its effect is the same the second time, or it carries an idempotency key. */
  readonly replaySafe: boolean;
  /** It changes something in the workspace, so its outcome is unknown when the response is lost. */
  readonly changes: boolean;
  /** The fields of the response that the caller reads, if it reads certain fields of an object. */
  readonly fields?: ReadonlySet<string> | undefined;
  readonly lane: Lane;
  readonly session?: string | undefined;
  readonly caller?: string | undefined;
  /** Aborts with `CANCELLED` when the caller cancels and with `DEADLINE` at the deadline. */
  readonly signal: AbortSignal;
  /** Aborts the request only while it waits for its turn. */
  readonly unsent?: AbortSignal | undefined;
  /** Milliseconds on the monotonic clock (`Clock.now`). */
  readonly deadlineAt: number;
  /** Counters that the layers increment. */
  readonly usage?: Usage | undefined;
  /** Counts the bytes of the response while it is in memory. */
  readonly bytes?: ResponseBytes | undefined;
  /** The rate permit of this attempt. */
  readonly permit?: Permit;
  /** When this attempt began to wait for its turn, in milliseconds on the monotonic clock. */
  readonly queuedAt?: number;
}

/** A permit of the rate gate. It is free again a little over a second after the request was written to its socket. */
export interface Permit {
  /** The connection pool has the request, but it may still wait for a connection. */
  queued(): void;
  /** Its first byte is being written. */
  written(): void;
  /** The attempt is over, with or without a response. */
  done(): void;
}

/** A response with its whole body. */
export interface BufferedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A response whose body is still arriving. Read the body to its end, or leave the loop: both free the connection. */
export interface StreamedResponse extends Omit<BufferedResponse, "body"> {
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Sends a request. `R` is what the layer returns: a response, or the value made of it.
 * @throws {ApiError} any kind; nothing else is thrown for a failed request
 */
export type Send<R> = (request: OutgoingRequest) => Promise<R>;

/** One layer of the client: adds a concern to `next` and leaves the result's type as it is. */
export type Layer = <R>(next: Send<R>) => Send<R>;

/** `compose(a, b)(send)` is `a(b(send))`: the first layer is the outermost. */
export function compose(...layers: readonly Layer[]): Layer {
  return (send) => layers.reduceRight((next, layer) => layer(next), send);
}

/** Abort reason of `OutgoingRequest.signal`: the call's time is over. */
export const DEADLINE = "deadline";
/** Abort reason of `OutgoingRequest.signal`: the caller cancelled. */
export const CANCELLED = "cancelled";

/**
 * The error of a request whose signal aborted: `timeout` after the deadline, otherwise `cancelled`. `outcome`: what is
 * known of the request's effect at that moment.
 */
export function interruptedError(request: OutgoingRequest, outcome: RequestOutcome): ApiError {
  const timedOut = request.signal.reason === DEADLINE;
  const event = timedOut ? "The call's time ran out" : "The call was cancelled";
  const when = outcome === "not-executed" ? " before anything was sent" : "";
  return requestError(request, { kind: timedOut ? "timeout" : "cancelled", outcome, message: `${event}${when}.` });
}

/** An `ApiError` with the request's method and path. */
export function requestError({ method, path }: Pick<OutgoingRequest, "method" | "path">, facts: ErrorFacts): ApiError {
  return new ApiError({ method, path, ...facts });
}
