import { allows } from "../../access.ts";
import type { AcceptedWrite, Usage } from "../../api/http/client.ts";
import { checkInSlices } from "../../api/http/slices/check.ts";
import { createPace } from "../../api/http/slices/pace.ts";
import { CALL_DEADLINE_MS, CHARS_PER_TOKEN } from "../../limits.ts";
import { checkReturnedState, decideConsent, initialState, notAllowed } from "../consent/decide.ts";
import { digestArguments } from "../digest.ts";
import { type Accepted, explain } from "../errors.ts";
import { objectName } from "../fields.ts";
import { logCalls, type NamedObject } from "../observer.ts";
import { type ContentBlock, failure, present, type ToolResult } from "../output/present.ts";
import { redactTree, withSecretsOf } from "../output/redact.ts";
import type { Caller, Runtime } from "../runtime.ts";
import { accessOf, type Tool } from "../tool.ts";
import type { Polls } from "../waiting/polls.ts";
import { parseArguments } from "./arguments.ts";
import type { Settings } from "./context.ts";
import { createContext, InputNeeded, type NeedsInput, nextRound, ScriptPaused, scriptRound } from "./create-context.ts";

/** A call that ended with a result, or one that must ask the client first. */
export type CallOutcome = { readonly result: ToolResult } | { readonly needs: NeedsInput };

/** The pipeline around every call: validate, ask, run, present, explain, audit. Never throws. */
export async function callTool(
  runtime: Runtime,
  tool: Tool,
  rawArguments: unknown,
  from: Caller,
): Promise<CallOutcome> {
  const started = performance.now();
  const observer = runtime.observer ?? logCalls(runtime.log);
  const observed = observer.begin({ tool: tool.name, traceparent: from.traceparent });
  const caller = observed.traceparent === undefined ? from : { ...from, traceparent: observed.traceparent };
  const writes: AcceptedWrite[] = [];
  const unread: string[] = [];
  const usage = { requests: 0, retries: 0, accepted: writes, unread } satisfies Usage;
  const accepted: Accepted[] = [];
  const redact = withSecretsOf(runtime.redact, rawArguments);
  const audit = (outcome: string, result?: ToolResult) =>
    observed.end({
      tool: tool.name,
      toolset: tool.toolset.id,
      outcome,
      confirmed: caller.state !== undefined && state?.granted === true,
      workspace: runtime.settings.workspace ?? runtime.settings.host,
      caller: caller.principal,
      // Computed only where it is recorded. Without secrets: a short one could be guessed from its digest.
      digest: () => digestArguments(redactTree(rawArguments ?? {}, runtime.redact)).slice(0, 12),
      objects: state?.objects ?? objects,
      writes,
      ms: Math.round(performance.now() - started),
      requests: usage.requests,
      retries: usage.retries,
      chars: (result?.content ?? []).reduce((sum, { text }) => sum + (typeof text === "string" ? text.length : 0), 0),
      traceparent: caller.traceparent,
    });
  const end = (outcome: string, result: ToolResult): CallOutcome => {
    audit(outcome, result);
    return { result };
  };
  const fail = (outcome: string, text: string) => end(outcome, failure(text, runtime.settings.workspace));
  let state = caller.state;
  let objects: readonly NamedObject[] = [];

  const budget = takeBudget(rawArguments, runtime.settings);
  if ("problem" in budget) return fail("invalid", budget.problem);
  const read = parseArguments(tool, budget.rest);
  if ("problem" in read) return fail("invalid", redact(read.problem));
  const { args } = read;
  const attached: ContentBlock[] = [];
  try {
    const access = await accessOf(tool, args);
    if (!allows(runtime.settings.access, access)) return fail("refused", notAllowed(access, runtime.settings));
    const stale = await checkReturnedState(runtime, tool, args, caller);
    if (stale) return fail(stale.outcome, stale.refused);
    const made = createContext(runtime, caller, {
      usage,
      accepted,
      attached,
      deadlineMs: deadlineOf(tool, args, caller.waitMs ?? runtime.settings.waitBudgetMs),
      state: () => state,
      budget: budget.chars,
      ...(caller.progress ? {} : { maxWaitMs: UNREPORTED_WAIT_MS }),
    });
    const waits = { unfinished: false };
    const ctx = { ...made, together: noteEnd(made.together, waits) };
    if (access !== "read") {
      const consented = await decideConsent(runtime, tool, args, caller, ctx);
      objects = consented.objects ?? objects;
      if ("needs" in consented) {
        audit("asked");
        return consented;
      }
      if ("refused" in consented) return fail(consented.outcome, consented.refused);
      state = consented.state;
    }
    const bounded = withBoundedWait(tool, args, caller);
    const ran = await untilAborted(caller.signal, tool.run(ctx, bounded));
    const output = waits.unfinished && bounded !== args ? withEndOfWait(ran) : ran;
    if (unread.length > 0) attached.push({ type: "text", text: leftOut(unread) });
    const pace = createPace();
    const named = withObjectName(tool, output, state?.objects ?? objects);
    const parsed = await checkInSlices(tool.output, named, pace);
    const shown = {
      redact,
      results: runtime.results,
      scope: caller.scope,
      budget: budget.chars,
      attached,
      from: runtime.settings.workspace,
    };
    const result = await present(tool, parsed, shown, pace);
    return end("ok", result);
  } catch (error) {
    if (error instanceof InputNeeded) {
      audit("asked");
      return { needs: nextRound(runtime, error, state ?? initialState(runtime, tool.name, args, caller), caller) };
    }
    if (error instanceof ScriptPaused) {
      audit("asked");
      return { needs: scriptRound(runtime, error, initialState(runtime, tool.name, args, caller)) };
    }
    // The reason of an abort is the client's own text, and no one reads this result.
    if (caller.signal.aborted) return fail("cancelled", "The call was cancelled.");
    const { name, toolset } = tool;
    const explained = explain(error, {
      tool: name,
      finders: toolset.finders,
      checks: toolset.checks,
      accepted,
      writes: usage.accepted,
    });
    if (explained.kind === "bug") runtime.log.error("bug", { tool: tool.name, error: redact(String(error)) });
    return fail(explained.kind, redact(explained.text));
  }
}

const MAX_NAMED = 5;

/** A list that is shorter than the workspace's, and says so: nothing that depends on the missing rows is then certain. */
function leftOut(rows: readonly string[]): string {
  const distinct = [...new Set(rows)];
  const more = distinct.length > MAX_NAMED ? "; …" : "";
  return `Left out because this server cannot read the workspace's response: ${distinct.slice(0, MAX_NAMED).join("; ")}${more}.`;
}

const MIN_TOKENS = 200;

/**
 * Every call accepts `max_output_tokens` to ask for a smaller output. The instructions explain it once instead of every
 * tool declaring it, so it is removed from the arguments here.
 */
function takeBudget(
  raw: unknown,
  { outputBudgetChars }: Settings,
): { rest: unknown; chars: number } | { problem: string } {
  if (raw === null || typeof raw !== "object" || !("max_output_tokens" in raw)) {
    return { rest: raw ?? {}, chars: outputBudgetChars };
  }
  const { max_output_tokens: tokens, ...rest } = raw;
  if (typeof tokens !== "number" || !Number.isInteger(tokens) || tokens < MIN_TOKENS) {
    return { problem: `max_output_tokens must be a whole number of at least ${MIN_TOKENS}. Nothing was sent.` };
  }
  return { rest, chars: Math.min(outputBudgetChars, tokens * CHARS_PER_TOKEN) };
}

/** Deadline of a call in milliseconds. A call that waits gets its wait and the time to report the end. */
function deadlineOf(tool: Tool, args: Record<string, unknown>, defaultWaitMs: number): number {
  if (!("wait_seconds" in tool.input.shape)) return CALL_DEADLINE_MS;
  const wait = typeof args.wait_seconds === "number" ? args.wait_seconds * 1000 : defaultWaitMs;
  return Math.max(CALL_DEADLINE_MS, wait + 15_000);
}

/**
 * Many clients give up after 60 seconds without progress, and then the IDs of the started work are lost. A client that
 * does not ask for progress therefore gets a running status before that.
 */
const UNREPORTED_WAIT_MS = 48_000;

function withBoundedWait(tool: Tool, args: Record<string, unknown>, { progress }: Caller): Record<string, unknown> {
  const { wait_seconds } = args;
  if (progress || typeof wait_seconds !== "number" || !("wait_seconds" in tool.input.shape)) return args;
  return wait_seconds * 1000 > UNREPORTED_WAIT_MS ? { ...args, wait_seconds: UNREPORTED_WAIT_MS / 1000 } : args;
}

/** Notes whether the last wait of a call ended before the work. */
const noteEnd =
  (wait: Polls["wait"], waits: { unfinished: boolean }): Polls["wait"] =>
  async (key, waiter) => {
    const waited = await wait(key, waiter);
    waits.unfinished = !waited.finished;
    return waited;
  };

const END_OF_WAIT = `The wait ended after ${UNREPORTED_WAIT_MS / 1000} s, the maximum of one call that reports no progress; the work continues.`;

/** A wait that is shorter than the one asked for would look like the end of the work, or like a failure. */
const withEndOfWait = <T extends object>(output: T): T =>
  "next" in output && typeof output.next === "string" ? { ...output, next: `${END_OF_WAIT} ${output.next}` } : output;

/** The first object of a call is the one that its arguments name. */
function withObjectName<T extends object>({ output: { shape } }: Tool, output: T, [first]: readonly NamedObject[]): T {
  const field = Object.keys(shape).find((key) => shape[key] === objectName);
  return field !== undefined && first?.name ? { ...output, [field]: first.name } : output;
}

/** Settles with the work, or rejects as soon as the signal aborts. The tool's cleanup continues without its caller. */
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
