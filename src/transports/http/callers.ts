import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { CLIENT_INFO_META_KEY } from "@modelcontextprotocol/server";
import type { SignedIn } from "../../core/principal.ts";
import { isRecord } from "../../records.ts";
import { scopeOf } from "./entry.ts";

/** The caller of one 2026-07-28 request, which has no session. */
export interface HttpCaller {
  /** Key of its handles, caches and consents: the same on every connection of the client. */
  readonly scope: string;
  /** Key of its turn among the requests to the workspace. */
  readonly turn: string;
  readonly principal?: SignedIn;
}

/** Tells apart the callers of requests without sessions. */
export interface HttpCallers {
  of(socket: Socket, request: { readonly params?: unknown } | undefined, principal?: SignedIn): HttpCaller;
  /** The response to a request of this connection is complete. */
  done(socket: Socket): void;
}

/** Scope of clients that do not name themselves, and of the streams of all who do not authenticate. */
export const UNNAMED = "http";

/** A connection that was silent this long belongs to a client that waits for its answers. */
const RESTED_MS = 50;
/** Requests that begin on new or rested connections within this time may belong to one burst. */
const BURST_MS = 100;

/**
 * An authenticated caller has its own scope. Otherwise a client names itself in each request, and its pool may send every
 * request over another connection, so the scope is the client's name and version. Two instances of one client have the
 * same name, and only their behaviour differs: requests on a new or rested connection take turns with those that follow
 * each other at once, and those that begin together have one turn, so that a flood does not delay the calls of others.
 */
export function createCallers({ restedMs = RESTED_MS, now = () => performance.now() } = {}): HttpCallers {
  const usedAt = new WeakMap<Socket, number>();
  return {
    of(socket, request, principal) {
      if (principal) {
        const scope = scopeOf(principal);
        return { scope, turn: scope, principal };
      }
      const scope = scopeByName(request?.params);
      const rested = now() - (usedAt.get(socket) ?? Number.NEGATIVE_INFINITY) >= restedMs;
      return { scope, turn: rested ? `${scope} ${Math.floor(now() / BURST_MS)}` : scope };
    },
    done: (socket) => void usedAt.set(socket, now()),
  };
}

function scopeByName(params: unknown): string {
  const meta = isRecord(params) ? params._meta : undefined;
  const client = isRecord(meta) ? meta[CLIENT_INFO_META_KEY] : undefined;
  if (!isRecord(client) || typeof client.name !== "string") return UNNAMED;
  const name = JSON.stringify([client.name, client.version]);
  return `client-${createHash("sha256").update(name).digest("base64url").slice(0, 16)}`;
}

/** Whose share of the server a request uses: its caller's, or without authentication its session's or address's. */
export function payerOf({ headers, socket }: IncomingMessage, principal: SignedIn | undefined): string {
  if (principal) return scopeOf(principal);
  const session = headers["mcp-session-id"];
  return typeof session === "string" ? session : `${socket.remoteAddress}`;
}

/** Whose turn it is. Clients that do not authenticate are told apart by what they say of themselves. */
export const lineOf = (req: IncomingMessage, { scope, principal }: HttpCaller): string =>
  principal === undefined && req.headers["mcp-session-id"] !== undefined ? payerOf(req, undefined) : scope;
