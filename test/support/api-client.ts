import { onTestFinished } from "vitest";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import type { Clock } from "../../src/api/http/clock.ts";
import type { ClientOptions, WorkspaceClient } from "../../src/api/http/create-client.ts";
import { createClient } from "../../src/api/http/create-client.ts";
import type { Credentials } from "../../src/api/http/credentials.ts";
import { ApiError } from "../../src/api/http/errors.ts";
import type { OutgoingRequest } from "../../src/api/http/send.ts";
import { TOKEN } from "./workspace.ts";

/** A real client, closed with the test. On loopback unless `host` says otherwise. */
export function apiClient(host: string, options: Partial<ClientOptions> = {}): WorkspaceClient {
  const client = createClient({
    host,
    credentials: patCredentials(TOKEN, "DATABRICKS_TOKEN"),
    userAgent: "test/1",
    insecureLoopback: true,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

export interface VirtualClock extends Clock {
  /** Every wait, in milliseconds, in order. */
  readonly waits: number[];
}

/** Sleeping takes no time and moves the clock. Starts at a round wall-clock second. */
export function virtualClock(random = 0.5): VirtualClock {
  let now = 0;
  const waits: number[] = [];
  const epoch = Date.UTC(2026, 0, 1);
  return {
    waits,
    now: () => now,
    wall: () => epoch + now,
    random: () => random,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const until = now + ms;
      waits.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      now = Math.max(now, until);
    },
  };
}

/** The `ApiError` a promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("expected a failure");
}

/** A login whose token a refresh replaces: `old`, then `new1`, `new2`, … */
export function refreshable(): Credentials & { refreshes: number } {
  const state = {
    source: "profile dev",
    secrets: [],
    refreshes: 0,
    headers: async () => ({ authorization: `Bearer ${state.refreshes === 0 ? "old" : `new${state.refreshes}`}` }),
    refresh: async () => {
      state.refreshes++;
    },
  };
  return state;
}

/** A request for testing one layer of the onion with a fake `next`. */
export const outgoing = (over: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: "GET",
  url: "https://adb-1.2.azuredatabricks.net/api/2.0/x",
  path: "/api/2.0/x",
  headers: {},
  replaySafe: true,
  changes: false,
  lane: "quick",
  signal: new AbortController().signal,
  deadlineAt: 50_000,
  ...over,
});
