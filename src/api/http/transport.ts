import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { ApiError } from "./errors.ts";
import { tooLarge, transportFailure } from "./fault.ts";
import {
  type Arriving,
  failure,
  interrupted,
  lost,
  type Outgoing,
  type Permit,
  type Reply,
  type Send,
} from "./send.ts";

export interface TransportOptions {
  /** Connect straight to the host, whatever the proxy variables say. */
  readonly direct: boolean;
  readonly connections?: number;
  readonly connectMs?: number;
  /** Longer than the longest wait the platform offers (50 s). */
  readonly headersMs?: number;
  /** Longest silence within a body. */
  readonly bodyMs?: number;
  /** Cap of an answer, counted on the wire and again after decompression. */
  readonly maxBytes?: number;
  /** Resolves host names in place of the system's. */
  readonly lookup?: LookupFunction;
}

export interface Transport {
  readonly send: Send<Reply>;
  /** The same, with the body as it arrives; leaving its loop closes the socket. */
  readonly open: Send<Arriving>;
  /** Loads the dispatcher (34 ms), so that no permit waits for it. */
  ready(): Promise<void>;
  /** Destroys every connection. */
  close(): Promise<void>;
}

/** The global `fetch` over our own connection pool. Redirects are not followed; every failure is an `ApiError`. */
export function createTransport(options: TransportOptions): Transport {
  const maxBytes = options.maxBytes ?? 64 * 2 ** 20;
  let dispatcher: Promise<Dispatcher> | undefined;
  const pool = () => {
    dispatcher ??= createPool(options, maxBytes);
    return dispatcher;
  };

  async function open(request: Outgoing): Promise<Arriving> {
    const sent = watchedBy(await pool(), request.permit);
    if (request.usage) request.usage.requests++;
    const failed = (error: unknown) => {
      if (error instanceof ApiError) return error;
      if (request.signal.aborted) return interrupted(request, sent.left() ? lost(request) : "not-executed");
      return transportFailure(error, request, sent.left());
    };
    try {
      const init: RequestInit = {
        method: request.method,
        headers: request.headers,
        ...(request.body !== undefined && { body: request.body }),
        redirect: "manual",
        signal: request.signal,
      };
      // Looked up at call time, so that it can be intercepted; `undici`'s own fetch could not be.
      const response = await globalThis.fetch(request.url, Object.assign(init, { dispatcher: sent.dispatcher }));
      const { status, headers } = response;
      return { status, headers, body: arriving(response, request, failed) };
    } catch (error) {
      throw failed(error);
    }
  }

  /** The decoded body, up to `maxBytes`: undici's own cap counts bytes before decompression. */
  async function* arriving({ status, body }: Response, request: Outgoing, failed: (error: unknown) => Error) {
    let size = 0;
    try {
      for await (const bytes of body ?? []) {
        size += bytes.byteLength;
        if (size > maxBytes) throw failure(request, { status, ...tooLarge(request) });
        yield bytes;
      }
    } catch (error) {
      throw failed(error);
    }
  }

  return {
    open,
    send: async (request) => {
      const answer = await open(request);
      return { ...answer, body: await whole(answer.body) };
    },
    ready: async () => {
      await pool();
    },
    close: async () => {
      const open = await dispatcher;
      await open?.destroy().catch(() => {});
    },
  };
}

async function createPool(options: TransportOptions, maxBytes: number): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  const timeout = options.connectMs ?? 10_000;
  const settings = {
    connections: options.connections ?? 16,
    pipelining: 1,
    keepAliveTimeout: 20_000,
    keepAliveMaxTimeout: 60_000,
    connect: { timeout, ...(options.lookup && { lookup: options.lookup }) },
    headersTimeout: options.headersMs ?? 65_000,
    bodyTimeout: options.bodyMs ?? 30_000,
    maxHeaderSize: 16_384,
    maxResponseSize: maxBytes,
  };
  if (options.direct) return new Agent(settings);
  return new EnvHttpProxyAgent({ ...settings, proxyTls: { timeout }, requestTls: { timeout } });
}

/**
 * The pool for one attempt, seeing when it leaves: the rate is counted from the first byte written, not from a
 * dispatch that may wait for a connection. `left()` is false only when it is certain that nothing was written.
 */
function watchedBy(pool: Dispatcher, permit: Permit | undefined) {
  let state: "unseen" | "queued" | "written" = "unseen";
  const dispatcher = pool.compose((dispatch) => (options, handler) => {
    state = "queued";
    permit?.queued();
    return dispatch(options, {
      onRequestStart: (controller, context) => {
        state = "written";
        permit?.written();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...event) => handler.onRequestUpgrade?.(...event),
      onResponseStart: (...event) => handler.onResponseStart?.(...event),
      onResponseData: (...event) => handler.onResponseData?.(...event),
      onResponseEnd: (...event) => handler.onResponseEnd?.(...event),
      onResponseError: (...event) => handler.onResponseError?.(...event),
    });
  });
  return { dispatcher, left: () => state !== "queued" };
}

/** All of a body in one piece. */
export async function whole(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of body) pieces.push(bytes);
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}
