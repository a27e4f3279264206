import { SdkError, SdkErrorCode, type ServerContext } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { InputRequest } from "../core/calls/context.ts";
import type { NeedsInput } from "../core/calls/create-context.ts";
import type { Caller } from "../core/runtime.ts";

/** A call that asks more often than this will never end. */
const MAX_ROUNDS = 8;

const anything = z.looseObject({});

/**
 * The call of a 2025-era client: its questions go out as requests of our own and it is run again with the answers.
 * The SDK would do the same, but an answer that never comes would be its failure rather than a result of the call.
 */
export async function untilAnswered<T extends object>(
  run: (caller: Caller) => Promise<T | { readonly needs: NeedsInput }>,
  first: Caller,
  { mcpReq }: ServerContext,
  answerMs: number,
): Promise<T | { readonly needs: NeedsInput }> {
  let beats = 0;
  let outcome = await run(first);
  for (let round = 0; "needs" in outcome && round < MAX_ROUNDS; round++) {
    const { requests, state } = outcome.needs;
    const beat = setInterval(waiting, answerMs / BEATS);
    const asked = Object.entries(requests).map(async ([key, request]) => [key, await ask(request)] as const);
    const all = await Promise.all(asked).finally(() => clearInterval(beat));
    const answers = Object.fromEntries(all.filter(([, answer]) => answer !== undefined));
    outcome = await run({ ...first, state, answers });
  }
  return outcome;

  /** Clients give a silent call up after a minute. What the call itself reports begins at 1. */
  function waiting(): void {
    beats += 1;
    void first.progress?.({ progress: beats / (beats + 1), message: "Waiting for the person's answer" });
  }

  /** The client's answer, or nothing: it came too late, or the client failed to ask. The state tells which. */
  async function ask({ method, params }: InputRequest): Promise<unknown> {
    try {
      return await mcpReq.send({ method, ...(params ? { params } : {}) }, anything, { timeout: answerMs + GRACE_MS });
    } catch (error) {
      // Nobody waits for the answer to a cancelled call.
      if (mcpReq.signal.aborted || (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed)) {
        throw error;
      }
      return undefined;
    }
  }
}

/** One in ten seconds. */
const BEATS = 30;

/** A timer may fire early: the state has certainly expired by now. */
const GRACE_MS = 50;
