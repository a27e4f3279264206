import { isInitializeRequest } from "@modelcontextprotocol/server";
import type { Log } from "../../core/log.ts";
import type { ServerFactory } from "../../server.ts";
import { NOT_FOUND, refusalResponse, SERVER_ERROR } from "./answers.ts";
import { openSession, type Session } from "./session.ts";

export interface SessionOptions {
  readonly log: Log;
  readonly sessionIdleMs: number;
  readonly maxSessions: number;
  /** At the maximum, a session that has been idle this long is ended for a new one, in milliseconds. */
  readonly replaceIdleMs: number;
}

/** The 2025-era part of the endpoint: every request belongs to a session or opens one. */
export interface Sessions {
  readonly size: number;
  fetch(request: Request, body: unknown): Promise<Response>;
  endAll(reason: string): Promise<void>;
}

export function createSessions(makeServer: ServerFactory, options: SessionOptions): Sessions {
  const { log, sessionIdleMs, maxSessions, replaceIdleMs } = options;
  const sessions = new Map<string, Session>();
  let opening = 0;

  const sweep = async () => {
    for (const session of sessions.values()) {
      if (session.idleMs() > sessionIdleMs) await session.end("The session was idle for too long");
    }
  };
  const timer = setInterval(() => void sweep(), Math.min(sessionIdleMs / 2, 30_000)).unref();

  /** Clients that vanished cannot end their sessions, so the one idle longest makes room. */
  const makeRoom = async (): Promise<void> => {
    if (sessions.size + opening < maxSessions) return;
    const longest = longestIdle(sessions.values());
    if (longest && longest.idleMs() >= replaceIdleMs) {
      // Removed first, so that a concurrent request does not choose it too.
      sessions.delete(longest.id);
      log.info("session replaced", { session: longest.scope, idle_ms: Math.round(longest.idleMs()) });
      await longest.end("The session was idle, and its place was needed");
    }
  };

  const tooMany = (): Response => {
    log.warning("session refused", { sessions: sessions.size });
    const wait = replaceIdleMs - (longestIdle(sessions.values())?.idleMs() ?? 0);
    const headers = { "Retry-After": String(Math.max(1, Math.ceil(wait / 1000))) };
    const message = "Too many sessions are open. End one, or try again later";
    return refusalResponse({ status: 503, code: SERVER_ERROR, message, headers });
  };

  const open = async (request: Request, body: unknown): Promise<Response> => {
    await sweep();
    await makeRoom();
    if (sessions.size + opening >= maxSessions) return tooMany();
    opening++;
    try {
      const session = await openSession(makeServer, ({ id, scope }) => {
        if (sessions.delete(id)) log.info("session ended", { session: scope, sessions: sessions.size });
      });
      const response = await session.handle(request, body);
      if (response.ok) {
        sessions.set(session.id, session);
        log.info("session opened", { session: session.scope, sessions: sessions.size });
      } else await session.end("The session could not be opened");
      return response;
    } finally {
      opening--;
    }
  };

  return {
    get size() {
      return sessions.size;
    },
    async fetch(request, body) {
      const id = request.headers.get("mcp-session-id");
      const session = id === null ? undefined : sessions.get(id);
      if (session) return session.handle(request, body);
      if (id !== null) {
        const message = "Session not found. Start a new one with initialize, without the Mcp-Session-Id header";
        return refusalResponse({ status: 404, code: NOT_FOUND, message });
      }
      if (isInitializeRequest(body)) return open(request, body);
      const message = "Mcp-Session-Id is required: send an initialize request first and use the id in its response";
      return refusalResponse({ status: 400, code: SERVER_ERROR, message });
    },
    async endAll(reason) {
      clearInterval(timer);
      await Promise.all([...sessions.values()].map((session) => session.end(reason)));
    },
  };
}

function longestIdle(sessions: Iterable<Session>): Session | undefined {
  let longest: Session | undefined;
  for (const session of sessions) if (!longest || session.idleMs() > longest.idleMs()) longest = session;
  return longest;
}
