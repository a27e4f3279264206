import { ApiError } from "../errors.ts";
import { type Arriving, interrupted, type Layer, type Outgoing, type Send } from "../send.ts";
import type { Lanes } from "./lanes.ts";
import type { RateGate } from "./rate-gate.ts";

/** A 429 without Retry-After stops the workspace for this long. */
const DEFAULT_PAUSE_MS = 1000;

/** Waits for a lane slot first and the rate permit last, at the instant of dispatch. A 429 pauses everybody. */
export function admit(lanes: Lanes, gate: RateGate): Layer {
  return (next) => async (request) => {
    const signal = request.unsent ? AbortSignal.any([request.signal, request.unsent]) : request.signal;
    const leave = await waitFor(request, () => lanes.take(request.lane, request.session, signal));
    try {
      const permit = await waitFor(request, () => gate.acquire(signal, request.deadlineAt));
      try {
        return await next({ ...request, permit });
      } finally {
        permit.done();
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 429) gate.pause(error.retryAfterMs ?? DEFAULT_PAUSE_MS);
      throw error;
    } finally {
      leave();
    }
  };
}

/** The lane alone: cloud storage does not count against the workspace's rate. */
export function enter(lanes: Lanes): Layer {
  return (next) => async (request) => {
    const leave = await waitFor(request, () => lanes.take(request.lane, request.session, request.signal));
    try {
      return await next(request);
    } finally {
      leave();
    }
  };
}

/** The same for an answer that is still arriving: the place is kept until its body has ended or was left. */
export function hold(lanes: Lanes): (next: Send<Arriving>) => Send<Arriving> {
  return (next) => async (request) => {
    const leave = await waitFor(request, () => lanes.take(request.lane, request.session, request.signal));
    async function* held(body: AsyncIterable<Uint8Array>) {
      try {
        yield* body;
      } finally {
        leave();
      }
    }
    try {
      const answer = await next(request);
      return { ...answer, body: held(answer.body) };
    } catch (error) {
      leave();
      throw error;
    }
  };
}

async function waitFor<T>(request: Outgoing, turn: () => Promise<T>): Promise<T> {
  try {
    return await turn();
  } catch (error) {
    if (error instanceof ApiError) throw error.with({ method: request.method, path: request.path });
    throw interrupted(request, "not-executed");
  }
}
