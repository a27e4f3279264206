import type { ServerResponse } from "node:http";

/** The event stream in which a request of a 2025-era client is answered. */
export interface Events {
  /** Sends a message, encoded as JSON. */
  send(json: string): void;
  /** Sends the last message. */
  finish(json: string): void;
  /** Ends the stream without another message. */
  end(): void;
}

/** An idle stream sends a comment this often, so that proxies keep it open, in milliseconds. As the SDK does. */
const KEEP_ALIVE_MS = 15_000;

const HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-cache, no-transform",
  Connection: "keep-alive",
  "X-Accel-Buffering": "no",
};

/**
 * A response that is there at once goes out in one packet with its headers. Otherwise the client, which may wait for a long
 * time, receives the headers first. If it reads nothing for `unreadMs` milliseconds, the connection is closed.
 */
export function openEvents(res: ServerResponse, session: string, unreadMs: number): Events {
  const headers = { ...HEADERS, "mcp-session-id": session };
  let keepAlive: NodeJS.Timeout | undefined;
  let unread: NodeJS.Timeout | undefined;
  const waiting = setImmediate(() => {
    begin();
    res.flushHeaders();
    keepAlive = setInterval(() => write(": keepalive\n\n"), KEEP_ALIVE_MS).unref();
  });

  const begin = () => {
    clearImmediate(waiting);
    if (!res.headersSent) res.writeHead(200, headers);
  };
  const isRead = () => {
    clearTimeout(unread);
    unread = undefined;
  };
  const expectReader = () => {
    unread ??= setTimeout(() => res.destroy(), unreadMs);
  };
  const write = (text: string) => {
    if (!res.write(text)) expectReader();
  };
  const stop = () => {
    clearImmediate(waiting);
    clearInterval(keepAlive);
  };
  res.on("drain", isRead);
  res.on("finish", isRead);
  res.on("close", () => {
    isRead();
    stop();
  });

  const event = (json: string): string => `event: message\ndata: ${json}\n\n`;
  return {
    send(json) {
      if (res.writableEnded) return;
      begin();
      write(event(json));
    },
    finish(json) {
      if (res.writableEnded) return;
      stop();
      const text = event(json);
      if (!res.headersSent) res.writeHead(200, { ...headers, "Content-Length": Buffer.byteLength(text) });
      write(text);
      res.end();
    },
    end() {
      if (res.writableEnded) return;
      begin();
      stop();
      res.end();
    },
  };
}
