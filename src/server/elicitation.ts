import { SdkError, SdkErrorCode, type ServerContext } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { InputRequest } from "../core/calls/context.ts";
import type { NeedsInput } from "../core/calls/create-context.ts";
import type { Caller } from "../core/runtime.ts";

/** Maximum number of rounds: a call that asks more often would never end. */
const MAX_ROUNDS = 8;

const anything = z.looseObject({});

/**
 * Runs a call of a 2025-era client: sends its questions to the client as requests and runs it again with the answers. The
 * SDK could do the same, but would fail when no answer comes, instead of returning a result.
 */
export async function callUntilAnswered<T extends object>(
  run: (caller: Caller) => Promise<T | { readonly needs: NeedsInput }>,
  first: Caller,
  ctx: ServerContext,
  answerMs: number,
): Promise<T | { readonly needs: NeedsInput }> {
  const outcome = await run(first);
  // Most calls ask nothing, and need nothing of what follows.
  return "needs" in outcome ? askUntilAnswered(outcome, { run, first, ctx, answerMs }) : outcome;
}

interface AskedCall<T> {
  readonly run: (caller: Caller) => Promise<T | { readonly needs: NeedsInput }>;
  readonly first: Caller;
  readonly ctx: ServerContext;
  readonly answerMs: number;
}

async function askUntilAnswered<T extends object>(
  asked: { readonly needs: NeedsInput },
  { run, first, ctx: { mcpReq }, answerMs }: AskedCall<T>,
): Promise<T | { readonly needs: NeedsInput }> {
  let beats = 0;
  let outcome: T | { readonly needs: NeedsInput } = asked;
  for (let round = 0; "needs" in outcome && round < MAX_ROUNDS; round++) {
    const { requests, state } = outcome.needs;
    const beat = setInterval(reportWaiting, answerMs / BEATS);
    const answering = Object.entries(requests).map(async ([key, request]) => [key, await ask(request)] as const);
    const all = await Promise.all(answering).finally(() => clearInterval(beat));
    const answers = Object.fromEntries(all.filter(([, answer]) => answer !== undefined));
    outcome = await run({ ...first, state, answers });
  }
  return outcome;

  /** Keeps the call alive: clients give up after a minute of silence. Progress of the call itself begins at 1. */
  function reportWaiting(): void {
    beats += 1;
    void first.progress?.({ progress: beats / (beats + 1), message: "Waiting for the user's answer" });
  }

  /** The client's answer; `undefined` if it came too late or the client failed to ask. The state shows which. */
  async function ask({ method, params }: InputRequest): Promise<unknown> {
    try {
      return await mcpReq.send({ method, ...(params ? { params } : {}) }, anything, { timeout: answerMs + GRACE_MS });
    } catch (error) {
      // The result of a cancelled call is not sent.
      if (mcpReq.signal.aborted || (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed)) {
        throw error;
      }
      return undefined;
    }
  }
}

/** Progress reports per question: one every ten seconds. */
const BEATS = 30;

/** A timer may fire early. With this delay the state has certainly expired. */
const GRACE_MS = 50;
