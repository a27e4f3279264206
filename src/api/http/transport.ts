import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { unknownCoding, type WireBody, watchBody } from "./content-coding.ts";
import { ApiError } from "./errors.ts";
import { tooLargeFacts, transportFailure, unreadableFacts } from "./fault.ts";
import { CONNECTIONS } from "./limiter/lanes.ts";
import { outcomeWhenResponseLost } from "./retry-policy.ts";
import {
  type BufferedResponse,
  interruptedError,
  type OutgoingRequest,
  type Permit,
  requestError,
  type Send,
  type StreamedResponse,
} from "./send.ts";
import { joinInSlices } from "./slices/join.ts";

/** Options of `createTransport`. */
export interface TransportOptions {
  /** Connects directly to the host and ignores HTTPS_PROXY. */
  readonly direct: boolean;
  /** Maximum connections per host. Default: `CONNECTIONS`. */
  readonly connections?: number;
  /** Time to connect, in milliseconds. Default: 10,000. */
  readonly connectMs?: number;
  /**
   * Time until the headers arrive, in milliseconds. Default: 65,000, because the platform can hold a response for 50 s.
   */
  readonly headersMs?: number;
  /** Longest silence within a body, in milliseconds. Default: 30,000. */
  readonly bodyMs?: number;
  /** Maximum bytes of a response, counted on the wire and again after decompression. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Resolves host names, in place of the system's resolver. */
  readonly lookup?: LookupFunction;
}

/** A connection pool. Each method makes one attempt and returns any response, error responses included. */
export interface Transport {
  readonly send: Send<BufferedResponse>;
  /** Like `send`, with the body as it arrives. Leaving the body's loop closes the connection. */
  readonly open: Send<StreamedResponse>;
  /** Loads undici (34 ms) in advance, so that no request holds a permit meanwhile. */
  ready(): Promise<void>;
  /** Closes every connection. Requests in flight fail. */
  close(): Promise<void>;
}

/**
 * Sends requests with the global `fetch` over a connection pool of its own. Redirects are not followed.
 * @throws {ApiError} from the requests: by `CONNECTION_RULES`; `too-large` above `maxBytes`; `timeout` or `cancelled`
 *   when the request's signal aborts
 */
export function createTransport(options: TransportOptions): Transport {
  const maxBytes = options.maxBytes ?? 64 * 2 ** 20;
  let dispatcher: Promise<Dispatcher> | undefined;
  const pool = () => {
    dispatcher ??= createPool(options, maxBytes);
    return dispatcher;
  };

  async function open(request: OutgoingRequest): Promise<StreamedResponse> {
    const attempt = watchAttempt(await pool(), request.permit);
    const wire = attempt.wire;
    if (request.usage) request.usage.requests++;
    const asApiError = (error: unknown) => {
      if (error instanceof ApiError) return error;
      const written = attempt.mayBeWritten();
      if (!request.signal.aborted) return transportFailure(error, request, written);
      return interruptedError(request, written ? outcomeWhenResponseLost(request) : "not-executed");
    };
    try {
      const init: RequestInit = {
        method: request.method,
        headers: request.headers,
        ...(request.body !== undefined && { body: request.body }),
        redirect: "manual",
        signal: request.signal,
      };
      // `fetch` is looked up at each call, so that tests can intercept it; undici's own `fetch` cannot be intercepted.
      const response = await globalThis.fetch(request.url, Object.assign(init, { dispatcher: attempt.dispatcher }));
      const { status, headers } = response;
      const coding = unknownCoding(headers);
      if (coding !== undefined) {
        await response.body?.cancel();
        if (status < 300) throw requestError(request, unreadableFacts(request, status, coding));
        // The status is enough for the error, and the body cannot be read.
        return { status, headers, body: noBytes() };
      }
      return { status, headers, body: boundedBody(response, request, wire, asApiError) };
    } catch (error) {
      throw asApiError(error);
    }
  }

  /** The decompressed body, up to `maxBytes`. undici's own limit counts bytes before decompression. */
  async function* boundedBody(
    { status, body }: Response,
    request: OutgoingRequest,
    wire: WireBody,
    asApiError: (error: unknown) => Error,
  ) {
    let size = 0;
    try {
      for await (const bytes of body ?? []) {
        size += bytes.byteLength;
        if (size > maxBytes) throw requestError(request, { status, ...tooLargeFacts(request) });
        yield bytes;
      }
      if (wire.isCutShort(size)) throw Object.assign(new Error("incomplete gzip"), { code: "Z_BUF_ERROR" });
    } catch (error) {
      throw asApiError(error);
    }
  }

  return {
    open,
    send: async (request) => {
      const response = await open(request);
      return { ...response, body: await readAll(response.body, request) };
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

async function* noBytes(): AsyncGenerator<Uint8Array> {}

async function createPool(options: TransportOptions, maxBytes: number): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, Pool } = await import("undici");
  const timeout = options.connectMs ?? 10_000;
  const lookup = requireAddresses(options.lookup);
  const settings = {
    connections: options.connections ?? CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 20_000,
    keepAliveMaxTimeout: 60_000,
    connect: { timeout, lookup },
    headersTimeout: options.headersMs ?? 65_000,
    bodyTimeout: options.bodyMs ?? 30_000,
    maxHeaderSize: 16_384,
    maxResponseSize: maxBytes,
  };
  if (options.direct) return new Agent(settings);
  /** The connection to the proxy: CONNECT has its own time limit, and its failures are the proxy's. */
  const clientFactory = (origin: URL, own: object) => {
    const proxy = new Pool(origin, { ...own, headersTimeout: timeout });
    const connect = proxy.connect.bind(proxy);
    return Object.assign(proxy, {
      connect: (params: Dispatcher.ConnectOptions) =>
        connect(params).catch((error: unknown) => Promise.reject(asProxyError(error))),
    });
  };
  return new EnvHttpProxyAgent({ ...settings, proxyTls: { timeout, lookup }, requestTls: { timeout }, clientFactory });
}

/** A proxy that did not answer CONNECT, or not with HTTP. Other errors, such as a refused connection, name themselves. */
function asProxyError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isSilent = "code" in error && error.code === "UND_ERR_HEADERS_TIMEOUT";
  if (!isSilent && error.name !== "HTTPParserError") return error;
  return Object.assign(new Error("proxy"), { code: isSilent ? "PROXY_SILENT" : "PROXY_NOT_HTTP" });
}

/**
 * A view of the pool for one attempt, which notices when the first byte is written: the rate counts from then, because
 * a dispatched request may still wait for a connection. `mayBeWritten()` is false only if it is certain that nothing
 * was.
 */
function watchAttempt(pool: Dispatcher, permit: Permit | undefined) {
  let state: "unseen" | "queued" | "written" = "unseen";
  const wire = watchBody();
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
      onResponseStart: (controller, status, headers, message) => {
        wire.start(headers["content-encoding"]);
        handler.onResponseStart?.(controller, status, headers, message);
      },
      onResponseData: (controller, chunk) => {
        wire.add(chunk);
        handler.onResponseData?.(controller, chunk);
      },
      onResponseEnd: (...event) => handler.onResponseEnd?.(...event),
      onResponseError: (...event) => handler.onResponseError?.(...event),
    });
  });
  return { dispatcher, wire, mayBeWritten: () => state !== "queued" };
}

/** Reads a body to its end and returns all of its bytes. It waits while other large responses fill the memory. */
export async function readAll(
  body: AsyncIterable<Uint8Array>,
  { bytes: count }: Pick<OutgoingRequest, "bytes">,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const bytes of body) {
      pieces.push(bytes);
      const turn = count?.add(bytes.byteLength);
      if (turn) await turn;
    }
  } catch (error) {
    count?.release();
    throw error;
  }
  return joinInSlices(pieces);
}

/** A resolver that fails with ENOTFOUND instead of an answer without addresses, on which Node.js throws uncaught. */
export function requireAddresses(resolve: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, options, (error, found, family) => {
      const isEmpty = !error && (found === undefined || found === "" || found.length === 0);
      if (isEmpty) callback(Object.assign(new Error("no addresses"), { code: "ENOTFOUND", hostname }), "");
      else callback(error, found, family);
    });
  };
}
