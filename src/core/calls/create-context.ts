import type { Usage } from "../../api/http/client.ts";
import { CALL_DEADLINE_MS } from "../../limits.ts";
import { oneLine } from "../../text.ts";
import type { CallState, ScriptState } from "../consent/ledger.ts";
import { type Accepted, ToolError } from "../errors.ts";
import { withCopy } from "../log.ts";
import type { ContentBlock } from "../output/present.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { Context, InputRequest } from "./context.ts";
import { progressReporter } from "./progress.ts";

/** Questions that the client must answer before a call can continue. */
export interface NeedsInput {
  readonly requests: Readonly<Record<string, InputRequest>>;
  readonly state: CallState;
}

/** Thrown by `Context.ask`: the client is asked, and the call starts again with the answers. */
export class InputNeeded extends Error {
  readonly requests: Readonly<Record<string, InputRequest>>;
  constructor(requests: Readonly<Record<string, InputRequest>>) {
    super("input needed");
    this.requests = requests;
  }
}

/** Thrown by a script whose call inside must ask the client: the script starts again with the answer. */
export class ScriptPaused extends Error {
  readonly requests: NeedsInput["requests"];
  readonly script: ScriptState;
  constructor(requests: NeedsInput["requests"], script: ScriptState) {
    super("script paused");
    this.requests = requests;
    this.script = script;
  }
}

/** The context of one call. Resource lists and completions run in one, too. */
export function createContext(
  runtime: Runtime,
  caller: Caller,
  call: {
    readonly usage?: Usage;
    readonly attached?: ContentBlock[];
    readonly accepted?: Accepted[];
    readonly deadlineMs?: number;
    state?(): CallState | undefined;
    /** Maximum size of this output, in characters. */
    readonly budget?: number;
    /** Longest wait for long-running work, in milliseconds. */
    readonly maxWaitMs?: number;
  } = {},
): Context {
  const { client, log, memory, polls, results } = runtime;
  const settings = {
    ...runtime.settings,
    outputBudgetChars: call.budget ?? runtime.settings.outputBudgetChars,
    waitBudgetMs: Math.min(caller.waitMs ?? runtime.settings.waitBudgetMs, call.maxWaitMs ?? Number.POSITIVE_INFINITY),
  };
  const attached = call.attached ?? [];
  const prefix = `${settings.host} ${caller.scope} `;
  const lookedUp = new Map<string, Promise<unknown>>();
  const bound = {
    signal: caller.signal,
    deadlineMs: call.deadlineMs ?? CALL_DEADLINE_MS,
    session: caller.turn ?? caller.scope,
    caller: caller.scope,
    ...(call.usage ? { usage: call.usage } : {}),
    ...(caller.traceparent ? { traceparent: caller.traceparent } : {}),
  };
  return {
    client: client.bind(bound),
    elsewhere(workspace) {
      const other = caller.workspaces?.get(workspace);
      if (other) return other.bind(bound);
      throw noSuchWorkspace(workspace, [...(caller.workspaces?.keys() ?? [])]);
    },
    settings,
    signal: caller.signal,
    log: caller.log ? withCopy(log, caller.log) : log,
    progress: progressReporter(caller.progress),
    accepted(what) {
      call.accepted?.push(what);
      caller.accepted?.push(what);
    },
    attach: (block) => void attached.push(block),
    attachImage: (data, mimeType) => void attached.push({ type: "image", data, mimeType }),
    attachFile(file) {
      const uri = results.put(caller.scope, file);
      if (uri === undefined) throw storeFull(file.name);
      const size = typeof file.data === "string" ? Buffer.byteLength(file.data) : file.data.byteLength;
      attached.push({ type: "resource_link", uri, name: file.name, mimeType: file.mimeType, size });
      return uri;
    },
    remember: (key, make) => memory.remember(prefix + key, make),
    keep: (key, value) => memory.keep(prefix + key, value),
    recall: (key) => memory.recall(prefix + key),
    forget: (key) => memory.forget(prefix + key),
    // The key determines the type of the value.
    once<T>(key: string, lookUp: () => Promise<T>) {
      const found = lookedUp.get(key) ?? lookUp();
      lookedUp.set(key, found);
      return found as Promise<T>;
    },
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

const noSuchWorkspace = (workspace: string, served: readonly string[]): ToolError =>
  new ToolError(`This server does not serve a workspace ${oneLine(workspace, 64)}; nothing was sent.`, {
    next:
      served.length > 1
        ? `Use one of ${served.join(", ")}.`
        : "It serves one workspace. The operator can start it with --workspaces to serve several.",
  });

const storeFull = (name: string): ToolError =>
  new ToolError(`${name} was not kept: the results of the last ten minutes fill the store.`, {
    next: "Request less at a time, or retry in ten minutes.",
  });

/** The question of a call inside a script, with the state of the script. */
export const scriptRound = (
  { consents }: Runtime,
  { requests, script }: ScriptPaused,
  state: CallState,
): NeedsInput => ({
  requests,
  state: { ...state, nonce: consents.nonce(), expires: consents.expiry(), script },
});

/** The next questions, with a state that carries the answers so far: the protocol sends only the latest round's. */
export const nextRound = (
  { consents }: Runtime,
  { requests }: InputNeeded,
  state: CallState,
  caller: Caller,
): NeedsInput => ({
  requests: Object.fromEntries(
    Object.entries(requests).map(([key, { method, params }]) => [key, { method, ...(params ? { params } : {}) }]),
  ),
  // The state of each round can be used once and expires by itself.
  state: {
    ...state,
    nonce: consents.nonce(),
    expires: consents.expiry(),
    answers: { ...state.answers, ...caller.answers },
  },
});
