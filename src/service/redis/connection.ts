import type { Redis } from "ioredis";

/** A part of a command to Redis. */
export type Part = string | number | Buffer;

/** A connection that fails at once, or after `timeoutMs`, when Redis is away, and comes back by itself. */
export interface Connection {
  /** @throws {Error} if Redis cannot be reached, takes too long, or refuses the command */
  run(command: string, ...parts: readonly Part[]): Promise<unknown>;
  /** Like `run`, for a reply of bytes. */
  bytes(command: string, ...parts: readonly Part[]): Promise<unknown>;
  /** Runs a Lua script. */
  script(lua: string, keys: readonly string[], ...parts: readonly Part[]): Promise<unknown>;
  close(): void;
}

/** Options of `connect`. */
export interface ConnectionOptions {
  /** `redis://` or `rediss://`, with user and password if Redis wants them. */
  readonly url: string;
  readonly timeoutMs: number;
  /** Why the connection cannot be made. It contains no password. */
  onError(reason: string): void;
}

/** How long a new connection may take, and at most how long the next one waits after one was lost, in milliseconds. */
const CONNECT_MS = 1000;
const RECONNECT_MS = 200;

/** Opens a connection without waiting for it. */
export async function connect({ url, timeoutMs, onError }: ConnectionOptions): Promise<Connection> {
  const { Redis: Client } = await import("ioredis");
  const client: Redis = new Client(url, {
    commandTimeout: timeoutMs,
    connectTimeout: CONNECT_MS,
    // A connection without replies is closed and opened again.
    socketTimeout: 4 * timeoutMs,
    retryStrategy: (attempt) => Math.min(attempt * 20, RECONNECT_MS),
    // A command that cannot be sent now fails now: it is not sent late, and not twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Commands of an older state of the server are not worth the wait for it.
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  client.on("error", (error: Error & { readonly code?: string }) => onError(error.code ?? error.message));
  const shas = new Map<string, string>();
  const load = async (lua: string): Promise<string> => {
    const sha = String(await client.call("SCRIPT", "LOAD", lua));
    shas.set(lua, sha);
    return sha;
  };
  return {
    run: (command, ...parts) => client.call(command, [...parts]),
    bytes: (command, ...parts) => client.callBuffer(command, [...parts]),
    async script(lua, keys, ...parts) {
      const run = (sha: string) => client.call("EVALSHA", [sha, keys.length, ...keys, ...parts]);
      try {
        return await run(shas.get(lua) ?? (await load(lua)));
      } catch (error) {
        // A restarted server has no scripts.
        if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
        return run(await load(lua));
      }
    },
    close: () => client.disconnect(),
  };
}
