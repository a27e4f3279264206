import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Answers a Node request with a `fetch`-shaped handler. The request carries no body: whoever calls has read it. Its
 * signal aborts when the client goes before it has the whole answer.
 */
export async function answerWith(
  req: IncomingMessage,
  res: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const client = new AbortController();
  res.on("close", () => {
    if (!res.writableFinished) client.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) headers.append(name, one);
  }
  const url = `http://${req.headers.host}${req.url}`;
  const response = await handle(new Request(url, { method: req.method ?? "GET", headers, signal: client.signal }));
  res.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) return void res.end();
  // An event stream may have nothing to say for long, and its client waits for the headers.
  res.flushHeaders();
  const reader = response.body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  client.signal.addEventListener("abort", stop);
  if (client.signal.aborted) stop();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (!res.write(part.value)) await once(res, "drain", { signal: client.signal });
    }
  } catch {
    // The client went, or the stream was torn down: either way this answer is over.
  }
  res.end();
}
