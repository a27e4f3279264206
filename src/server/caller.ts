import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Client } from "../api/http/client.ts";
import type { InputRequest } from "../core/calls/context.ts";
import type { CallState } from "../core/consent/ledger.ts";
import type { Caller } from "../core/runtime.ts";
import type { ClientConnection } from "./connection.ts";

/** For `catch`: a notification to a client that has disconnected may fail. */
export const ignoreDisconnect = () => {};

/** The capabilities that a 2026-era client states with every request. A 2025-era one did so once, in the handshake. */
export function statedCapabilities({ mcpReq }: ServerContext): ClientCapabilities | undefined {
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  return envelope[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
}

/**
 * The client of one request, in either era. Callers of all requests have the same fields: V8 then makes them, and reads
 * them, several times faster.
 */
export function callerOf(
  server: Server,
  connection: ClientConnection,
  ctx: ServerContext,
  workspaces: ReadonlyMap<string, Client>,
): Caller {
  const { mcpReq } = ctx;
  const token = mcpReq._meta?.progressToken;
  const traceparent = mcpReq._meta?.traceparent;
  const capabilities = statedCapabilities(ctx) ?? server.getClientCapabilities();
  return {
    scope: connection.scope,
    turn: connection.turn,
    principal: connection.principal,
    signal: mcpReq.signal,
    workspaces,
    holdsQuestions: connection.era === "legacy",
    supports: (method) => isCapable(capabilities, method),
    answers: mcpReq.inputResponses ?? {},
    state: mcpReq.requestState<CallState>(),
    progress:
      token === undefined
        ? undefined
        : (update) =>
            mcpReq
              .notify({ method: "notifications/progress", params: { progressToken: token, ...update } })
              .catch(ignoreDisconnect),
    log: (level, data) => mcpReq.log(level, data).catch(ignoreDisconnect),
    traceparent: typeof traceparent === "string" ? traceparent : undefined,
  };
}

const isCapable = (client: ClientCapabilities | undefined, method: InputRequest["method"]): boolean =>
  (method === "elicitation/create"
    ? client?.elicitation
    : method === "roots/list"
      ? client?.roots
      : client?.sampling) !== undefined;

/** A caller for reads that no client request triggers. They time out after 30 s. */
export const backgroundCaller = (scope: string, signal: AbortSignal): Caller => ({
  scope,
  signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
  supports: () => false,
  answers: {},
  state: undefined,
});
