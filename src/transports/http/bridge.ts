import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Aborts when the client disconnects before it has the complete response. */
export function disconnectionOf(res: ServerResponse): AbortSignal {
  const client = new AbortController();
  res.on("close", () => {
    if (!res.writableFinished) client.abort();
  });
  return client.signal;
}

/** A response whose body is a text that is complete: without the streams that `fetch` makes of one. */
export interface CompleteResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * Answers a Node request with a `fetch`-style handler. The request has no body, because the caller has already read it. Its
 * signal is `gone`.
 */
export async function respondWith(
  req: IncomingMessage,
  res: ServerResponse,
  handle: (request: Request) => Promise<Response | CompleteResponse>,
  unreadMs = UNREAD_MS,
  gone = disconnectionOf(res),
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) headers.append(name, one);
  }
  const url = `http://${req.headers.host}${req.url}`;
  const request = new Request(url, { method: req.method ?? "GET", headers });
  // Given to the constructor, it would be linked to a signal of the request: more work than all else that is done here.
  Object.defineProperty(request, "signal", { value: gone });
  const response = await handle(request);
  const { status, body } = response;
  const responseHeaders = Object.fromEntries(response.headers);
  if (typeof body === "string") {
    res.writeHead(status, { ...responseHeaders, "Content-Length": Buffer.byteLength(body) });
    // A client that has disconnected reads nothing.
    if (!res.write(body)) await drained(res, gone, unreadMs).catch(() => {});
    return void res.end();
  }
  res.writeHead(status, responseHeaders);
  if (!body) return void res.end();
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  gone.addEventListener("abort", stop);
  if (gone.aborted) stop();
  // An event stream may send nothing for a long time, and its client waits for the headers. A response that is there
  // at once goes out with them, in one packet.
  const waiting = setImmediate(() => res.flushHeaders());
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearImmediate(waiting);
      if (!res.write(part.value)) await drained(res, gone, unreadMs);
    }
  } catch {
    // The client disconnected or the stream was closed: either way the response ends here.
  }
  clearImmediate(waiting);
  res.end();
}

/** A client that reads nothing for this long is gone, in milliseconds. Its response would stay in memory. */
export const UNREAD_MS = 30_000;

/** Waits until the client has read what was written, and closes the connection if it does not. */
async function drained(res: ServerResponse, signal: AbortSignal, unreadMs: number): Promise<void> {
  const timer = setTimeout(() => res.destroy(), unreadMs);
  try {
    await once(res, "drain", { signal });
  } finally {
    clearTimeout(timer);
  }
}
