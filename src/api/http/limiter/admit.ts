import { ApiError } from "../errors.ts";
import { workspaceRule } from "../retry-policy.ts";
import { interruptedError, type Layer, type OutgoingRequest, type Send, type StreamedResponse } from "../send.ts";
import type { Lanes } from "./lanes.ts";
import type { RateGate } from "./rate-gate.ts";
import type { Shares } from "./shares.ts";

/** How long a 429 without `Retry-After` pauses the workspace. */
const DEFAULT_PAUSE_MS = 1000;

/**
 * Waits for a slot in the request's lane first, within its session's share of the rate, and for the rate permit last, so
 * that the permit is used at once.
 * Responses with `pausesWorkspace` in the retry policy (429) pause all requests to the workspace.
 * @throws {ApiError} `busy` if a queue is full or the wait too long, `throttled` if a pause outlasts the deadline,
 *   `timeout` or `cancelled` while waiting; in each case nothing was sent
 */
export function withLaneAndPermit(lanes: Lanes, gate: Omit<RateGate, "available">, shares: Shares): Layer {
  return (next) => async (request) => {
    const signal = request.unsent ? AbortSignal.any([request.signal, request.unsent]) : request.signal;
    const share = shares.of(request);
    const leaveLane = await waitForTurn(request, () => lanes.take(request.lane, request.session, signal, share));
    try {
      const permit = await waitForTurn(request, () => gate.acquire(signal, request.deadlineAt, share)).catch(
        (error: unknown) => {
          share.end();
          throw error;
        },
      );
      try {
        return await next({ ...request, permit });
      } finally {
        permit.done();
      }
    } catch (error) {
      if (error instanceof ApiError && error.status !== undefined && workspaceRule(error.status).pausesWorkspace) {
        gate.pause(error.retryAfterMs ?? DEFAULT_PAUSE_MS);
      }
      throw error;
    } finally {
      leaveLane();
    }
  };
}

/** Waits for a slot in the lane only: cloud storage does not count against the workspace's rate. */
export function withLane(lanes: Lanes): Layer {
  return (next) => async (request) => {
    const leaveLane = await waitForTurn(request, () => lanes.take(request.lane, request.session, request.signal));
    try {
      return await next(request);
    } finally {
      leaveLane();
    }
  };
}

/** Like `withLane`, but keeps the slot until the response's body has been read or its loop was left. */
export function withLaneWhileStreaming(lanes: Lanes): (next: Send<StreamedResponse>) => Send<StreamedResponse> {
  return (next) => async (request) => {
    const leaveLane = await waitForTurn(request, () => lanes.take(request.lane, request.session, request.signal));
    async function* keepingSlot(body: AsyncIterable<Uint8Array>) {
      try {
        yield* body;
      } finally {
        leaveLane();
      }
    }
    try {
      const response = await next(request);
      return { ...response, body: keepingSlot(response.body) };
    } catch (error) {
      leaveLane();
      throw error;
    }
  };
}

async function waitForTurn<T>(request: OutgoingRequest, turn: () => Promise<T>): Promise<T> {
  try {
    return await turn();
  } catch (error) {
    if (error instanceof ApiError) throw error.with({ method: request.method, path: request.path });
    throw interruptedError(request, "not-executed");
  }
}
