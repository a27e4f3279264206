import { setMaxListeners } from "node:events";
import { closest } from "../api/reference/similar.ts";
import { callTool } from "../core/calls/call.ts";
import type { NeedsInput } from "../core/calls/create-context.ts";
import type { CallState } from "../core/consent/ledger.ts";
import { loadTool, type ServedTool } from "../core/described.ts";
import { type ContentBlock, HIDDEN_CHARACTERS, type ToolResult } from "../core/output/present.ts";
import type { Caller, Runtime } from "../core/runtime.ts";
import { highestAccess } from "../core/tool.ts";
import type { Router } from "../core/workspaces.ts";
import { repeatsArguments } from "./echo.ts";
import { callKey, type Journal, type Journals, type Recorded } from "./journal.ts";

/** A script that waits for the user: the question of one of its calls. */
export interface Paused {
  readonly tool: string;
  readonly key: string;
  readonly needs: NeedsInput;
}

export interface InnerCalls {
  /**
   * Runs a call, or gives the recorded result of an earlier run. Rejects with the text of a failure. `missing`: arguments that
   * the script gave as `undefined`.
   */
  call(name: string, args: unknown, missing?: readonly string[]): Promise<string>;
  /**
   * The script waits. Of the recorded results that it has asked for, it gets the one that came first in its first run, so that
   * a race has the same winner.
   */
  idle(): void;
  /** Resolves with the first question. Calls that are under way then have ended and are recorded. */
  readonly paused: Promise<Paused>;
  /** How often each tool was called in this run, recorded results included. */
  readonly counts: ReadonlyMap<string, number>;
  /** Pictures and other content of the results of this run. */
  readonly shown: readonly ContentBlock[];
  /** Invisible characters in the results of this run, by tool. */
  readonly hidden: ReadonlyMap<string, number>;
  /** Those calls that could have changed something, failed ones too: some change something and fail. */
  readonly writes: ReadonlyMap<string, number>;
  /** The calls that failed in this run, by the text of the failure. */
  readonly failures: ReadonlyMap<string, FailedInside>;
}

/** A call inside that failed. Its text is this server's, with the workspace's part fenced. */
export interface FailedInside {
  readonly tool: string;
  /** It repeats arguments, in which a script can pass on text of the workspace. */
  readonly repeats: boolean;
}

interface Options {
  readonly script: string;
  readonly tools: ReadonlyMap<string, ServedTool>;
  readonly router: Router;
  readonly journals: Journals;
  readonly journal: Journal;
  readonly caller: Caller;
  /** The question that the user answered, with the state of its call. */
  readonly answered: { readonly key: string; readonly state: CallState } | undefined;
}

/** Characters of one result inside a script: it is the script's work to make it small. */
const RESULT_CHARS = 8_000_000;

/** Calls of a script through the same pipeline as calls of a client, with a journal. */
export function createInnerCalls(options: Options): InnerCalls {
  const { script, tools, router, journals, journal, caller, answered } = options;
  // Every call under way listens to the same signal.
  setMaxListeners(0, caller.signal);
  const counts = new Map<string, number>();
  const writes = new Map<string, number>();
  const shown: ContentBlock[] = [];
  const hidden = new Map<string, number>();
  const failures = new Map<string, FailedInside>();
  const used = new Map<string, number>();
  const running = new Set<Promise<unknown>>();
  /** Recorded results that the script has asked for, and their places in the order of its first run. */
  const recorded: { readonly place: number; readonly deliver: () => void }[] = [];
  let pending = answered;
  let asked = false;
  let pause: (paused: Paused) => void = () => {};
  const paused = new Promise<Paused>((resolve) => {
    pause = resolve;
  });
  const progress = steadyProgress(caller);

  const perform = async (
    tool: ServedTool,
    runtime: Runtime,
    inner: unknown,
    key: string,
  ): Promise<Recorded | undefined> => {
    const from = pending?.key === key ? pending : undefined;
    if (from) pending = undefined;
    const outcome = await callTool(spacious(runtime), await loadTool(tool), inner, {
      ...caller,
      ...progress,
      // The time of a script is limited, even in a task.
      waitMs: undefined,
      // The script asks, and its other calls end before that.
      holdsQuestions: false,
      state: from?.state,
      answers: from ? caller.answers : {},
    });
    if (!("needs" in outcome)) return recordOf(outcome.result);
    if (!asked) {
      asked = true;
      const others = [...running];
      // Writes that are under way end first, so that their results are recorded.
      setImmediate(
        () => void Promise.allSettled(others).then(() => pause({ tool: tool.name, key, needs: outcome.needs })),
      );
    }
    return undefined;
  };

  const fail = (tool: string, args: unknown, text: string): never => {
    const repeats = failures.get(text)?.repeats || repeatsArguments(text, [tool, args], script);
    failures.set(text, { tool, repeats });
    throw new Error(text);
  };
  const resultOf = (name: string, given: Given, recorded: Recorded): string => {
    if ("failed" in recorded) return fail(name, given, recorded.failed + undefinedOnes(recorded.failed, given.missing));
    for (const block of recorded.shown ?? []) shown.push(block);
    if (recorded.hidden > 0) hidden.set(name, (hidden.get(name) ?? 0) + recorded.hidden);
    return recorded.json;
  };

  const call = async (name: string, args: unknown, missing: readonly string[] = []): Promise<string> => {
    const tool = tools.get(name);
    if (!tool) return fail(name, args, unknown(name, [...tools.keys()]));
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (highestAccess(tool) !== "read") writes.set(name, (writes.get(name) ?? 0) + 1);
    const routed = router.call(args);
    if ("problem" in routed) return fail(name, args, routed.problem);
    const key = callKey(`${routed.workspace.name} ${name}`, routed.inner);
    const at = used.get(key) ?? 0;
    used.set(key, at + 1);
    const known = journal.results.get(key)?.[at];
    const given = { args, missing };
    if (known) {
      await new Promise<void>((deliver) => recorded.push({ place: journal.order.get(known) ?? 0, deliver }));
      return resultOf(name, given, known);
    }
    // Once a question is out, nothing more is sent: the script starts again with the answer.
    if (asked) return new Promise(() => {});
    const work = perform(tool, routed.workspace.runtime, routed.inner, key);
    const settled = work.then(
      () => {},
      () => {},
    );
    running.add(settled);
    const result = await work.finally(() => running.delete(settled));
    if (result === undefined) return new Promise(() => {});
    journals.record(journal, key, at, result);
    return resultOf(name, given, result);
  };
  const idle = (): void => {
    recorded.sort((a, b) => b.place - a.place);
    recorded.pop()?.deliver();
  };
  return { call, idle, paused, counts, shown, writes, hidden, failures };
}

/** The data of a result. A result with text alone, such as a refusal, is a failure or a string. */
function recordOf({ content, structuredContent, isError, _meta = {} }: ToolResult): Recorded {
  const texts = content.flatMap((block) => (typeof block.text === "string" ? [block.text] : []));
  const text = texts.join("\n");
  if (isError) return { failed: text };
  // The first text shows the data.
  const notes = structuredContent ? texts.slice(1) : [];
  const links = content.flatMap(({ type, uri }) => (type === "resource_link" && typeof uri === "string" ? [uri] : []));
  const blocks = content.filter(({ type }) => type !== "text" && type !== "resource_link");
  const value = structuredContent ?? { text };
  // Nothing else says so inside: the script sees the data alone.
  const hidden_characters = _meta[HIDDEN_CHARACTERS];
  return {
    json: JSON.stringify({
      ...value,
      ...(links.length > 0 && { links }),
      ...(notes.length > 0 && { notes }),
      hidden_characters,
    }),
    hidden: Number(hidden_characters ?? 0),
    ...(blocks.length > 0 && { shown: blocks }),
  };
}

/** The arguments of a call as a script gave them. */
interface Given {
  readonly args: unknown;
  /** Those that it gave as `undefined`. */
  readonly missing: readonly string[];
}

/** Says that arguments were `undefined`: the script has read a field that its results do not have. */
const undefinedOnes = (failed: string, missing: readonly string[]): string =>
  missing.length > 0 && failed.startsWith("Invalid arguments")
    ? ` In the script, ${missing.map((name) => name.slice(0, 64)).join(" and ")} had the value undefined.`
    : "";

/** Outputs inside a script are not shortened for a model, which does not see them. */
const spacious = (runtime: Runtime): Runtime => ({
  ...runtime,
  settings: { ...runtime.settings, outputBudgetChars: RESULT_CHARS },
});

/** Reports of all calls as one series: progress must grow. */
function steadyProgress({ progress }: Caller): Pick<Caller, "progress"> {
  if (!progress) return {};
  let reports = 0;
  return {
    progress: ({ message }) => {
      reports++;
      return progress({ progress: reports, message });
    },
  };
}

function unknown(name: string, known: readonly string[]): string {
  const near = closest(name, known, 3);
  const hint = near.length > 0 ? ` Near it: ${near.join(", ")}.` : "";
  return `databricks.${name.slice(0, 64)} is not a tool of this server.${hint} search_tools finds the others.`;
}
