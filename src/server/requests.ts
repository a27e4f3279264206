import {
  type InputRequests,
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Client } from "../api/http/client.ts";
import type { NeedsInput } from "../core/calls/create-context.ts";
import type { Caller } from "../core/runtime.ts";
import { callerOf } from "./caller.ts";
import type { ClientConnection } from "./connection.ts";
import { callUntilAnswered } from "./elicitation.ts";
import type { Seals } from "./seals.ts";

/** Handles the requests of one connection. */
export interface Requests {
  caller(ctx: ServerContext): Caller;
  /** Runs a request. Its questions to a 2025-era client are asked and answered before it returns; others are returned. */
  run<T extends object>(ctx: ServerContext, run: Run<T>): Promise<T | { readonly needs: NeedsInput }>;
  /** The response that asks a 2026-era client. */
  ask(needs: NeedsInput): Promise<InputRequiredResult>;
}

type Run<T> = (from: Caller) => Promise<T | { readonly needs: NeedsInput }>;

interface RequestOptions {
  readonly connection: ClientConnection;
  /** The clients of all workspaces, by name. */
  readonly workspaces: ReadonlyMap<string, Client>;
  readonly seals: Pick<Seals, "mint">;
  /** How long a question waits for its answer, in milliseconds. */
  readonly answerMs: number;
}

/** The requests that `server` receives. */
export function requestsOf(server: Server, { connection, workspaces, seals, answerMs }: RequestOptions): Requests {
  const caller = (ctx: ServerContext): Caller => callerOf(server, connection, ctx, workspaces);
  return {
    caller,
    run: (ctx, run) =>
      connection.era === "legacy" ? callUntilAnswered(run, caller(ctx), ctx, answerMs) : run(caller(ctx)),
    ask: async ({ requests, state }) =>
      // `InputRequest` is the core's own type for the SDK's union, which the SDK validates before it sends.
      inputRequired({ inputRequests: requests as InputRequests, requestState: await seals.mint(state) }),
  };
}

/** Every list is complete in one page. None returns a cursor, so none can be valid. */
export function refuseCursor(params: { readonly cursor?: string | undefined } | undefined): void {
  if (params?.cursor) throw new ProtocolError(-32602, "Unknown cursor: this list has only one page. Leave cursor out.");
}
