import type { Readable, Writable } from "node:stream";
import type { Server } from "@modelcontextprotocol/server";
import { serveStdio as serveConnection } from "@modelcontextprotocol/server/stdio";
import type { Log } from "../core/log.ts";
import type { Connection, ServerFactory } from "../server.ts";
import { createListens } from "./listens.ts";
import { guardStdout } from "./stdio/stdout.ts";
import { createStdioTransport } from "./stdio/transport.ts";

export interface StdioOptions {
  readonly log: Log;
  /** How long open calls may go on once the connection ends, in milliseconds. */
  readonly shutdownGraceMs?: number;
  readonly stdin?: Readable;
  /** Where the protocol goes; by default the real stdout, which nothing else writes to from then on. */
  readonly stdout?: Writable;
}

export interface StdioServing {
  /** Settles when the connection is over and everything has been written: the exit code. */
  readonly closed: Promise<number>;
  /** Lets open calls finish within the grace, answers the rest with an error, and closes. */
  close(reason: string): Promise<void>;
  /** Answers every open call with an error, at once: for a process about to die. */
  abandon(reason: string): void;
}

const FLUSH_MS = 500;
const SCOPE = "stdio";

/** Serves MCP of both eras on stdin and stdout, until the client goes or `close` is called. */
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
      transport.abandon("The server is shutting down; the call was stopped");
      await handle.close();
      await transport.flushed(FLUSH_MS);
      settle(0);
    })();
    return closing;
  };

  let modern: Server | undefined;
  // The SDK hands what this server says of a resource to the streams that asked for it.
  const listens = createListens(makeServer.follow, SCOPE, (uri) => {
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
  const connect = ({ era }: Pick<Connection, "era">): Server => {
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
