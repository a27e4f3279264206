import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import type { ClientConnection } from "../../server/connection.ts";
import { createListens, type Listens } from "../listens.ts";
import { alwaysAnswering } from "./answers.ts";
import { UNNAMED } from "./callers.ts";
import { type Entry, scopeOf } from "./entry.ts";

interface Channel {
  readonly handler: McpHttpHandler;
  readonly listens: Listens;
  /** Ends the announcements of new tools. */
  stop(): void;
  streams: number;
}

/** The `subscriptions/listen` streams of all callers. */
export interface Streams {
  /** Opens a stream for the message. `end`: call when the connection closes. */
  open<T>(entry: Entry, message: T): { readonly message: T; readonly handler: McpHttpHandler; end(): void };
  /** Ends every stream. */
  close(): Promise<void>;
}

/**
 * Streams of one caller with the same view share a channel, and a channel carries only what this caller subscribed to:
 * the workspace may hide from one caller what it shows to another.
 */
export function createStreams(onerror: (error: Error) => void, shared: Partial<ClientConnection>): Streams {
  const channels = new Map<string, Channel>();

  function channelOf({ makeServer, view, principal }: Entry): Channel {
    const scope = principal ? scopeOf(principal) : UNNAMED;
    const key = `${scope} ${view}`;
    const known = channels.get(key);
    if (known) return known;
    const connection = { ...shared, scope, transport: "http", ...(principal && { principal }) } as const;
    const handler = createMcpHandler(({ era }) => alwaysAnswering(makeServer({ ...connection, era })), {
      legacy: "reject",
      onerror,
    });
    const listens = createListens(makeServer.subscribe, scope, (uri) => handler.notify.resourceUpdated(uri));
    const stop = makeServer.watchTools(scope, () => handler.notify.toolsChanged());
    const channel = { handler, listens, stop, streams: 0 };
    channels.set(key, channel);
    return channel;
  }

  function release(channel: Channel): void {
    if (--channel.streams > 0) return;
    for (const [key, each] of channels) if (each === channel) channels.delete(key);
    channel.stop();
    void channel.handler.close();
  }

  return {
    open(entry, given) {
      const channel = channelOf(entry);
      channel.streams++;
      const { message, end } = channel.listens.open(given);
      let open = true;
      return {
        message,
        handler: channel.handler,
        end() {
          if (!open) return;
          open = false;
          end();
          release(channel);
        },
      };
    },
    async close() {
      const all = [...channels.values()];
      for (const { listens, stop } of all) {
        listens.endAll();
        stop();
      }
      await Promise.all(all.map(({ handler }) => handler.close()));
    },
  };
}
