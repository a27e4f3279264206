import { randomUUID } from "node:crypto";
import type { Client, Usage } from "../api/client.ts";
import { type CallState, type ConsentLedger, digestArguments } from "./confirm.ts";
import { consent, refuseState, stateOf } from "./consent.ts";
import type { Context, InputRequest, Settings } from "./context.ts";
import { explain, ToolError } from "./errors.ts";
import { readArguments } from "./invalid.ts";
import { type Level, type Log, tee } from "./log.ts";
import type { Memory } from "./memory.ts";
import type { Polls } from "./polls.ts";
import { type ContentBlock, failure, present, type ToolResult } from "./present.ts";
import { type ProgressUpdate, progressReporter } from "./progress.ts";
import { type Redactor, redactGiven, redactTree } from "./redact.ts";
import type { ResultStore } from "./results.ts";
import { accessOf, allows, type Tool } from "./tool.ts";

/** What every call shares: one per workspace. */
export interface Runtime {
  readonly client: Client;
  readonly settings: Settings;
  readonly redact: Redactor;
  readonly log: Log;
  readonly results: ResultStore;
  readonly memory: Memory;
  /** What calls wait for: one poll of each thing, whoever asks. */
  readonly polls: Polls;
  readonly consents: ConsentLedger;
  /** Work that goes on after its call. */
  readonly detached: Set<Promise<unknown>>;
}

/** The connected client as one call sees it. */
export interface Caller {
  /** Who this is: the key of handles, caches and consent. */
  readonly scope: string;
  readonly signal: AbortSignal;
  /** What the client can be asked for; `elicitation/create` puts a form to its user. */
  supports(method: InputRequest["method"]): boolean;
  /** Answers of this round (untrusted) and the verified state they came with. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly state: CallState | undefined;
  readonly progress?: (update: ProgressUpdate) => void | Promise<void>;
  /** The protocol's own log channel (deprecated in 2026-07-28): a copy for clients that still show it. */
  readonly log?: (level: Level, data: unknown) => void | Promise<void>;
  readonly traceparent?: string;
}

/** A call that cannot go on before the client has answered. */
export interface NeedsInput {
  readonly requests: Readonly<Record<string, InputRequest>>;
  readonly state: CallState;
}

export type Outcome = { readonly result: ToolResult } | { readonly needs: NeedsInput };

/** Quick calls end within this; peers give a request up after 60 s. */
const DEADLINE_MS = 50_000;

/** Thrown by `Context.ask`: the call goes back to the client and starts again with its answers. */
export class InputNeeded extends Error {
  readonly requests: Readonly<Record<string, InputRequest>>;
  constructor(requests: Readonly<Record<string, InputRequest>>) {
    super("input needed");
    this.requests = requests;
  }
}

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

/** The context of one call; also what resource lists and completions run in. */
export function createContext(
  runtime: Runtime,
  caller: Caller,
  call: {
    readonly usage?: Usage;
    readonly attached?: ContentBlock[];
    readonly deadlineMs?: number;
    state?(): CallState | undefined;
    /** Size of this answer, in characters. */
    readonly budget?: number;
  } = {},
): Context {
  const { client, log, memory, polls, results } = runtime;
  const settings = { ...runtime.settings, outputBudgetChars: call.budget ?? runtime.settings.outputBudgetChars };
  const attached = call.attached ?? [];
  const prefix = `${settings.host} ${caller.scope} `;
  return {
    client: client.bind({
      signal: caller.signal,
      deadlineMs: call.deadlineMs ?? DEADLINE_MS,
      session: caller.scope,
      ...(call.usage ? { usage: call.usage } : {}),
      ...(caller.traceparent ? { traceparent: caller.traceparent } : {}),
    }),
    settings,
    signal: caller.signal,
    log: caller.log ? tee(log, caller.log) : log,
    progress: progressReporter(caller.progress),
    attach: (block) => void attached.push(block),
    attachImage: (data, mimeType) => void attached.push({ type: "image", data, mimeType }),
    attachFile(file) {
      const uri = results.put(caller.scope, file);
      if (uri === undefined) throw noRoom(file.name);
      const size = typeof file.data === "string" ? Buffer.byteLength(file.data) : file.data.byteLength;
      attached.push({ type: "resource_link", uri, name: file.name, mimeType: file.mimeType, size });
      return uri;
    },
    remember: (key, make) => memory.remember(prefix + key, make),
    forget: (key) => memory.forget(prefix + key),
    together: (key, waiter) => polls.wait(key, waiter),
    detach(work) {
      const settled = work.then(
        () => {},
        () => {},
      );
      runtime.detached.add(settled);
      void settled.then(() => runtime.detached.delete(settled));
    },
    supports: (method) => caller.supports(method),
    ask(requests) {
      const answers: Record<string, unknown> = { ...call.state?.()?.answers, ...caller.answers };
      const missing = Object.entries(requests).filter(
        ([key, { accepts }]) => answers[key] === undefined || accepts?.(answers[key]) === false,
      );
      if (missing.length > 0) throw new InputNeeded(Object.fromEntries(missing));
      return answers;
    },
  };
}

const noRoom = (name: string): ToolError =>
  new ToolError(`${name} was not kept: the results of the last minutes fill the room for them.`, {
    next: "Ask for less at once, or again in ten minutes.",
  });

/** What to ask next, with the answers so far: the protocol carries only the latest round's. */
export const again = (
  { consents }: Runtime,
  { requests }: InputNeeded,
  state: CallState,
  caller: Caller,
): NeedsInput => ({
  requests: Object.fromEntries(
    Object.entries(requests).map(([key, { method, params }]) => [key, { method, ...(params ? { params } : {}) }]),
  ),
  // Every round's state is good for one use and has its own five minutes.
  state: {
    ...state,
    nonce: randomUUID(),
    expires: consents.expiry(),
    answers: { ...state.answers, ...caller.answers },
  },
});

const CHARS_PER_TOKEN = 4;
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
  if (!("wait_seconds" in tool.input.shape)) return DEADLINE_MS;
  const wait = typeof args.wait_seconds === "number" ? args.wait_seconds * 1000 : waitBudgetMs;
  return Math.max(DEADLINE_MS, wait + 15_000);
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
