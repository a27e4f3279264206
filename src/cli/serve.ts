import type { Config } from "../config.ts";
import type { Log } from "../core/log.ts";
import type { createServerFactory } from "../server.ts";
import { installCrashHandlers } from "../transports/crash.ts";
import { serveStdio } from "../transports/stdio.ts";
import type { Service } from "./service.ts";

interface Serving {
  readonly closed: Promise<number>;
  close(reason: string): Promise<void>;
  /** Answers open calls with an error, before the process exits. */
  abandon(reason: string): void;
}

interface ServeOptions {
  readonly config: Config;
  /** Over HTTP: who may call, and what they get. */
  readonly service?: Service | undefined;
  readonly log: Log;
  readonly version: string;
  /** Ends the process immediately. */
  exit(code: number): void;
}

type MakeServer = ReturnType<typeof createServerFactory>;

/** Exit code for configuration problems. The reason is on stderr. */
export const MISUSE = 2;

/** Time to send the last responses after a crash. */
const FLUSH_MS = 200;

/**
 * Serves until the client disconnects or a signal arrives, and returns the exit code. The first SIGINT or SIGTERM lets open
 * calls finish (exit code 0), the second ends the process immediately (130 or 143).
 */
export async function serve(makeServer: MakeServer, options: ServeOptions): Promise<number> {
  const { log, exit } = options;
  let serving: Serving | undefined;
  installCrashHandlers(log, (code) => {
    serving?.abandon("The server failed; the call was cancelled");
    setTimeout(() => exit(code), FLUSH_MS);
  });
  let signalled = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (signalled || !serving) return exit(signal === "SIGINT" ? 130 : 143);
    signalled = true;
    void serving.close(signal);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  serving = options.config.http ? await http(makeServer, options) : serveStdio(makeServer, { log });
  return serving.closed;
}

/** A port in use is a configuration problem, not a crash. */
const cannotListen = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && error.syscall === "listen";

async function http(makeServer: MakeServer, { config, service, log, version }: ServeOptions): Promise<Serving> {
  const { serveHttp } = await import("../transports/http.ts");
  const { stateless, maxSessions, maxSessionsPerCaller, sessionIdle, sessionLifetime } = config;
  const { hostname, port } = config.http ?? { hostname: "127.0.0.1", port: 0 };
  const starting = serveHttp(makeServer, {
    hostname,
    port,
    log,
    stateless,
    maxSessions,
    maxSessionsPerCaller,
    sessionIdleMs: sessionIdle * 1000,
    sessionLifeMs: sessionLifetime * 1000,
    ...service?.http,
    health: () => ({ status: "ok", version }),
  });
  const server = await starting.catch((error: unknown) => {
    if (!cannotListen(error)) throw error;
    log.error("cannot listen", {
      address: `${hostname}:${port}`,
      reason: error.code,
      next: "use another port with --http",
    });
    return undefined;
  });
  if (!server) return { closed: Promise.resolve(MISUSE), close: async () => {}, abandon: () => {} };
  service?.opened(server);
  log.info("listening", { url: server.url });
  let settle: (code: number) => void = () => {};
  const closed = new Promise<number>((resolve) => {
    settle = resolve;
  });
  return {
    closed,
    close: async (reason) => {
      log.info("closing", { reason });
      await server.close();
      settle(0);
    },
    abandon: server.abandon,
  };
}
