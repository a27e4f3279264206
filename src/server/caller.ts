import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { InputRequest } from "../core/calls/context.ts";
import type { CallState } from "../core/consent/confirm.ts";
import type { Caller } from "../core/runtime.ts";
import type { Connection } from "../server.ts";

/** A notification to a peer that has left is nobody's failure. */
export const gone = () => {};

/** What one request says of its client, in either era. */
export function callerOf(server: Server, connection: Connection, { mcpReq }: ServerContext): Caller {
  const token = mcpReq._meta?.progressToken;
  const traceparent = mcpReq._meta?.traceparent;
  // A 2026-era client states its capabilities with every request; a 2025-era one did so once, in the handshake.
  const stated = new Map<string, unknown>(Object.entries(mcpReq.envelope ?? {})).get(CLIENT_CAPABILITIES_META_KEY);
  const capabilities = (stated as ClientCapabilities | undefined) ?? server.getClientCapabilities();
  return {
    scope: connection.scope,
    signal: mcpReq.signal,
    supports: (method) => capable(capabilities, method),
    answers: mcpReq.inputResponses ?? {},
    state: mcpReq.requestState<CallState>(),
    ...(token === undefined
      ? {}
      : {
          progress: (update) =>
            mcpReq
              .notify({ method: "notifications/progress", params: { progressToken: token, ...update } })
              .catch(gone),
        }),
    log: (level, data) => mcpReq.log(level, data).catch(gone),
    ...(typeof traceparent === "string" ? { traceparent } : {}),
  };
}

const capable = (client: ClientCapabilities | undefined, method: InputRequest["method"]): boolean =>
  (method === "elicitation/create"
    ? client?.elicitation
    : method === "roots/list"
      ? client?.roots
      : client?.sampling) !== undefined;

/** A caller for reads that belong to no request. */
export const background = (scope: string, signal: AbortSignal): Caller => ({
  scope,
  signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
  supports: () => false,
  answers: {},
  state: undefined,
});
