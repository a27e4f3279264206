import type { OperationId } from "../reference/operation-id.ts";
import type { Usage } from "./client.ts";
import { ApiError, CHECK_FIRST, type ErrorFacts, type RequestOutcome } from "./errors.ts";

export type Lane = "quick" | "poll" | "bulk";

/** One request on its way through the onion; retries send the same object again. */
export interface Outgoing {
  /** The operation of the reference; cloud storage has none. */
  readonly operation?: OperationId | undefined;
  readonly method: string;
  readonly url: string;
  /** Path without query, for messages. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
  /** May be sent twice: it reads, or an idempotency key is on it. */
  readonly replaySafe: boolean;
  readonly lane: Lane;
  readonly session?: string | undefined;
  /** Aborts on cancellation and at the deadline; see `interrupted`. */
  readonly signal: AbortSignal;
  /** Aborts only what has not been sent yet. */
  readonly unsent?: AbortSignal | undefined;
  /** On the monotonic clock, in milliseconds. */
  readonly deadlineAt: number;
  readonly usage?: Usage | undefined;
  /** The rate permit this attempt runs under. */
  readonly permit?: Permit;
}

/** A permit of the rate gate. It goes back a little over a second after the request was written to its socket. */
export interface Permit {
  /** The dispatcher has the request, but it may wait for a connection. */
  queued(): void;
  /** Its first byte is being written. */
  written(): void;
  /** The attempt is over, however it went. */
  done(): void;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** An answer whose body is still arriving. It must be read, to its end or until the loop is left. */
export interface Arriving extends Omit<Reply, "body"> {
  readonly body: AsyncIterable<Uint8Array>;
}

export type Send<R> = (request: Outgoing) => Promise<R>;
export type Layer = <R>(next: Send<R>) => Send<R>;

/** `compose(a, b)(send)` is `a(b(send))`: the first layer is the outermost. */
export function compose(...layers: readonly Layer[]): Layer {
  return (send) => layers.reduceRight((next, layer) => layer(next), send);
}

/** Abort reasons of `Outgoing.signal`. */
export const DEADLINE = "deadline";
export const CANCELLED = "cancelled";

/** The error of a request whose signal aborted, given what is known of its effect. */
export function interrupted(request: Outgoing, outcome: RequestOutcome): ApiError {
  const timedOut = request.signal.reason === DEADLINE;
  const what = timedOut ? "The call's time ran out" : "The call was cancelled";
  const when = outcome === "not-executed" ? " before anything was sent" : "";
  return failure(request, { kind: timedOut ? "timeout" : "cancelled", outcome, message: `${what}${when}.` });
}

/** The outcome when the platform's answer to a sent request is lost or useless. */
export const lost = ({ replaySafe }: Pick<Outgoing, "replaySafe">): RequestOutcome =>
  replaySafe ? "failed" : "unknown";

/** An `ApiError` about this request; an unknown outcome comes with how to find out. */
export function failure({ method, path }: Pick<Outgoing, "method" | "path">, facts: ErrorFacts): ApiError {
  return new ApiError({ method, path, ...(facts.outcome === "unknown" && { next: CHECK_FIRST }), ...facts });
}
