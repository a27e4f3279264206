import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import {
  isInitializeRequest,
  type JSONRPCNotification,
  type JSONRPCRequest,
  PROTOCOL_VERSION_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import type { Log } from "../../core/log.ts";
import { NOT_FOUND, type Overload, refusalResponse, SERVER_ERROR } from "./answers.ts";
import type { Entry } from "./entry.ts";
import { openSession, type Session } from "./session.ts";

export interface SessionOptions {
  readonly log: Log;
  readonly sessionIdleMs: number;
  /** How long a session may last, in milliseconds. One with a call in flight ends after that call. */
  readonly sessionLifeMs: number;
  readonly maxSessions: number;
  /** Maximum for one authenticated caller. */
  readonly maxSessionsPerCaller: number;
  /** At a maximum, a session that has been idle this long is ended for a new one, in milliseconds. */
  readonly replaceIdleMs: number;
  /** A request was refused because of a limit. */
  onOverload?(reason: Overload): void;
}

/** The 2025-era part of the endpoint: every request belongs to a session or opens one. */
export interface Sessions {
  readonly size: number;
  /** Whether the caller has this session. To anyone else it does not exist. */
  has(id: string, entry: Entry): boolean;
  fetch(request: Request, body: unknown, entry: Entry): Promise<Response>;
  /**
   * Handles the usual message: one of a session, with valid headers. Returns false, and does nothing, for any other, which
   * `fetch` refuses or handles.
   */
  receive(
    res: ServerResponse,
    message: JSONRPCRequest | JSONRPCNotification,
    entry: Entry,
    gone: AbortSignal,
    unreadMs: number,
  ): boolean;
  endAll(reason: string): Promise<void>;
}

/** The response to a session ID that the caller does not have. */
export const SESSION_NOT_FOUND = {
  status: 404,
  code: NOT_FOUND,
  message: "Session not found. Start a new one with initialize, without the Mcp-Session-Id header",
};

export function createSessions(options: SessionOptions): Sessions {
  const { log, sessionIdleMs, sessionLifeMs, maxSessions, maxSessionsPerCaller, replaceIdleMs } = options;
  const sessions = new Map<string, Session>();
  // By caller, while they open.
  const opening = new Map<string | undefined, number>();
  let openingInAll = 0;

  const sweep = async () => {
    for (const session of sessions.values()) {
      if (session.idleMs() > sessionIdleMs) await session.end("The session was idle for too long");
      else if (isOver(session) && session.calls.size === 0) await session.end("The session has reached its lifetime");
    }
  };
  const isOver = (session: Session): boolean => session.ageMs() > sessionLifeMs;
  const timer = setInterval(() => void sweep(), Math.min(sessionIdleMs / 2, sessionLifeMs / 2, 30_000)).unref();

  const sessionsOf = (subject: string | undefined): Session[] =>
    [...sessions.values()].filter((session) => session.subject === subject);

  /** The sessions among which one must end before this caller can open another; `undefined` if there is room. */
  const crowdOf = (subject: string | undefined): readonly Session[] | undefined => {
    if (subject !== undefined) {
      const own = sessionsOf(subject);
      if (own.length + (opening.get(subject) ?? 0) >= maxSessionsPerCaller) return own;
    }
    return sessions.size + openingInAll >= maxSessions ? [...sessions.values()] : undefined;
  };

  /** Clients that vanished cannot end their sessions, so the one idle longest makes room. */
  const makeRoom = async (subject: string | undefined): Promise<void> => {
    const longest = longestIdle(crowdOf(subject) ?? []);
    if (!longest || longest.idleMs() < replaceIdleMs) return;
    // Removed first, so that a concurrent request does not choose it too.
    sessions.delete(longest.id);
    log.info("session replaced", { session: longest.scope, idle_ms: Math.round(longest.idleMs()) });
    await longest.end("The session was idle, and its place was needed");
  };

  const tooMany = (crowd: readonly Session[]): Response => {
    log.warning("session refused", { sessions: sessions.size });
    options.onOverload?.("sessions");
    const wait = replaceIdleMs - (longestIdle(crowd)?.idleMs() ?? 0);
    const headers = { "Retry-After": String(Math.max(1, Math.ceil(wait / 1000))) };
    const message = "Too many sessions are open. End one, or try again later";
    return refusalResponse({ status: 503, code: SERVER_ERROR, message, headers });
  };

  const open = async (request: Request, body: unknown, entry: Entry): Promise<Response> => {
    const subject = entry.principal?.subject;
    // A sweep visits every session, and a busy server opens many: it runs only when the limit is reached.
    if (crowdOf(subject)) await sweep();
    await makeRoom(subject);
    const crowd = crowdOf(subject);
    if (crowd) return tooMany(crowd);
    openingInAll++;
    opening.set(subject, (opening.get(subject) ?? 0) + 1);
    try {
      const session = await openSession(entry, ({ id, scope }) => {
        if (sessions.delete(id)) log.info("session ended", { session: scope, sessions: sessions.size });
      });
      const response = await session.handle(request, body);
      if (response.ok) {
        sessions.set(session.id, session);
        log.info("session opened", { session: session.scope, user: entry.principal?.name, sessions: sessions.size });
      } else await session.end("The session could not be opened");
      return response;
    } finally {
      openingInAll--;
      const left = (opening.get(subject) ?? 1) - 1;
      if (left > 0) opening.set(subject, left);
      else opening.delete(subject);
    }
  };

  const find = (id: string, { principal, view }: Entry): Session | undefined => {
    const session = sessions.get(id);
    if (!session || isOver(session)) return undefined;
    if (session.subject === principal?.subject && session.view === view) return session;
    log.warning("session of another caller", { session: session.scope, user: principal?.name });
    return undefined;
  };

  return {
    get size() {
      return sessions.size;
    },
    has: (id, entry) => find(id, entry) !== undefined,
    async fetch(request, body, entry) {
      const id = request.headers.get("mcp-session-id");
      if (id !== null) {
        const session = find(id, entry);
        return session ? session.handle(request, body) : refusalResponse(SESSION_NOT_FOUND);
      }
      if (isInitializeRequest(body)) return open(request, body, entry);
      const message = "Mcp-Session-Id is required: send an initialize request first and use the id in its response";
      return refusalResponse({ status: 400, code: SERVER_ERROR, message });
    },
    receive(res, message, entry, gone, unreadMs) {
      const { headers } = res.req;
      if (!isOfSession(headers) || namesVersion(message) || message.method === "initialize") return false;
      const session = find(String(headers["mcp-session-id"]), entry);
      session?.receive(res, message, gone, unreadMs);
      return session !== undefined;
    },
    async endAll(reason) {
      clearInterval(timer);
      await Promise.all([...sessions.values()].map((session) => session.end(reason)));
    },
  };
}

/** Whether a message names its version in itself, as from 2026-07-28 on. */
export const namesVersion = ({ params }: JSONRPCRequest | JSONRPCNotification): boolean =>
  params?._meta?.[PROTOCOL_VERSION_META_KEY] !== undefined;

const VERSIONS: ReadonlySet<unknown> = new Set([undefined, ...SUPPORTED_PROTOCOL_VERSIONS]);

/** A request of 2026-07-28 names its method. The SDK refuses unknown versions. */
const isOfSession = (headers: IncomingHttpHeaders): boolean =>
  typeof headers["mcp-session-id"] === "string" &&
  headers["mcp-method"] === undefined &&
  VERSIONS.has(headers["mcp-protocol-version"]);

function longestIdle(sessions: Iterable<Session>): Session | undefined {
  let longest: Session | undefined;
  for (const session of sessions) if (!longest || session.idleMs() > longest.idleMs()) longest = session;
  return longest;
}
