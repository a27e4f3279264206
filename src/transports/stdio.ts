import type { Readable, Writable } from "node:stream";
import type { Server } from "@modelcontextprotocol/server";
import { serveStdio as serveConnection } from "@modelcontextprotocol/server/stdio";
import type { Log } from "../core/log.ts";
import type { ClientConnection } from "../server/connection.ts";
import type { ServerFactory } from "../server.ts";
import { createListens } from "./listens.ts";
import { guardStdout } from "./stdio/stdout.ts";
import { createStdioTransport } from "./stdio/transport.ts";

export interface StdioOptions {
  readonly log: Log;
  /** How long open calls may continue after the connection ends, in milliseconds. */
  readonly shutdownGraceMs?: number;
  readonly stdin?: Readable;
  /** Output stream of the protocol; by default stdout, which then nothing else writes to. */
  readonly stdout?: Writable;
}

export interface StdioServing {
  /** Resolves to the exit code when the connection has ended and everything is written. */
  readonly closed: Promise<number>;
  /** Lets open calls finish within the grace period, answers the rest with an error, and closes. */
  close(reason: string): Promise<void>;
  /** Immediately answers every open call with an error, before the process exits. */
  abandon(reason: string): void;
}

const FLUSH_MS = 500;
const SCOPE = "stdio";

/** Serves both protocol eras on stdin and stdout until the client disconnects or `close` is called. */
export function serveStdio(makeServer: ServerFactory, options: StdioOptions): StdioServing {
  const { log, shutdownGraceMs = 3_500 } = options;
  let settle: (code: number) => void = () => {};
  const closed = new Promise<number>((resolve) => {
    settle = resolve;
  });
  let closing: Promise<void> | undefined;

  const end = (reason: string, graceMs: number): Promise<void> => {
    closing ??= (async () => {
      log.info("connection closing", { reason, open: transport.calls.size });
      transport.stop();
      listens.endAll();
      await transport.calls.whenIdle(graceMs);
      transport.abandon("The server is shutting down; the call was cancelled");
      await handle.close();
      await transport.flushed(FLUSH_MS);
      settle(0);
    })();
    return closing;
  };

  let modern: Server | undefined;
  // The SDK forwards the update to the streams that subscribed to the resource.
  const listens = createListens(makeServer.subscribe, SCOPE, (uri) => {
    modern
      ?.sendResourceUpdated({ uri })
      .catch((error: Error) => log.debug("protocol error", { reason: error.message }));
  });
  const transport = createStdioTransport({
    stdin: options.stdin ?? process.stdin,
    stdout: options.stdout ?? guardStdout(),
    log,
    listens,
    onEnd: (reason, broken) => void end(reason, broken ? 0 : shutdownGraceMs),
  });
  const connect = ({ era }: Pick<ClientConnection, "era">): Server => {
    const server = makeServer({ scope: SCOPE, transport: "stdio", era });
    if (era === "modern") modern = server;
    return server;
  };
  const handle = serveConnection(connect, {
    transport,
    maxSubscriptions: 64,
    onerror: (error) => log.debug("protocol error", { reason: error.message }),
  });

  return { closed, close: (reason) => end(reason, shutdownGraceMs), abandon: transport.abandon };
}
