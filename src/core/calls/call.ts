import { allows } from "../../access.ts";
import type { Usage } from "../../api/http/client.ts";
import { CALL_DEADLINE_MS, CHARS_PER_TOKEN } from "../../limits.ts";
import { digestArguments } from "../consent/confirm.ts";
import { consent, refuseState, stateOf } from "../consent/consent.ts";
import { explain } from "../errors.ts";
import { type ContentBlock, failure, present, type ToolResult } from "../output/present.ts";
import { redactGiven, redactTree } from "../output/redact.ts";
import type { Caller, Runtime } from "../runtime.ts";
import { accessOf, type Tool } from "../tool.ts";
import type { Settings } from "./context.ts";
import { again, createContext, InputNeeded, type NeedsInput } from "./create-context.ts";
import { readArguments } from "./invalid.ts";

export type Outcome = { readonly result: ToolResult } | { readonly needs: NeedsInput };

/** The pipeline around every call: validate, ask, run, present, explain, audit. Never throws. */
export async function callTool(runtime: Runtime, tool: Tool, rawArguments: unknown, caller: Caller): Promise<Outcome> {
  const started = performance.now();
  const usage: Usage = { requests: 0, retries: 0 };
  const redact = redactGiven(runtime.redact, rawArguments);
  const audit = (outcome: string) => {
    runtime.log.info("call", {
      tool: tool.name,
      outcome,
      // Of what is no secret: a short one could be guessed from its digest.
      arguments: digestArguments(redactTree(rawArguments ?? {}, runtime.redact)).slice(0, 12),
      ms: Math.round(performance.now() - started),
      requests: usage.requests,
      retries: usage.retries,
      ...(caller.traceparent ? { traceparent: caller.traceparent } : {}),
    });
  };
  const end = (outcome: string, result: ToolResult): Outcome => {
    audit(outcome);
    return { result };
  };

  const budget = takeBudget(rawArguments, runtime.settings);
  if ("problem" in budget) return end("invalid", failure(budget.problem));
  const read = readArguments(tool, budget.rest);
  if ("problem" in read) return end("invalid", failure(redact(read.problem)));
  const { args } = read;
  const attached: ContentBlock[] = [];
  let state = caller.state;
  try {
    const access = await accessOf(tool, args);
    if (!allows(runtime.settings.access, access)) return end("refused", failure(notAllowed(access, runtime.settings)));
    const stale = refuseState(runtime, tool, args, caller);
    if (stale) return end(stale.outcome, failure(stale.refused));
    const ctx = createContext(runtime, caller, {
      usage,
      attached,
      deadlineMs: deadlineOf(tool, args, runtime.settings),
      state: () => state,
      budget: budget.chars,
    });
    if (access === "destructive") {
      const consented = await consent(runtime, tool, args, caller, ctx);
      if ("needs" in consented) {
        audit("asked");
        return consented;
      }
      if ("refused" in consented) return end(consented.outcome, failure(consented.refused));
      state = consented.state;
    }
    const output = await untilAborted(caller.signal, tool.run(ctx, args));
    const result = present(tool, tool.output.parse(output), {
      redact,
      results: runtime.results,
      scope: caller.scope,
      budget: budget.chars,
      attached,
      from: runtime.settings.workspace,
    });
    return end("ok", result);
  } catch (error) {
    if (error instanceof InputNeeded) {
      audit("asked");
      return { needs: again(runtime, error, state ?? stateOf(runtime, tool.name, args, caller), caller) };
    }
    // The reason of an abort is whatever the client said; nobody waits for this answer.
    if (caller.signal.aborted) return end("cancelled", failure("The call was cancelled."));
    const told = explain(error, tool.toolset.finders);
    if (told.kind === "internal") runtime.log.error("bug", { tool: tool.name, error: redact(String(error)) });
    return end(told.kind, failure(redact(told.text)));
  }
}

const LEAST_TOKENS = 200;

/**
 * Any call may ask for a smaller answer by `max_output_tokens`, which the instructions tell of once and no tool
 * declares: it is taken out here.
 */
function takeBudget(
  raw: unknown,
  { outputBudgetChars }: Settings,
): { rest: unknown; chars: number } | { problem: string } {
  if (raw === null || typeof raw !== "object" || !("max_output_tokens" in raw)) {
    return { rest: raw ?? {}, chars: outputBudgetChars };
  }
  const { max_output_tokens: tokens, ...rest } = raw;
  if (typeof tokens !== "number" || !Number.isInteger(tokens) || tokens < LEAST_TOKENS) {
    return { problem: `max_output_tokens takes a whole number from ${LEAST_TOKENS} on. Nothing was sent.` };
  }
  return { rest, chars: Math.min(outputBudgetChars, tokens * CHARS_PER_TOKEN) };
}

/** A call that waits is given its wait and the time to say how it ended. */
function deadlineOf(tool: Tool, args: Record<string, unknown>, { waitBudgetMs }: Settings): number {
  if (!("wait_seconds" in tool.input.shape)) return CALL_DEADLINE_MS;
  const wait = typeof args.wait_seconds === "number" ? args.wait_seconds * 1000 : waitBudgetMs;
  return Math.max(CALL_DEADLINE_MS, wait + 15_000);
}

/** The work's answer, or the abort as soon as it comes: what a tool still tidies up goes on without its caller. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
    work.catch(() => {});
  }
}

const notAllowed = (access: string, { access: ceiling, workspace }: Settings): string =>
  workspace
    ? `Refused: this call is ${access}, and workspace ${workspace} is served with access ${ceiling}. The operator sets it in --workspaces.`
    : `Refused: this call is ${access} and the server runs with --access ${ceiling}. The operator can start it with --access ${access}.`;
